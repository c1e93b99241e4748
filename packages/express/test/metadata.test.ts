import { createVerifier } from '@cognito-guard/core';
import { authenticate, getAuth, protectedResourceMetadata } from '@cognito-guard/express';
import { createTestPool } from '@cognito-guard/testing';
import { sendRaw } from '@cognito-guard/testing/conformance';
import { describe, expect, test } from 'vitest';
import { expressVersions, serve } from './support/conformance-app.ts';

const pool = await createTestPool();
const verifier = createVerifier({ ...pool.options, tokenUse: 'access' });
const metadata = protectedResourceMetadata({
  resource: 'https://api.example.com/mcp',
  authorizationServers: [pool.issuer],
});
const path = '/.well-known/oauth-protected-resource/mcp';

describe.each(expressVersions)('%s', (_, express) => {
  const start = () => {
    const app = express();
    app.use(metadata);
    app.use(authenticate(verifier, { resourceMetadata: metadata.url, realm: 'orders' }));
    app.get('/mcp', (req, res) => {
      res.json({ sub: getAuth(req).subject });
    });
    return serve(app);
  };

  test('a 401 has the URL of the document, and the document has the pool', async () => {
    await using server = await start();
    const refused = await sendRaw(server.origin, { method: 'GET', path: '/mcp', headers: [] });
    expect(refused.status).toBe(401);
    expect(refused.headers['www-authenticate']).toBe(
      `Bearer realm="orders", resource_metadata="https://api.example.com${path}"`,
    );

    const found = await sendRaw(server.origin, { method: 'GET', path, headers: [] });
    expect(found.status).toBe(200);
    expect(found.headers['content-type']).toMatch(/^application\/json/);
    expect(found.headers['access-control-allow-origin']).toBe('*');
    expect(JSON.parse(found.body)).toEqual({
      resource: 'https://api.example.com/mcp',
      authorization_servers: [pool.issuer],
      bearer_methods_supported: ['header'],
    });
  });

  test('the challenge for an invalid token also has the URL of the document', async () => {
    await using server = await start();
    const headers = [['Authorization', `Bearer ${pool.accessToken({ expiresIn: -60 })}`]] as const;
    const refused = await sendRaw(server.origin, { method: 'GET', path: '/mcp', headers });
    expect(refused.headers['www-authenticate']).toContain(`resource_metadata="${metadata.url}"`);
  });

  test('HEAD and a preflight are answered without a body; other methods reach the app', async () => {
    await using server = await start();
    const head = await sendRaw(server.origin, { method: 'HEAD', path, headers: [] });
    expect([head.status, head.body]).toEqual([200, '']);
    const preflight = await sendRaw(server.origin, { method: 'OPTIONS', path, headers: [] });
    expect([preflight.status, preflight.body]).toEqual([204, '']);
    expect(preflight.headers['access-control-allow-headers']).toBe('*');
    expect((await sendRaw(server.origin, { method: 'POST', path, headers: [] })).status).toBe(401);
  });

  test('requests for other paths reach the routes', async () => {
    await using server = await start();
    const headers = [['Authorization', `Bearer ${pool.accessToken()}`]] as const;
    const reply = await sendRaw(server.origin, { method: 'GET', path: '/mcp', headers });
    expect(JSON.parse(reply.body)).toEqual({ sub: pool.subject });
  });

  test('mounted under a path, it still answers at its own', async () => {
    const app = express();
    app.use('/.well-known', metadata);
    await using server = await serve(app);
    expect((await sendRaw(server.origin, { method: 'GET', path, headers: [] })).status).toBe(200);
  });
});

test('an invalid option throws at mount', () => {
  expect(() => protectedResourceMetadata({ resource: 'api', authorizationServers: [pool.issuer] })).toThrow(TypeError);
});
