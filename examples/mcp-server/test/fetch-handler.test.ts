import { createVerifier } from '@cognito-guard/core';
import { createTestPool } from '@cognito-guard/testing';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { expect, test } from 'vitest';
import { createHandler } from '../src/fetch-handler.ts';

const pool = await createTestPool();
const resource = 'https://api.example.com/mcp';
const resourceMetadata = 'https://api.example.com/.well-known/oauth-protected-resource/mcp';
const verifier = createVerifier({ ...pool.options, tokenUse: 'access', audience: resource });
const handle = createHandler(verifier, resource, pool.issuer);

/** Calls a tool with version 2 of the SDK's client; collects the refusals that the client received. */
const call = async (name: string, scope: string) => {
  const token = pool.accessToken({ username: 'alice', scope, claims: { aud: resource } });
  const refusals: Response[] = [];
  const transport = new StreamableHTTPClientTransport(new URL(resource), {
    requestInit: { headers: { Authorization: `Bearer ${token}` } },
    fetch: async (url, init) => {
      const response = await handle(new Request(url, init));
      if (response.status === 401 || response.status === 403) refusals.push(response);
      return response;
    },
  });
  const client = new Client({ name: 'test', version: '1.0.0' });
  await client.connect(transport);
  const content = await client.callTool({ name, arguments: { item: 'tea' } }).then(
    (result) => result.content,
    () => undefined,
  );
  await client.close();
  return { content, challenges: refusals.map(({ headers }) => headers.get('WWW-Authenticate')) };
};

test('a tool receives the caller', async () => {
  const { content, challenges } = await call('order', 'orders/write');
  expect(content).toEqual([{ type: 'text', text: 'tea for alice' }]);
  expect(challenges).toEqual([]);
});

test('requireScopes refuses a tool call with the scopes and the metadata in the challenge', async () => {
  const { content, challenges } = await call('cancel', 'orders/write');
  expect(content).toBeUndefined();
  expect(challenges).toEqual([
    expect.stringMatching(/^Bearer error="insufficient_scope".*scope="orders\/write orders\/cancel"/),
  ]);
  expect(challenges[0]).toContain(`resource_metadata="${resourceMetadata}"`);
  expect((await call('cancel', 'orders/write orders/cancel')).content).toEqual([
    { type: 'text', text: 'tea cancelled' },
  ]);
});

test('a request without a token is 401 with the scope and the metadata, which is public', async () => {
  const refused = await handle(new Request(resource, { method: 'POST' }));
  expect([refused.status, refused.headers.get('WWW-Authenticate')]).toEqual([
    401,
    `Bearer scope="orders/write", resource_metadata="${resourceMetadata}"`,
  ]);
  const metadata = await (await handle(new Request(resourceMetadata))).json();
  expect(metadata).toMatchObject({ resource, authorization_servers: [pool.issuer] });
});
