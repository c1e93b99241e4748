import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AuthError, createVerifier } from '@cognito-guard/core';
import { authErrorHandler, authenticate, authorize, getAuth } from '@cognito-guard/express';
import { createTestPool, type TestPool } from '@cognito-guard/testing';
import express from 'express';

let pool: TestPool;
let server: Server;
let url: string;

beforeAll(async () => {
  pool = await createTestPool();
  const verifier = createVerifier({ ...pool.options, tokenUse: 'access' });
  const app = express();
  app.get('/me', authenticate(verifier), authorize({ allScopes: ['orders/read'] }), (req, res) => {
    res.json({ subject: getAuth(req).subject });
  });
  app.use(authErrorHandler());
  server = app.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/me`;
});

afterAll(() => new Promise((resolve) => server.close(resolve)));

test('a valid token is accepted', async () => {
  const token = pool.accessToken({ scope: ['orders/read'] });
  const response = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
  expect(response.status).toBe(200);
});

test('a token without the scope is refused with 403', async () => {
  const token = pool.accessToken({ scope: [] });
  const response = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
  expect(response.status).toBe(403);
});

test('a request without a token is refused with 401', async () => {
  expect((await fetch(url)).status).toBe(401);
});

test('verify rejects with an AuthError', async () => {
  const verifier = createVerifier({ ...pool.options, tokenUse: 'access' });
  const error: unknown = await verifier.verify('no token').catch((reason: unknown) => reason);
  expect(AuthError.is(error) && error.code).toBe('malformed_token');
});
