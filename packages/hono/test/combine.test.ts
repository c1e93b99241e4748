import { createVerifier } from '@cognito-guard/core';
import { authenticate, authorize, getAuth } from '@cognito-guard/hono';
import { createTestPool } from '@cognito-guard/testing';
import { Hono, type MiddlewareHandler } from 'hono';
import { every, except, some } from 'hono/combine';
import { HTTPException } from 'hono/http-exception';
import { describe, expect, test } from 'vitest';
import { withToken } from './support/requests.ts';

const pool = await createTestPool();
const partners = await createTestPool({ userPoolId: 'eu-west-1_Partners1' });
const verifier = createVerifier({ ...pool.options, tokenUse: 'access' });
const partnerVerifier = createVerifier({ ...partners.options, tokenUse: 'access' });

/** Middleware of another package. */
const apiKey: MiddlewareHandler = async (c, next) => {
  if (c.req.header('x-api-key') !== 'secret') throw new HTTPException(401, { message: 'no key' });
  await next();
};
const caller = (guard: MiddlewareHandler): Hono => {
  const app = new Hono();
  app.use(guard);
  app.get('/*', (c) => {
    // Behind some() and except(), a route may be unauthenticated: c.var has the type for that, and getAuth would throw.
    const auth: unknown = c.get('auth' as never);
    return c.text(auth === undefined ? 'not asked' : getAuth(c).userPoolId);
  });
  return app;
};
const answer = async (app: Hono, path: string, init: RequestInit): Promise<unknown> => {
  const reply = await app.request(path, init);
  return reply.status === 200 ? reply.text() : reply.status;
};

describe('some()', () => {
  test('calls another middleware only where the token is missing', async () => {
    const app = caller(some(authenticate(verifier), apiKey));
    expect(await answer(app, '/', withToken(pool.accessToken()))).toBe(pool.userPoolId);
    expect(await answer(app, '/', { headers: { 'x-api-key': 'secret' } })).toBe('not asked');
    expect(await answer(app, '/', {})).toBe(401);
  });

  test('accepts the tokens of both verifiers, and answers with the last refusal', async () => {
    const app = caller(some(authenticate(verifier), authenticate(partnerVerifier)));
    expect(await answer(app, '/', withToken(pool.accessToken()))).toBe(pool.userPoolId);
    expect(await answer(app, '/', withToken(partners.accessToken()))).toBe(partners.userPoolId);
    const refused = await app.request('/', withToken(pool.accessToken({ expiresIn: -60 })));
    expect(await refused.json()).toMatchObject({ code: 'wrong_issuer' });
  });

  test('does not call the next middleware for an error of the handler', async () => {
    const app = new Hono();
    app.use(some(authenticate(verifier), apiKey));
    app.get('/', () => {
      throw new HTTPException(409, { message: 'the handler’s own' });
    });
    expect(await answer(app, '/', withToken(pool.accessToken()))).toBe(409);
  });
});

test('every() needs all of them: 401 before 403, and the handler behind both', async () => {
  const app = caller(every(authenticate(verifier), authorize({ anyGroup: ['admins'] })));
  expect(await answer(app, '/', {})).toBe(401);
  expect(await answer(app, '/', withToken(pool.accessToken()))).toBe(403);
  expect(await answer(app, '/', withToken(pool.accessToken({ groups: ['admins'] })))).toBe(pool.userPoolId);
});

test('except() excludes its paths and no other', async () => {
  const app = caller(except(['/health', '/docs/*'], authenticate(verifier)));
  expect(await answer(app, '/health', {})).toBe('not asked');
  expect(await answer(app, '/docs/intro', {})).toBe('not asked');
  expect(await answer(app, '/health/deep', {})).toBe(401);
  expect(await answer(app, '/me', withToken(pool.accessToken()))).toBe(pool.userPoolId);
});

test('nested: an admin, or a partner with a key', async () => {
  const app = caller(
    some(
      every(authenticate(verifier), authorize({ anyGroup: ['admins'] })),
      every(apiKey, authenticate(partnerVerifier)),
    ),
  );
  const { headers } = withToken(partners.accessToken());
  expect(await answer(app, '/', withToken(pool.accessToken({ groups: ['admins'] })))).toBe(pool.userPoolId);
  expect(await answer(app, '/', withToken(pool.accessToken()))).toBe(401);
  expect(await answer(app, '/', { headers: { ...headers, 'x-api-key': 'secret' } })).toBe(partners.userPoolId);
});
