import { AuthError, createVerifier } from '@cognito-guard/core';
import { authErrorResponse, authenticate, authorize, getAuth } from '@cognito-guard/hono';
import { createTestPool } from '@cognito-guard/testing';
import { Hono } from 'hono';
import { cors } from 'hono/cors';
import { HTTPException } from 'hono/http-exception';
import { expect, test, vi } from 'vitest';
import { withToken } from './support/requests.ts';

const pool = await createTestPool();
const verifier = createVerifier({ ...pool.options, tokenUse: 'access' });
const expired = pool.accessToken({ expiresIn: -60 });
const expiredAnswer = {
  status: 401,
  challenge: 'Bearer error="invalid_token", error_description="The token has expired."',
  body: { code: 'token_expired', message: 'The token has expired.' },
};
const answerOf = async (reply: Response) => ({
  status: reply.status,
  challenge: reply.headers.get('www-authenticate'),
  body: await reply.json(),
});

/** An app that records the errors of its `onError`. */
const appWithErrors = (): { app: Hono; errors: Error[] } => {
  const errors: Error[] = [];
  const app = new Hono();
  app.onError((error, c) => {
    errors.push(error);
    return c.text('handled', 500);
  });
  return { app, errors };
};

test("Hono's own error handler answers with status, challenge and a JSON body", async () => {
  const app = new Hono().get('/me', authenticate(verifier), (c) => c.body(null));
  const reply = await app.request('/me', withToken(expired));
  expect(reply.headers.get('content-type')).toBe('application/json');
  expect(await answerOf(reply)).toEqual(expiredAnswer);
});

test('app.onError receives an HTTPException with the answer, and the AuthError as its cause', async () => {
  const { app, errors } = appWithErrors();
  app.get('/me', authenticate(verifier), (c) => c.body(null));
  expect(await (await app.request('/me', withToken(expired))).text()).toBe('handled');
  const [error] = errors;
  if (!(error instanceof HTTPException)) throw new Error('not an HTTPException');
  expect([error.status, error.message]).toEqual([401, 'The token has expired.']);
  expect(AuthError.is(error.cause) && error.cause.code).toBe('token_expired');
  expect(await answerOf(error.getResponse())).toEqual(expiredAnswer);
});

test('authErrorResponse returns a response for a refusal, and undefined for other errors', async () => {
  const app = new Hono();
  app.use(async (c, next) => {
    c.header('x-request-id', '7');
    await next();
  });
  app.use('/me', authenticate(verifier));
  app.get('/teapot', () => {
    throw new HTTPException(418, { message: 'short and stout' });
  });
  app.get('/broken', () => {
    throw new Error('broken');
  });
  app.get('/direct', () => {
    throw new AuthError('forbidden');
  });
  app.onError((error, c) => authErrorResponse(error, c) ?? c.text(`ours: ${error.message}`, 500));

  const refused = await app.request('/me', withToken(expired));
  expect(refused.headers.get('x-request-id')).toBe('7');
  expect(await answerOf(refused)).toEqual(expiredAnswer);
  expect((await app.request('/direct')).status).toBe(403);
  expect(await (await app.request('/teapot')).text()).toBe('ours: short and stout');
  expect(await (await app.request('/broken')).text()).toBe('ours: broken');
});

test('an error of a handler reaches app.onError unchanged', async () => {
  const { app, errors } = appWithErrors();
  const thrown = new RangeError('the handler’s own');
  app.use(authenticate(verifier), authorize({ check: () => true }));
  app.get('/', () => {
    throw thrown;
  });
  await app.request('/', withToken(pool.accessToken()));
  expect(errors[0]).toBe(thrown);
});

test('an error that is not an AuthError is rethrown unchanged, from a verifier function and from check', async () => {
  const { app, errors } = appWithErrors();
  const thrown = new TypeError('the configuration’s own');
  const fail = (): never => {
    throw thrown;
  };
  app.get('/verifier', authenticate(fail));
  app.get('/check', authenticate(verifier), authorize({ check: fail }));
  await app.request('/verifier', withToken(pool.accessToken()));
  await app.request('/check', withToken(pool.accessToken()));
  expect(errors).toEqual([thrown, thrown]);
  expect(errors[1]).toBe(thrown);
});

test('authorize and getAuth without authenticate are 500, and name the missing mount', async () => {
  const { app, errors } = appWithErrors();
  app.get('/authorize', authorize({ anyGroup: ['admins'] }), (c) => c.body(null));
  app.get('/get', (c) => c.json(getAuth(c)));
  for (const path of ['/authorize', '/get']) {
    expect((await app.request(path, withToken(pool.accessToken()))).status).toBe(500);
  }
  for (const error of errors) {
    expect(error).not.toBeInstanceOf(HTTPException);
    expect(error.message).toContain('mount authenticate(verifier) in front of this route');
  }
  expect(errors).toHaveLength(2);
});

test('a refusal is not printed as a server error', async () => {
  const print = vi.spyOn(console, 'error');
  const app = new Hono().get('/me', authenticate(verifier), (c) => c.body(null));
  await app.request('/me');
  expect(print).not.toHaveBeenCalled();
  print.mockRestore();
});

test.each([
  ['Hono’s own handler', undefined],
  ['authErrorResponse', (error: Error, c: Parameters<typeof authErrorResponse>[1]) => authErrorResponse(error, c)],
])('cors() in front keeps its headers on 401, 403 and 503, with %s', async (_, answer) => {
  const down = createVerifier({
    ...pool.options,
    keys: { fetch: () => Promise.reject(new Error()) },
    tokenUse: 'access',
  });
  const app = new Hono()
    .use(cors({ origin: 'https://app.example', credentials: true, exposeHeaders: ['WWW-Authenticate'] }))
    .get('/down', authenticate(down), (c) => c.body(null))
    .get('/me', authenticate(verifier), authorize({ allScopes: ['orders/read'] }), (c) => c.body(null));
  if (answer !== undefined) app.onError((error, c) => answer(error, c) ?? c.text('unexpected', 500));
  const ask = async (path: string, token?: string): Promise<unknown> => {
    const { headers } = withToken(token);
    const reply = await app.request(path, { headers: { ...headers, origin: 'https://app.example' } });
    return [
      reply.status,
      reply.headers.get('access-control-allow-origin'),
      reply.headers.get('access-control-allow-credentials'),
      reply.headers.get('access-control-expose-headers'),
      reply.headers.has(reply.status === 503 ? 'retry-after' : 'www-authenticate'),
    ];
  };
  const kept = ['https://app.example', 'true', 'WWW-Authenticate', true];
  expect(await ask('/me')).toEqual([401, ...kept]);
  expect(await ask('/me', pool.accessToken())).toEqual([403, ...kept]);
  expect(await ask('/down', pool.accessToken())).toEqual([503, ...kept]);
});

test('cors() in front answers a preflight without a token', async () => {
  const app = new Hono()
    .use(cors())
    .use(authenticate(verifier))
    .delete('/orders', (c) => c.body(null));
  const reply = await app.request('/orders', {
    method: 'OPTIONS',
    headers: { origin: 'https://app.example', 'access-control-request-method': 'DELETE' },
  });
  expect([reply.status, reply.headers.get('access-control-allow-origin')]).toEqual([204, '*']);
});
