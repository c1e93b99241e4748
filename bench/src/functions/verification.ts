import { hash, verify } from 'node:crypto';
import { createVerifier, type StandardSchema } from '@cognito-guard/core';
import { type Fixture, freshTokens, usualToken, usualTokens } from '../fixture.ts';
import { accessKey, awsJwtVerify, fastJwt, jose, ourOptions, ourVerifier, type Verify } from '../verifiers.ts';
import { functionGroup } from './function-group.ts';
import type { SubjectMaker, Subjects } from './subject.ts';

const longest = 8_192;

/** The verifier gets the callers' tokens in turn. The keys are preloaded; the cache fills during the first round. */
const facing =
  (make: (fixture: Fixture) => Verify | Promise<Verify>): SubjectMaker =>
  async (fixture) => {
    const verifyOne = await make(fixture);
    const token = freshTokens(fixture);
    return (index) => verifyOne(token(index));
  };

const uncachedVerifier = (fixture: Fixture) => createVerifier({ ...ourOptions(fixture), cache: false });

/** Answers are cached for five seconds, longer than a round: most rounds make no store call. */
const revocable = async (fixture: Fixture): Promise<Verify> => {
  const { memoryRevocationStore } = await import('@cognito-guard/core/revocation');
  return createVerifier({ ...ourOptions(fixture), revocation: { store: memoryRevocationStore() } }).verify;
};

/** A schema of a Standard Schema library, as its result: what it costs to check is paid once for each verdict. */
const claimsSchema: StandardSchema<unknown, { readonly client: unknown }> = {
  '~standard': {
    version: 1,
    vendor: 'bench',
    validate: (claims) => ({ value: { client: Reflect.get(Object(claims), 'client_id') } }),
  },
};

/** OpenSSL alone, with the imported key, the bytes and the signature prepared. */
const rawRsa: SubjectMaker = (fixture) => {
  const key = accessKey(fixture);
  const signed = (fixture.tokens['usual'] ?? []).map((token) => {
    const end = token.lastIndexOf('.');
    return { input: Buffer.from(token.slice(0, end)), signature: Buffer.from(token.slice(end + 1), 'base64url') };
  });
  return (index) => {
    const one = signed[index % signed.length];
    if (one === undefined || !verify('RSA-SHA256', one.input, key, one.signature))
      throw new Error('The signature is invalid.');
  };
};

/** The lower bound on the cost of a cache with the token as its key. */
const bareMap: SubjectMaker = (fixture) => {
  const known = new Map(fixture.tokens['usual']?.map((token) => [token, true]));
  const token = freshTokens(fixture);
  return (index) => known.get(token(index));
};

/** A payload that is cheap to send and expensive to parse, with a signature of the correct length. */
const hostile: SubjectMaker = (fixture) => {
  const verifier = uncachedVerifier(fixture);
  const [header = '', , signature = ''] = fixture.tokens['usual']?.[0]?.split('.') ?? [];
  const depth = Math.floor(((longest - header.length - signature.length) * 0.75 - 1) / 6);
  const payload = Buffer.from(`${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`).toString('base64url');
  const bytes = Buffer.from(`${header}.${payload}.${signature}`);
  if (bytes.length > longest || bytes.length < longest - 16) throw new Error('The hostile token is not 8 KB long.');
  const accepted = (): never => {
    throw new Error('A hostile token was accepted.');
  };
  return () => verifier.verify(bytes.toString('latin1')).then(accepted, () => undefined);
};

const validLong: SubjectMaker = (fixture) => {
  const verifier = uncachedVerifier(fixture);
  const token = freshTokens(fixture, 'long');
  return (index) => verifier.verify(token(index));
};

export const subjects: Subjects = {
  'raw RSA': rawRsa,
  'bare hash': facing(() => (token) => hash('sha256', token, 'base64url')),
  'bare Map.get': bareMap,
  uncached: facing((fixture) => uncachedVerifier(fixture).verify),
  cached: facing((fixture) => ourVerifier(fixture).verify),
  'cached, claims schema': facing((fixture) => createVerifier({ ...ourOptions(fixture), claims: claimsSchema }).verify),
  'cached, revocation on': facing(revocable),
  'aws-jwt-verify': facing(awsJwtVerify),
  jose: facing(jose),
  'fast-jwt': facing((fixture) => fastJwt(fixture, false)),
  'fast-jwt cached': facing((fixture) => fastJwt(fixture, true)),
  'hostile 8 KB': hostile,
  'valid 8 KB': validLong,
};

/** One verification by each library, and its lower bounds. */
export const verification = functionGroup({
  name: 'verification',
  what: '1 KB access tokens of 500 callers, a fresh string each time',
  module: import.meta.url,
  tokens: (pool) => ({
    ...usualTokens(pool),
    long: {
      count: 1,
      optionsOf: () => ({ ...usualToken(pool), claims: { aud: pool.clientId, note: 'x'.repeat(5_200) } }),
    },
  }),
  figures: [
    { name: 'uncached / raw RSA', of: 'uncached', per: 'raw RSA', target: { atMost: 1.5 } },
    { name: 'aws-jwt-verify / uncached', of: 'aws-jwt-verify', per: 'uncached', target: { atLeast: 1.4 } },
    { name: 'jose / uncached', of: 'jose', per: 'uncached', target: { atLeast: 1.4 } },
    { name: 'fast-jwt / uncached', of: 'fast-jwt', per: 'uncached', target: { atLeast: 1.4 } },
    { name: 'aws-jwt-verify / cached', of: 'aws-jwt-verify', per: 'cached', target: { atLeast: 24 } },
    {
      name: 'aws-jwt-verify / cached, revocation on',
      of: 'aws-jwt-verify',
      per: 'cached, revocation on',
      target: { atLeast: 10 },
    },
    { name: 'fast-jwt with its cache / cached', of: 'fast-jwt cached', per: 'cached', target: { atLeast: 1.6 } },
    {
      name: 'cached with a claims schema / cached',
      of: 'cached, claims schema',
      per: 'cached',
      target: { atMost: 1.05 },
    },
    { name: 'cached / bare hash', of: 'cached', per: 'bare hash', target: { atMost: 1.35 } },
    { name: 'cached / bare Map.get', of: 'cached', per: 'bare Map.get' },
    { name: 'hostile 8 KB / uncached 1 KB', of: 'hostile 8 KB', per: 'uncached', target: { atMost: 1 } },
    { name: 'hostile 8 KB / valid 8 KB', of: 'hostile 8 KB', per: 'valid 8 KB', target: { atMost: 1 } },
  ],
});
