import { createPublicKey, verify } from 'node:crypto';
import { createTestKey, createTestPool, decodeToken, type Jwks, type TestPool } from '@cognito-guard/testing';
import { beforeAll, describe, expect, test } from 'vitest';

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** The kid of the published key that verifies the token, by node:crypto alone. */
function verifiedBy(token: string, jwks: Jwks): string | undefined {
  const { header, segments } = decodeToken(token);
  const jwk = jwks.keys.find(({ kid }) => kid === header['kid']);
  if (jwk === undefined) return undefined;
  const key = createPublicKey({ key: { kty: 'RSA', n: String(jwk['n']), e: String(jwk['e']) }, format: 'jwk' });
  const signature = Buffer.from(segments[2], 'base64url');
  return verify('RSA-SHA256', Buffer.from(`${segments[0]}.${segments[1]}`), key, signature) ? jwk.kid : undefined;
}

describe('tokens', () => {
  let pool: TestPool;
  beforeAll(async () => {
    pool = await createTestPool({ clock: () => 1_800_000_000_000 });
  });

  test('verify against the published keys, access and ID tokens under different ones', () => {
    expect(verifiedBy(pool.accessToken(), pool.jwks())).toBe(pool.keys.access.kid);
    expect(verifiedBy(pool.machineToken(), pool.jwks())).toBe(pool.keys.access.kid);
    expect(verifiedBy(pool.idToken(), pool.jwks())).toBe(pool.keys.id.kid);
    expect(pool.keys.access.kid).not.toBe(pool.keys.id.kid);
  });

  test("keys are published in Cognito's shape", () => {
    expect(pool.jwks().keys).toHaveLength(2);
    for (const key of pool.jwks().keys) {
      expect(Object.keys(key).sort()).toEqual(['alg', 'e', 'kid', 'kty', 'n', 'use']);
      expect(key).toMatchObject({ alg: 'RS256', e: 'AQAB', kty: 'RSA', use: 'sig' });
      expect(Buffer.from(String(key['n']), 'base64url')).toHaveLength(256);
      expect(key.kid).toMatch(/^[A-Za-z0-9+/]{43}=$/);
    }
  });

  test("an access token has the claims of Cognito's", () => {
    const { header, payload } = decodeToken(pool.accessToken());
    expect(header).toEqual({ kid: pool.keys.access.kid, alg: 'RS256' });
    expect(payload).toEqual({
      sub: pool.subject,
      iss: pool.issuer,
      client_id: pool.clientId,
      origin_jti: expect.stringMatching(uuid),
      event_id: expect.stringMatching(uuid),
      token_use: 'access',
      scope: 'aws.cognito.signin.user.admin',
      auth_time: 1_800_000_000,
      exp: 1_800_003_600,
      iat: 1_800_000_000,
      jti: expect.stringMatching(uuid),
      username: 'test-user',
    });
    expect(payload['sub']).toMatch(uuid);
  });

  test("an ID token has the claims of Cognito's ID tokens", () => {
    const { payload } = decodeToken(pool.idToken({ groups: ['admins'], username: 'ada' }));
    expect(payload).toEqual({
      sub: expect.stringMatching(uuid),
      'cognito:groups': ['admins'],
      email_verified: true,
      iss: pool.issuer,
      'cognito:username': 'ada',
      origin_jti: expect.stringMatching(uuid),
      aud: pool.clientId,
      event_id: expect.stringMatching(uuid),
      token_use: 'id',
      auth_time: 1_800_000_000,
      exp: 1_800_003_600,
      iat: 1_800_000_000,
      jti: expect.stringMatching(uuid),
      email: 'test-user@example.com',
    });
  });

  test('slashes are escaped, as Cognito writes them', () => {
    for (const token of [pool.accessToken(), pool.idToken(), pool.machineToken()]) {
      const text = Buffer.from(token.split('.')[1] ?? '', 'base64url').toString();
      expect(text).toContain('"iss":"https:\\/\\/cognito-idp.');
      expect(decodeToken(token).payload['iss']).toBe(pool.issuer);
    }
  });

  test('only tokens of managed login have version or at_hash', () => {
    const access = (options: object): unknown => decodeToken(pool.accessToken(options)).payload['version'];
    expect(access({})).toBeUndefined();
    expect(access({ scope: 'aws.cognito.signin.user.admin' })).toBeUndefined();
    // API sign-in gives no other scope.
    expect(access({ scope: 'openid aws.cognito.signin.user.admin' })).toBe(2);
    expect(access({ scope: ['orders/read'] })).toBe(2);
    expect(access({ managedLogin: true })).toBe(2);
    expect(access({ scope: 'orders/read', managedLogin: false })).toBeUndefined();
    const id = (options: object): unknown => decodeToken(pool.idToken(options)).payload['at_hash'];
    expect(id({})).toBeUndefined();
    expect(id({ managedLogin: true })).toMatch(/^[\w-]{22}$/);
  });

  test('a machine token has a client and no user', () => {
    const { payload } = decodeToken(pool.machineToken({ scope: ['orders/read', 'orders/write'], clientId: 'robot1' }));
    expect(payload).toEqual({
      sub: 'robot1',
      token_use: 'access',
      scope: 'orders/read orders/write',
      auth_time: 1_800_000_000,
      iss: pool.issuer,
      exp: 1_800_003_600,
      iat: 1_800_000_000,
      version: 2,
      jti: expect.stringMatching(uuid),
      client_id: 'robot1',
    });
  });

  test('named options reach their claims', () => {
    const { payload } = decodeToken(
      pool.accessToken({
        sub: 'someone',
        username: 'ada',
        clientId: 'web1',
        groups: ['ops'],
        scope: 'a b',
        expiresIn: 60,
      }),
    );
    expect(payload).toMatchObject({
      sub: 'someone',
      username: 'ada',
      client_id: 'web1',
      'cognito:groups': ['ops'],
      scope: 'a b',
      exp: 1_800_000_060,
    });
  });

  test('each user name has its own stable sub', () => {
    const subOf = (token: string): unknown => decodeToken(token).payload['sub'];
    const ada = subOf(pool.accessToken({ username: 'ada' }));
    expect(ada).toMatch(uuid);
    expect(subOf(pool.idToken({ username: 'ada' }))).toBe(ada);
    expect(subOf(pool.accessToken({ username: 'test-user' }))).toBe(pool.subject);
    expect(new Set([ada, pool.subject, subOf(pool.accessToken({ username: 'Ada' }))]).size).toBe(3);
    expect(subOf(pool.accessToken({ username: 'ada', sub: 'someone' }))).toBe('someone');
  });

  test('of one sign-in share its ids and times, which no other sign-in has', () => {
    const claimsOf = (token: string) => decodeToken(token).payload as Record<string, unknown>;
    const { accessToken, idToken } = pool.signIn({ username: 'alice', groups: ['admins'], scope: 'orders/read' });
    const [access, id, other] = [accessToken, idToken, pool.signIn({ username: 'alice' }).accessToken].map(claimsOf);
    for (const name of ['sub', 'origin_jti', 'event_id', 'auth_time', 'iat', 'exp', 'cognito:groups']) {
      expect(access?.[name]).toBeDefined();
      expect(access?.[name]).toEqual(id?.[name]);
    }
    expect([access?.['scope'], id?.['scope']]).toEqual(['orders/read', undefined]);
    expect(access?.['jti']).not.toBe(id?.['jti']);
    expect(other?.['origin_jti']).not.toBe(access?.['origin_jti']);
    expect(other?.['event_id']).not.toBe(access?.['event_id']);
    expect(verifiedBy(accessToken, pool.jwks())).toBe(pool.keys.access.kid);
    expect(verifiedBy(idToken, pool.jwks())).toBe(pool.keys.id.kid);
  });

  test('claims override named options, and undefined removes a claim', () => {
    const claims = { sub: 7, jti: undefined, 'custom:tier': { gold: true } };
    const { payload } = decodeToken(pool.accessToken({ sub: 'someone', claims }));
    expect(payload['sub']).toBe(7);
    expect(payload).not.toHaveProperty('jti');
    expect(payload['custom:tier']).toEqual({ gold: true });
  });

  test('a claim named __proto__ is a plain claim', () => {
    const claims: Record<string, unknown> = JSON.parse('{"__proto__":{"polluted":true}}');
    const { segments } = decodeToken(pool.accessToken({ claims }));
    expect(Buffer.from(segments[1], 'base64url').toString()).toContain('"__proto__":{"polluted":true}');
  });

  test('header members are overridden, added and removed likewise', () => {
    const { header } = decodeToken(pool.accessToken({ header: { kid: undefined, alg: 'RS512', typ: 'JWT' } }));
    expect(header).toEqual({ alg: 'RS512', typ: 'JWT' });
  });

  test.each([0, -60])('a token that expires in %d seconds is wrong in its expiry alone', (expiresIn) => {
    const { payload } = decodeToken(pool.accessToken({ expiresIn }));
    const exp = 1_800_000_000 + expiresIn;
    expect(payload).toMatchObject({ exp, iat: exp - 3600, auth_time: exp - 3600 });
  });

  test('a given key signs, and the header names its kid', () => {
    const key = createTestKey();
    const token = pool.accessToken({ key });
    expect(verifiedBy(token, pool.jwks())).toBeUndefined();
    expect(verifiedBy(token, { keys: [key.jwk] })).toBe(key.kid);
  });

  test('sign() signs text and bytes exactly as given', () => {
    const header = `{"alg":"RS256","kid":${JSON.stringify(pool.keys.access.kid)}}`;
    const payload = new Uint8Array([0x22, 0xc3, 0x28, 0x22]);
    const token = pool.sign({ header, payload });
    const [first, second] = token.split('.').map((segment) => Buffer.from(segment, 'base64url'));
    expect(first?.toString()).toBe(header);
    expect(second).toEqual(Buffer.from(payload));
  });

  test("sign() uses RS256 regardless of the header's alg", () => {
    const token = pool.sign({ header: { alg: 'none', kid: pool.keys.id.kid }, payload: {}, key: pool.keys.id });
    expect(verifiedBy(token, pool.jwks())).toBe(pool.keys.id.kid);
  });
});

describe('decodeToken', () => {
  test.each(['', 'a.b', 'a.b.c.d', 'W10.W10.x', 'bnVsbA.e30.x'])('refuses %j', (token) => {
    expect(() => decodeToken(token)).toThrow();
  });
});
