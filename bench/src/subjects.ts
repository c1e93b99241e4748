import { hash, verify } from 'node:crypto';
import { createVerifier } from '@cognito-guard/core';
import { createTestPool } from '@cognito-guard/testing';
import { CognitoJwtVerifier } from 'aws-jwt-verify';
import type { Subject } from './measure.ts';

/** As many distinct tokens as there are calls in a batch. */
const tokenCount = 500;
const hostileLength = 8_192;

export type SubjectName = 'rawRsa' | 'bareHash' | 'base' | 'uncached' | 'cached' | 'hostile' | 'validLong';

/** What is measured, over one pool. Every token arrives as a fresh string, as it does from a request's header. */
export const makeSubjects = async (): Promise<Record<SubjectName, Subject>> => {
  const pool = await createTestPool();
  const jwks = pool.jwks();
  const options = { ...pool.options, keys: { ...pool.options.keys, preload: jwks }, tokenUse: 'access' } as const;
  const cached = createVerifier(options);
  const uncached = createVerifier({ ...options, cache: false });
  const base = CognitoJwtVerifier.create({ ...pool.options, tokenUse: 'access', graceSeconds: 5 });
  base.cacheJwks(JSON.parse(JSON.stringify(jwks)));

  const bytes = Array.from({ length: tokenCount }, () => Buffer.from(pool.accessToken({ groups: ['admins', 'ops'] })));
  const fresh = (index: number): string => bytes[index % tokenCount]?.toString('latin1') ?? '';
  const signed = bytes.map((token) => {
    const end = token.lastIndexOf('.');
    return {
      input: token.subarray(0, end),
      signature: Buffer.from(token.subarray(end + 1).toString('latin1'), 'base64url'),
    };
  });
  const { publicKey } = pool.keys.access;

  const [header = '', , signature = ''] = pool.accessToken().split('.');
  const nested = `${'{"a":'.repeat(900)}1${'}'.repeat(900)}`;
  const hostile = Buffer.from(`${header}.${Buffer.from(nested).toString('base64url')}.${signature}`);
  const long = Buffer.from(pool.accessToken({ claims: { note: 'x'.repeat(5_300) } }));
  if (Math.max(hostile.length, long.length) > hostileLength) throw new Error('The long tokens are over the limit.');

  return {
    rawRsa: (index) => {
      const { input, signature: bytesOf } = signed[index % tokenCount] ?? {};
      return input && bytesOf && verify('RSA-SHA256', input, publicKey, bytesOf);
    },
    bareHash: (index) => hash('sha256', fresh(index), 'base64url'),
    base: (index) => base.verify(fresh(index)),
    uncached: (index) => uncached.verify(fresh(index)),
    cached: (index) => cached.verify(fresh(index)),
    hostile: () => uncached.verify(hostile.toString('latin1')).catch(() => undefined),
    validLong: () => uncached.verify(long.toString('latin1')),
  };
};
