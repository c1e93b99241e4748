import { createVerifier } from '@cognito-guard/core';
import { authenticate, protectedResourceMetadata } from '@cognito-guard/hono';
import { createTestPool } from '@cognito-guard/testing';
import { Hono } from 'hono';
import { cors } from 'hono/cors';
import { expect, test } from 'vitest';

const pool = await createTestPool();
const verifier = createVerifier({ ...pool.options, tokenUse: 'access' });
const metadata = protectedResourceMetadata({
  resource: 'https://api.example.com/mcp',
  authorizationServers: [pool.issuer],
});
const path = '/.well-known/oauth-protected-resource/mcp';
const app = new Hono()
  .use(metadata)
  .use(authenticate(verifier, { resourceMetadata: metadata.url, realm: 'orders' }))
  .get('/mcp', (c) => c.json({ sub: c.var.auth.subject }));
const bearer = (token: string): RequestInit => ({ headers: { Authorization: `Bearer ${token}` } });

test('a 401 has the URL of the document, and the document has the pool', async () => {
  const refused = await app.request('/mcp');
  expect(refused.status).toBe(401);
  expect(refused.headers.get('WWW-Authenticate')).toBe(
    `Bearer realm="orders", resource_metadata="https://api.example.com${path}"`,
  );

  const found = await app.request(metadata.url);
  expect(found.status).toBe(200);
  expect(found.headers.get('Content-Type')).toMatch(/^application\/json/);
  expect(found.headers.get('Access-Control-Allow-Origin')).toBe('*');
  expect(await found.json()).toEqual({
    resource: 'https://api.example.com/mcp',
    authorization_servers: [pool.issuer],
    bearer_methods_supported: ['header'],
  });
});

test('the challenge for an invalid token also has the URL of the document', async () => {
  const refused = await app.request('/mcp', bearer(pool.accessToken({ expiresIn: -60 })));
  expect(refused.headers.get('WWW-Authenticate')).toContain(`resource_metadata="${metadata.url}"`);
});

test('HEAD and a preflight are answered without a body; other methods reach the app', async () => {
  const head = await app.request(path, { method: 'HEAD' });
  expect([head.status, await head.text()]).toEqual([200, '']);
  const preflight = await app.request(path, { method: 'OPTIONS' });
  expect([preflight.status, await preflight.text()]).toEqual([204, '']);
  expect(preflight.headers.get('Access-Control-Allow-Headers')).toBe('*');
  expect((await app.request(path, { method: 'POST' })).status).toBe(401);
});

test('requests for other paths reach the routes, their types intact', async () => {
  const reply = await app.request('/mcp', bearer(pool.accessToken()));
  expect(await reply.json()).toEqual({ sub: pool.subject });
});

test('with cors() in front, the document has one Access-Control-Allow-Origin for every origin', async () => {
  const open = new Hono().use(cors({ origin: 'https://app.example.com' })).use(metadata);
  const found = await open.request(path, { headers: { Origin: 'https://inspector.example.com' } });
  expect(found.status).toBe(200);
  expect(found.headers.get('Access-Control-Allow-Origin')).toBe('*');
});

test('an invalid option throws at mount', () => {
  expect(() => protectedResourceMetadata({ resource: 'api', authorizationServers: [pool.issuer] })).toThrow(TypeError);
});
