/** What clients of the SDK can do where the MCP server names the user pool itself as its authorization server. */
import * as v2 from '@modelcontextprotocol/client';
import * as v1Auth from '@modelcontextprotocol/sdk/client/auth.js';
import { describe, expect, test } from 'vitest';
import { type AuthFunction, Browser, callTool, createProvider, startWorld, type World } from './support.ts';

const start = (): Promise<World> => startWorld(({ pool }) => pool.issuer);

describe.each<[string, AuthFunction]>([
  ['1', v1Auth.auth],
  ['2', v2.auth],
])("the SDK's client, version %s, directly at the user pool", (_version, auth) => {
  test('fails without a client id: the pool registers no clients', async () => {
    await using world = await start();
    await expect(auth(createProvider(), { serverUrl: world.resource })).rejects.toThrow(
      'Incompatible auth server: does not support dynamic client registration',
    );
  });

  test('signs in with a client id that it was given, and calls a tool', async () => {
    await using world = await start();
    const provider = createProvider({ client_id: 'desktop' });
    expect(await auth(provider, { serverUrl: world.resource })).toBe('REDIRECT');
    const sent = provider.redirects[0]?.searchParams;
    expect([sent?.get('scope'), sent?.get('resource')]).toEqual(['orders/write', world.resource]);
    expect(sent?.get('code_challenge_method')).toBe('S256');

    const { url } = await new Browser(world).visit(provider.redirects[0] ?? '');
    const authorizationCode = url.searchParams.get('code') ?? '';
    expect(await auth(provider, { serverUrl: world.resource, authorizationCode })).toBe('AUTHORIZED');
    expect(await callTool(world, provider)).toEqual([{ type: 'text', text: 'tea for alice' }]);
  });
});

test("Cognito's discovery document announces neither registration nor PKCE", async () => {
  await using world = await start();
  const document = await (await fetch(`${world.pool.issuer}/.well-known/openid-configuration`)).json();
  expect(document).not.toHaveProperty('registration_endpoint');
  expect(document).not.toHaveProperty('code_challenge_methods_supported');
});
