import type { TestPool } from '@cognito-guard/testing';
import { createTestIdentityPool, type TestIdentityPool } from '@cognito-guard/testing/identity-pool';
import { Hono } from 'hono';
import type { Config } from '../options/local-sign-in-options.ts';
import { CognitoError } from '../pool/cognito-error.ts';
import { answerCognitoError } from './wire.ts';

/** What `X-Amz-Target` starts with. */
const service = 'AWSCognitoIdentityService.';

const operations: readonly string[] = ['GetId', 'GetCredentialsForIdentity', 'GetOpenIdToken'];

/**
 * Starts the identity pool of the options. Logins have the name of the AWS address, as client libraries make it from the
 * user pool id.
 *
 * @param issuer - Of the user pool's tokens.
 */
export const startIdentityPool = async (
  { identityPool, clock }: Pick<Config, 'identityPool' | 'clock'>,
  { issuer: name, updatedIssuer, jwks }: TestPool,
  issuer: string,
): Promise<TestIdentityPool | undefined> => {
  if (identityPool === undefined) return undefined;
  const userPool = { issuer: name, updatedIssuer, jwks, tokenIssuer: issuer };
  return createTestIdentityPool({ ...identityPool, clock, userPools: [userPool] });
};

/** Operations of identity pools, which the identity pool of `@cognito-guard/testing` answers on its own port. */
export const identityPoolApiRoutes = (pool: TestIdentityPool | undefined): Hono =>
  new Hono().post('/', async (c, next) => {
    const target = c.req.header('X-Amz-Target') ?? '';
    if (!target.startsWith(service)) return next();
    const has = pool === undefined ? [] : operations;
    if (pool === undefined || !has.includes(target.slice(service.length))) {
      const known = has.length === 0 ? 'none: it has no option identityPool' : has.join(', ');
      const message = `The local pool has these operations of identity pools: ${known}`;
      return answerCognitoError(c, new CognitoError('UnknownOperationException', message));
    }
    const headers = { 'Content-Type': 'application/x-amz-json-1.1', 'X-Amz-Target': target };
    const response = await fetch(pool.url, { method: 'POST', headers, body: await c.req.text() });
    return new Response(await response.text(), {
      status: response.status,
      headers: { 'Content-Type': headers['Content-Type'] },
    });
  });
