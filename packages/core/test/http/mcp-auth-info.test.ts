import { createVerifier } from '@cognito-guard/core';
import { mcpTokenVerifier, toMcpAuthInfo } from '@cognito-guard/core/http';
import { createTestPool } from '@cognito-guard/testing';
import { describe, expect, test } from 'vitest';

const pool = await createTestPool();
const verifier = createVerifier({ ...pool.options, tokenUse: null });

test('a user has id, name and groups', async () => {
  const token = pool.accessToken({ username: 'alice', groups: ['admins'], scope: ['orders/read', 'openid'] });
  const auth = await verifier.verify(token);
  expect(toMcpAuthInfo(auth)).toEqual({
    token,
    clientId: pool.clientId,
    scopes: ['orders/read', 'openid'],
    expiresAt: auth.expiresAt,
    extra: { subject: auth.subject, username: 'alice', groups: ['admins'], claims: auth.claims },
  });
});

test('a machine has no username property', async () => {
  const { extra, scopes } = toMcpAuthInfo(await verifier.verify(pool.machineToken({ scope: 'orders/read' })));
  expect(scopes).toEqual(['orders/read']);
  expect(Object.keys(extra)).toEqual(['subject', 'groups', 'claims']);
  expect(extra.subject).toBe(pool.clientId);
});

test('an ID token has no scopes', async () => {
  expect(toMcpAuthInfo(await verifier.verify(pool.idToken())).scopes).toEqual([]);
});

test('changes to the returned object do not affect the next request with the token', async () => {
  const token = pool.accessToken({ groups: ['users'] });
  const info = toMcpAuthInfo(await verifier.verify(token));
  info.scopes.push('orders/write');
  info.extra.groups.push('admins');
  const again = await verifier.verify(token);
  expect(again.scopes.has('orders/write')).toBe(false);
  expect(again.groups.has('admins')).toBe(false);
});

test('a copy of the verified token, which has no token, throws a TypeError', async () => {
  const auth = await verifier.verify(pool.accessToken());
  const copy = { ...auth, tenant: 'acme' };
  expect(() => toMcpAuthInfo(copy)).toThrow(TypeError);
  expect(() => toMcpAuthInfo(copy)).toThrow(
    'toMcpAuthInfo: auth must be a verified token; got a value without token. Is it a copy?',
  );
});

describe('resource', () => {
  const anyAudience = createVerifier({ ...pool.options, tokenUse: null, audience: null });
  const resourceOf = async (aud: unknown): Promise<string | undefined> =>
    toMcpAuthInfo(await anyAudience.verify(pool.accessToken({ claims: { aud } }))).resource?.href;

  test('is the URL in aud of an access token', async () => {
    expect(await resourceOf('https://api.example.com/mcp')).toBe('https://api.example.com/mcp');
    expect(await resourceOf([pool.clientId, 'https://api.example.com/mcp'])).toBe('https://api.example.com/mcp');
  });

  test('is absent without resource binding, and where aud names clients only', async () => {
    const infos = [pool.accessToken(), pool.idToken(), pool.accessToken({ claims: { aud: pool.clientId } })].map(
      async (token) => toMcpAuthInfo(await anyAudience.verify(token)),
    );
    for (const info of await Promise.all(infos)) expect(info).not.toHaveProperty('resource');
  });
});

test('resourceMetadata is in the result under the name that the SDK reads', async () => {
  const auth = await verifier.verify(pool.accessToken());
  const url = 'https://api.example.com/.well-known/oauth-protected-resource/mcp';
  expect(toMcpAuthInfo(auth, { resourceMetadata: url }).resourceMetadataUrl).toBe(url);
  expect(toMcpAuthInfo(auth)).not.toHaveProperty('resourceMetadataUrl');
});

describe('mcpTokenVerifier', () => {
  class Refused extends Error {}
  const access = createVerifier({ ...pool.options, tokenUse: 'access' });
  const tokens = mcpTokenVerifier(access, (message) => new Refused(message));

  test('resolves to the AuthInfo of a good token', async () => {
    const token = pool.accessToken({ username: 'alice' });
    expect(await tokens.verifyAccessToken(token)).toEqual(toMcpAuthInfo(await access.verify(token)));
  });

  test("rejects with the application's error and our message for a refused token", async () => {
    const refused = tokens.verifyAccessToken(pool.accessToken({ expiresIn: -60 }));
    await expect(refused).rejects.toThrow(Refused);
    await expect(refused).rejects.toThrow('The token has expired.');
  });

  test('rejects with the AuthError of an outage, which is not the fault of the token', async () => {
    const keys = { fetch: () => Promise.reject(new Error('down')) };
    const down = createVerifier({ ...pool.options, tokenUse: 'access', keys });
    const outage = mcpTokenVerifier(down, (message) => new Refused(message)).verifyAccessToken(pool.accessToken());
    await expect(outage).rejects.toMatchObject({ code: 'keys_unavailable', status: 503 });
  });

  test('refuses the ID token that a verifier of both kinds accepts, because it is no access token', async () => {
    const both = mcpTokenVerifier(verifier as never, (message) => new Refused(message));
    await expect(both.verifyAccessToken(pool.idToken())).rejects.toThrow(Refused);
    await expect(both.verifyAccessToken(pool.idToken())).rejects.toThrow('This kind of token is not accepted here.');
    expect((await both.verifyAccessToken(pool.accessToken())).clientId).toBe(pool.clientId);
  });

  test.each([Error, Refused])('throws a TypeError at construction for the class %o itself', (given) => {
    expect(() => mcpTokenVerifier(access, given as never)).toThrow(TypeError);
    expect(() => mcpTokenVerifier(access, given as never)).toThrow(
      'mcpTokenVerifier: invalidToken must be a function that returns an error; got the class of the error. ' +
        'Pass (message) => new InvalidTokenError(message).',
    );
  });

  test('throws a TypeError at construction for an argument of another kind', () => {
    expect(() => mcpTokenVerifier(access, undefined as never)).toThrow(
      /invalidToken must be a function; got undefined/,
    );
    expect(() => mcpTokenVerifier(pool.options as never, () => new Error())).toThrow(/Pass these options to createVer/);
  });
});
