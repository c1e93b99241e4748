import {
  discoverOAuthProtectedResourceMetadata,
  extractWWWAuthenticateParams,
} from '@modelcontextprotocol/sdk/client/auth.js';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport, StreamableHTTPError } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { describe, expect, test, vi } from 'vitest';
import { startLocal } from '../src/local.ts';

type Server = Awaited<ReturnType<typeof startLocal>>;

const tokenFor = ({ pool }: Server, aud: string, scope: string): string =>
  pool.accessToken({ username: 'alice', scope, claims: { aud } });

const connect = async ({ resource }: Server, token: string) => {
  const client = new Client({ name: 'test', version: '1.0.0' });
  const headers = { Authorization: `Bearer ${token}` };
  const transport = new StreamableHTTPClientTransport(new URL(resource), { requestInit: { headers } });
  const failures: Error[] = [];
  client.onerror = (error) => failures.push(error);
  await client.connect(transport);
  return { client, failures, [Symbol.asyncDispose]: () => client.close() };
};

test('the official client lists the tools and calls one, which receives the caller', async () => {
  await using server = await startLocal(0);
  await using connection = await connect(server, tokenFor(server, server.resource, 'orders/write'));
  const { client, failures } = connection;
  expect((await client.listTools()).tools.map(({ name }) => name)).toEqual(['order', 'cancel']);
  const result = await client.callTool({ name: 'order', arguments: { item: 'tea' } });
  expect(result.content).toEqual([{ type: 'text', text: 'tea for alice' }]);
  expect(failures).toEqual([]);
});

test('a client without a token finds the metadata in the challenge, and the pool in the metadata', async () => {
  await using server = await startLocal(0);
  const refused = await fetch(server.resource, { method: 'POST' });
  expect(refused.status).toBe(401);
  expect(refused.headers.get('WWW-Authenticate')).toMatch(/^Bearer scope="orders\/write", resource_metadata="/);

  const { resourceMetadataUrl } = extractWWWAuthenticateParams(refused);
  expect(resourceMetadataUrl?.pathname).toBe('/.well-known/oauth-protected-resource/mcp');
  const found = await discoverOAuthProtectedResourceMetadata(server.resource, {
    resourceMetadataUrl: String(resourceMetadataUrl),
  });
  expect(found).toEqual({
    resource: server.resource,
    authorization_servers: ['https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_TestPool1'],
    scopes_supported: ['orders/write'],
    bearer_methods_supported: ['header'],
    resource_name: 'Orders',
  });
  // A client without the challenge derives the metadata's URL from the server's URL.
  expect(await discoverOAuthProtectedResourceMetadata(server.resource)).toEqual(found);
});

test('a token without the scope is refused before the MCP handshake', async () => {
  await using server = await startLocal(0);
  const connection = connect(server, tokenFor(server, server.resource, 'orders/read'));
  await expect(connection).rejects.toThrow(StreamableHTTPError);
  await expect(connection).rejects.toMatchObject({ code: 403 });
});

test('a token for another server is refused', async () => {
  await using server = await startLocal(0);
  const connection = connect(server, tokenFor(server, 'https://other.example.com/mcp', 'orders/write'));
  await expect(connection).rejects.toMatchObject({ code: 401 });
});

test('the challenge names a missing scope and the metadata', async () => {
  await using server = await startLocal(0);
  const headers = { Authorization: `Bearer ${tokenFor(server, server.resource, 'orders/read')}` };
  const refused = await fetch(server.resource, { method: 'POST', headers });
  expect(refused.status).toBe(403);
  expect(extractWWWAuthenticateParams(refused)).toEqual({
    error: 'insufficient_scope',
    scope: 'orders/write',
    resourceMetadataUrl: new URL('/.well-known/oauth-protected-resource/mcp', server.resource),
  });
});

describe('a tool with a rule of its own', () => {
  const call = { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'cancel', arguments: { item: 'tea' } } };

  const send = ({ pool, resource }: Server, scope: string, body: unknown, claims: object = {}): Promise<Response> =>
    fetch(resource, {
      method: 'POST',
      headers: {
        Authorization: `Bearer ${pool.accessToken({ scope, claims: { aud: resource, ...claims } })}`,
        'Content-Type': 'application/json',
        Accept: 'application/json, text/event-stream',
      },
      body: JSON.stringify(body),
    });

  test('is refused without its scope: 403, and the challenge names every scope that it needs', async () => {
    await using server = await startLocal(0);
    const refused = await send(server, 'orders/write', call);
    expect(refused.status).toBe(403);
    expect(extractWWWAuthenticateParams(refused)).toMatchObject({
      error: 'insufficient_scope',
      scope: 'orders/write orders/cancel',
    });
  });

  test('is refused after an old sign-in: 401, and the challenge names the age and every scope', async () => {
    await using server = await startLocal(0);
    const old = { auth_time: Math.floor(Date.now() / 1000) - 3_600 };
    const refused = await send(server, 'orders/write orders/cancel', call, old);
    expect(refused.status).toBe(401);
    const challenge = refused.headers.get('WWW-Authenticate');
    expect(challenge).toMatch(/^Bearer error="insufficient_user_authentication", .*max_age="300"/);
    expect(extractWWWAuthenticateParams(refused).scope).toBe('orders/write orders/cancel');
  });

  test('is called with its scope after a recent sign-in', async () => {
    await using server = await startLocal(0);
    expect(await (await send(server, 'orders/write orders/cancel', call)).text()).toContain('tea cancelled');
  });

  test('cannot hide in a batch', async () => {
    await using server = await startLocal(0);
    expect((await send(server, 'orders/write', [call])).status).toBe(400);
  });
});

test('a browser preflight needs no token, and a page may read the challenge', async () => {
  await using server = await startLocal(0);
  const origin = 'https://client.example.com';
  const preflight = await fetch(server.resource, {
    method: 'OPTIONS',
    headers: { Origin: origin, 'Access-Control-Request-Method': 'POST' },
  });
  expect(preflight.status).toBe(204);
  const refused = await fetch(server.resource, { method: 'POST', headers: { Origin: origin } });
  expect(refused.status).toBe(401);
  expect(refused.headers.get('Access-Control-Expose-Headers')).toContain('WWW-Authenticate');
});

test('the app does not start without a user pool', async () => {
  vi.stubEnv('USER_POOL_ID', undefined);
  await expect(import('../src/main.ts')).rejects.toThrow(/userPoolId/);
  vi.unstubAllEnvs();
});
