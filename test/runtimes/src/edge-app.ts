/** A Worker whose keys and tenants expire within seconds, for tests of cancelled background work. */
import { AuthError, createVerifier, type Verifier } from '@cognito-guard/core';
import { authenticate } from '@cognito-guard/hono';
import { type Context, Hono } from 'hono';
import { timeout } from 'hono/timeout';

/** Bindings. */
export interface EdgeEnv {
  readonly USER_POOL_ID: string;
  readonly CLIENT_ID: string;
  readonly JWKS_URI: string;
  /** A URL that answers 200 while the pool is a tenant. */
  readonly TENANT_URI: string;
}

type Env = { Bindings: { [Name in keyof EdgeEnv]: string } };

const keys = { refreshAfterSeconds: 1, maxAgeSeconds: 6 } as const;

let verifier: Verifier<'access'> | undefined;
const verifierFor = ({ env: { USER_POOL_ID, CLIENT_ID, JWKS_URI } }: Context<Env>): Verifier<'access'> => {
  verifier ??= createVerifier({
    userPoolId: USER_POOL_ID,
    clientId: CLIENT_ID,
    jwksUri: JWKS_URI,
    tokenUse: 'access',
    keys,
  });
  return verifier;
};

let tenants: Verifier<'access'> | undefined;
const tenantsFor = ({ env: { USER_POOL_ID, CLIENT_ID, JWKS_URI, TENANT_URI } }: Context<Env>): Verifier<'access'> => {
  tenants ??= createVerifier({
    resolvePool: async () => {
      const answer = await fetch(TENANT_URI);
      return answer.ok
        ? { userPoolId: USER_POOL_ID, clientId: CLIENT_ID, jwksUri: JWKS_URI, tokenUse: 'access' }
        : undefined;
    },
    keys: { ...keys, maxAgeSeconds: 600 },
  });
  return tenants;
};

/** Verifies without `executionCtx`: the runtime cancels background work with the response. */
const verifyAlone =
  (choose: (context: Context<Env>) => Verifier<'access'>) =>
  async (context: Context<Env>): Promise<Response> => {
    try {
      const { subject } = await choose(context).verify(context.req.header('authorization')?.slice(7) ?? '');
      return context.json({ subject });
    } catch (error) {
      if (!AuthError.is(error)) throw error;
      return context.json({ code: error.code }, error.status);
    }
  };

/** Makes the next call of a WebCrypto method reject. */
const failOnce = (name: 'digest' | 'importKey'): void => {
  const original = crypto.subtle[name];
  Object.defineProperty(crypto.subtle, name, {
    configurable: true,
    value: () => {
      Object.defineProperty(crypto.subtle, name, { configurable: true, value: original });
      return Promise.reject(new Error('This call fails.'));
    },
  });
};

const app = new Hono<Env>()
  .put('/fail/digest', (context) => {
    failOnce('digest');
    return context.body(null, 204);
  })
  .put('/fail/importKey', (context) => {
    failOnce('importKey');
    return context.body(null, 204);
  })
  .get('/alone', verifyAlone(verifierFor))
  .get('/tenant', verifyAlone(tenantsFor))
  .get('/impatient', timeout(100), verifyAlone(verifierFor))
  .get('/hono', authenticate(verifierFor), (context) => context.json({ subject: context.var.auth.subject }))
  .get('/stats', (context) => context.json(verifierFor(context).stats()));

export default app;
