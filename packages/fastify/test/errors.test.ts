import { once } from 'node:events';
import { connect } from 'node:net';
import { AuthError, createVerifier } from '@cognito-guard/core';
import { memoryRevocationStore } from '@cognito-guard/core/revocation';
import { authenticate, authorize, cognitoGuard, getAuth } from '@cognito-guard/fastify';
import { createTestPool } from '@cognito-guard/testing';
import Fastify, { type FastifyInstance } from 'fastify';
import { describe, expect, test } from 'vitest';
import { serve } from './support/conformance-app.ts';

const pool = await createTestPool();
const verifier = createVerifier({ ...pool.options, tokenUse: 'access' });
const bearing = (token: string) => ({ authorization: `Bearer ${token}` });
const expired = pool.accessToken({ expiresIn: -60 });
const challenge = 'Bearer error="invalid_token", error_description="The token has expired."';

const guarded = async (prepare: (app: FastifyInstance) => void = () => undefined): Promise<FastifyInstance> => {
  const app = Fastify();
  prepare(app);
  await app.register(cognitoGuard, { verifier });
  app.get('/me', { onRequest: authorize({ allScopes: ['orders/read'] }) }, async () => 'hello');
  return app;
};

describe('a refusal', () => {
  test('without a custom error handler is JSON with status, challenge, code and message', async () => {
    const reply = await (await guarded()).inject({ url: '/me', headers: bearing(expired) });
    expect(reply.statusCode).toBe(401);
    expect(reply.headers['www-authenticate']).toBe(challenge);
    expect(reply.headers['content-type']).toMatch(/^application\/json/);
    expect(reply.json()).toEqual({
      statusCode: 401,
      error: 'Unauthorized',
      code: 'token_expired',
      message: 'The token has expired.',
    });
  });

  test('for a missing scope is 403 and names the scope in its challenge', async () => {
    const reply = await (await guarded()).inject({ url: '/me', headers: bearing(pool.accessToken()) });
    expect([reply.statusCode, reply.json().code]).toEqual([403, 'insufficient_scope']);
    expect(reply.headers['www-authenticate']).toMatch(/^Bearer error="insufficient_scope".*scope="orders\/read"$/);
  });

  test('keeps status and challenge through an error handler that only sends a custom body', async () => {
    const app = await guarded((bare) => {
      bare.setErrorHandler(async (error) => ({ own: AuthError.is(error) ? error.code : 'unknown' }));
    });
    const reply = await app.inject({ url: '/me', headers: bearing(expired) });
    expect([reply.statusCode, reply.json()]).toEqual([401, { own: 'token_expired' }]);
    expect(reply.headers['www-authenticate']).toBe(challenge);
  });

  test('keeps status and challenge through an error handler that sends the error', async () => {
    const app = await guarded((bare) => {
      bare.setErrorHandler((error, _request, reply) => reply.send(error));
    });
    const reply = await app.inject({ url: '/me', headers: bearing(expired) });
    expect([reply.statusCode, reply.json().code]).toEqual([401, 'token_expired']);
    expect(reply.headers['www-authenticate']).toBe(challenge);
  });

  test('keeps the headers that earlier hooks set, such as CORS headers', async () => {
    const app = await guarded((bare) => {
      bare.addHook('onRequest', async (_request, reply) => {
        reply.header('access-control-allow-origin', 'https://app.example');
      });
    });
    const reply = await app.inject({ url: '/me' });
    expect([reply.statusCode, reply.headers['access-control-allow-origin']]).toEqual([401, 'https://app.example']);
  });

  test('an AuthError from a handler gets the same answer as a refusal', async () => {
    const app = Fastify();
    app.get('/', async () => {
      throw new AuthError('forbidden');
    });
    const reply = await app.inject({ url: '/' });
    expect([reply.statusCode, reply.json().code]).toEqual([403, 'forbidden']);
    expect(reply.headers['www-authenticate']).toContain('error="insufficient_scope"');
  });
});

test('an error other than AuthError is a 500 and keeps its message', async () => {
  const app = Fastify();
  const check = (): never => {
    throw new RangeError('a bug in check');
  };
  app.get('/', { onRequest: [authenticate(verifier), authorize({ check })] }, async () => 'hello');
  const reply = await app.inject({ url: '/', headers: bearing(pool.accessToken()) });
  expect([reply.statusCode, reply.json().message]).toEqual([500, 'a bug in check']);
  expect(reply.headers['www-authenticate']).toBeUndefined();
});

test('authorize and getAuth without authenticate are a 500 that names authenticate, never an open route', async () => {
  const app = Fastify();
  app.get('/authorize', { onRequest: authorize({ anyGroup: ['admins'] }) }, async () => 'open');
  app.get('/get', async (request) => getAuth(request).subject);
  for (const url of ['/authorize', '/get']) {
    const reply = await app.inject({ url, headers: bearing(pool.accessToken()) });
    expect(reply.statusCode, url).toBe(500);
    expect(reply.json().message, url).toContain('mount authenticate(verifier) in front of this route');
  }
});

test('a stalled upload without a token is refused within 50 ms, before its body arrives', async () => {
  const app = Fastify();
  await app.register(cognitoGuard, { verifier });
  app.post('/upload', async () => 'done');
  await using server = await serve(app);
  const { hostname, port } = new URL(server.origin);
  const upload = async (): Promise<{ readonly head: string; readonly milliseconds: number }> => {
    const socket = connect(Number(port), hostname);
    await once(socket, 'connect');
    const startedAt = performance.now();
    socket.write('POST /upload HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\nthe first bytes');
    const [chunk] = (await once(socket, 'data')) as [Buffer];
    const milliseconds = performance.now() - startedAt;
    socket.destroy();
    return { head: chunk.toString('latin1'), milliseconds };
  };
  // The minimum of several: a busy machine can delay a single one.
  const answers = [await upload(), await upload(), await upload()];
  expect(answers.map(({ head }) => head.slice(0, 12))).toEqual(Array(3).fill('HTTP/1.1 401'));
  expect(Math.min(...answers.map(({ milliseconds }) => milliseconds))).toBeLessThan(50);
});

test('a silent revocation store is 503 with Retry-After, neither a 401 nor an accepted request', async () => {
  const store = { ...memoryRevocationStore(), isRevoked: () => new Promise<never>(() => undefined) };
  const silent = createVerifier({ ...pool.options, tokenUse: 'access', revocation: { store, timeoutMs: 20 } });
  const app = Fastify();
  await app.register(cognitoGuard, { verifier: silent });
  app.get('/me', async () => 'hello');
  const reply = await app.inject({ url: '/me', headers: bearing(pool.accessToken()) });
  expect([reply.statusCode, reply.json().code]).toEqual([503, 'revocation_unavailable']);
  expect(reply.headers['retry-after']).toBe('1');
  expect(reply.headers['www-authenticate']).toBeUndefined();
});
