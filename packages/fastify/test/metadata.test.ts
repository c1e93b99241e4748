import { createVerifier } from '@cognito-guard/core';
import { cognitoGuard, protectedResourceMetadata } from '@cognito-guard/fastify';
import { createTestPool } from '@cognito-guard/testing';
import Fastify from 'fastify';
import { expect, test } from 'vitest';

const pool = await createTestPool();
const verifier = createVerifier({ ...pool.options, tokenUse: 'access' });
const metadata = protectedResourceMetadata({
  resource: 'https://api.example.com/mcp',
  authorizationServers: [pool.issuer],
});
const url = '/.well-known/oauth-protected-resource/mcp';

const start = async () => {
  const app = Fastify();
  await app.register(metadata, { prefix: '/ignored' });
  await app.register(cognitoGuard, { verifier, resourceMetadata: metadata.url });
  app.get('/mcp', async (request) => ({ sub: request.auth.subject }));
  return app;
};

test('a 401 names the URL of the document, and the document names the issuer of the pool', async () => {
  const app = await start();
  const refused = await app.inject({ url: '/mcp' });
  expect(refused.statusCode).toBe(401);
  expect(refused.headers['www-authenticate']).toBe(`Bearer resource_metadata="https://api.example.com${url}"`);
  const found = await app.inject({ url });
  expect(found.statusCode).toBe(200);
  expect(found.headers['content-type']).toMatch(/^application\/json/);
  expect(found.headers['access-control-allow-origin']).toBe('*');
  expect(found.json()).toEqual({
    resource: 'https://api.example.com/mcp',
    authorization_servers: [pool.issuer],
    bearer_methods_supported: ['header'],
  });
});

test('HEAD and preflight requests get an answer without a body; the app answers other methods and paths', async () => {
  const app = await start();
  const head = await app.inject({ method: 'HEAD', url });
  expect([head.statusCode, head.body]).toEqual([200, '']);
  const preflight = await app.inject({ method: 'OPTIONS', url });
  expect([preflight.statusCode, preflight.body]).toEqual([204, '']);
  expect((await app.inject({ method: 'POST', url })).statusCode).toBe(401);
  const headers = { authorization: `Bearer ${pool.accessToken()}` };
  expect((await app.inject({ url: '/mcp', headers })).json()).toEqual({ sub: pool.subject });
});

test('protectedResourceMetadata throws a TypeError for an invalid option', () => {
  expect(() => protectedResourceMetadata({ resource: 'api', authorizationServers: [pool.issuer] })).toThrow(TypeError);
});
