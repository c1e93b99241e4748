import { inspect } from 'node:util';
import { createVerifier } from '@cognito-guard/core';
import { createTestPool } from '@cognito-guard/testing';
import { describe, expect, test } from 'vitest';
import { outcomeOf } from '../support/outcome.ts';

const now = 1_800_000_000;
const hour = 3_600;
const clock = (): number => now * 1000;
const pool = await createTestPool({ clock });
const verifier = createVerifier({ ...pool.options, tokenUse: 'access', clock });
const idVerifier = createVerifier({ ...pool.options, tokenUse: 'id', clock });

/** An access token whose payload is edited as text, for JSON that JSON.stringify never writes. */
const tokenOfText = (edit: (payload: string) => string): string => {
  const payload = Buffer.from(pool.accessToken().split('.')[1] ?? '', 'base64url').toString();
  return pool.sign({ header: { alg: 'RS256', kid: pool.keys.access.kid }, payload: edit(payload) });
};

describe('a verified token', () => {
  test('of a user, from the access token', async () => {
    const token = pool.accessToken({
      sub: 'ana-1',
      username: 'ana',
      groups: ['admins', 'ops'],
      scope: ' a/read  b/write ',
    });
    const auth = await verifier.verify(token);
    expect(auth).toMatchObject({
      tokenUse: 'access',
      subject: 'ana-1',
      username: 'ana',
      clientId: pool.clientId,
      userPoolId: pool.userPoolId,
      issuer: pool.issuer,
      issuedAt: now,
      expiresAt: now + hour,
      token,
    });
    expect([...auth.groups]).toEqual(['admins', 'ops']);
    expect([...auth.scopes]).toEqual(['a/read', 'b/write']);
  });

  test('of a machine has no user name, no groups, and the client as subject', async () => {
    const auth = await verifier.verify(pool.machineToken({ scope: ['orders/read', 'orders/write'] }));
    expect(auth).toMatchObject({ tokenUse: 'access', subject: pool.clientId, clientId: pool.clientId });
    expect(auth.username).toBeUndefined();
    expect(auth.groups.size).toBe(0);
    expect([...auth.scopes]).toEqual(['orders/read', 'orders/write']);
  });

  test('of a user, from the ID token: aud is the client, and there are no scopes', async () => {
    const auth = await idVerifier.verify(pool.idToken({ username: 'ana', groups: ['admins'] }));
    expect(auth).toMatchObject({ tokenUse: 'id', username: 'ana', clientId: pool.clientId });
    expect(auth.claims.email).toBe('test-user@example.com');
    expect([...auth.groups]).toEqual(['admins']);
    expect(auth.scopes.size).toBe(0);
  });

  test('without scopes and groups has empty sets', async () => {
    const auth = await verifier.verify(pool.accessToken({ scope: '', groups: [] }));
    expect([auth.scopes.size, auth.groups.size]).toEqual([0, 0]);
    const bare = await verifier.verify(pool.accessToken({ claims: { scope: undefined } }));
    expect(bare.scopes.size).toBe(0);
  });

  test('is immutable, because requests with the same token share it', async () => {
    const auth = await verifier.verify(pool.accessToken({ groups: ['users'], scope: 'orders/read' }));
    for (const set of [auth.groups, auth.scopes] as unknown as readonly Set<string>[]) {
      const readOnly = 'This set is read-only: it holds the values of the token.';
      for (const change of [() => set.add('admins'), () => set.delete('users'), () => set.clear()]) {
        expect(change).toThrow(new TypeError(readOnly));
      }
      expect(set.size).toBe(1);
    }
    expect([auth, auth.claims, auth.groups, auth.scopes].every(Object.isFrozen)).toBe(true);
  });

  test('does not show the token in logs', async () => {
    const auth = await verifier.verify(pool.accessToken());
    const logged =
      JSON.stringify(auth) + inspect(auth, { depth: null, showHidden: true }) + JSON.stringify({ ...auth });
    for (const part of [auth.token, ...auth.token.split('.')]) expect(logged).not.toContain(part);
  });
});

describe('claims with names of Object.prototype members', () => {
  const names = ['__proto__', 'constructor', 'toString', 'then', 'hasOwnProperty', 'valueOf', 'toJSON'];

  test.each(names)('a claim named %s is inert, with and without the cache', async (name) => {
    const value = { polluted: true, sub: 'intruder', 'cognito:groups': ['admins'] };
    const text = JSON.stringify(value);
    const token = tokenOfText((payload) => payload.replace('{', `{"${name}":${text},"nested":[{"${name}":${text}}],`));
    for (let i = 0; i < 2; i++) {
      const auth = await verifier.verify(token);
      expect(await auth).toBe(auth);
      expect(auth.subject).toBe(pool.subject);
      expect(auth.groups.size).toBe(0);
      expect(Object.getPrototypeOf(auth.claims)).toBeNull();
      const nested = auth.claims['nested'];
      for (const object of [auth.claims, Array.isArray(nested) ? nested[0] : undefined]) {
        expect(Object.hasOwn(object, '__proto__')).toBe(false);
        expect(Object.hasOwn(object, name)).toBe(name !== '__proto__');
      }
    }
    expect('polluted' in {}).toBe(false);
  });

  test('a __proto__ claim is not inherited from', async () => {
    const token = tokenOfText((payload) =>
      payload.replace(/"sub":"[^"]*"/, '"__proto__":{"sub":"intruder","token_use":"access"}'),
    );
    expect(await outcomeOf(verifier.verify(token))).toBe('401 invalid_claims');
  });
});
