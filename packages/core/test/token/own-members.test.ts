/** Code that writes to a prototype, or to the sets of another request, must not change any token. */
import { inspect } from 'node:util';
import { createVerifier, type VerifierOptions } from '@cognito-guard/core';
import { compileRequirements } from '@cognito-guard/core/http';
import { createTestPool } from '@cognito-guard/testing';
import { afterEach, describe, expect, test } from 'vitest';
import { outcomeOf, outcomeOfCall } from '../support/outcome.ts';

const pool = await createTestPool();
const verifier = createVerifier({ ...pool.options, tokenUse: 'access' });

describe('the groups and scopes of a token', () => {
  const native: readonly [string, (set: Set<string>) => unknown][] = [
    ['add', (set) => Set.prototype.add.call(set, 'admins')],
    ['delete', (set) => Set.prototype.delete.call(set, 'users')],
    ['clear', (set) => Set.prototype.clear.call(set)],
  ];

  test.each(native)('cannot be changed by Set.prototype.%s, even for the same request', async (_, change) => {
    const token = pool.accessToken({ groups: ['users'], scope: 'users' });
    const { groups, scopes } = await verifier.verify(token);
    for (const set of [groups, scopes]) expect(() => change(set as Set<string>)).toThrow(TypeError);
    const again = await verifier.verify(token);
    expect([[...groups], [...again.groups], [...again.scopes]]).toEqual([['users'], ['users'], ['users']]);
    expect(outcomeOfCall(() => compileRequirements({ anyGroup: ['admins'] }).enforce(again))).toBe(
      '403 insufficient_group',
    );
  });

  test('return nothing mutable, and accept no new methods', async () => {
    const { groups } = await verifier.verify(pool.accessToken({ groups: ['users'] }));
    const seen: unknown[] = [];
    groups.forEach(function (this: unknown, value, key, set) {
      seen.push(this, value, key, set);
    }, 'this');
    expect(seen).toEqual(['this', 'users', 'users', groups]);
    expect(seen[3]).toBe(groups);
    expect(() => Object.assign(Object.getPrototypeOf(groups), { has: () => true })).toThrow(TypeError);
    expect(groups.has('admins')).toBe(false);
  });

  test('have the methods of a Set', async () => {
    const { groups } = await verifier.verify(pool.accessToken({ groups: ['a', 'b'] }));
    expect([groups.size, groups.has('a'), groups.has('c')]).toEqual([2, true, false]);
    expect([[...groups], [...groups.keys()], [...groups.values()], [...groups.entries()]]).toEqual([
      ['a', 'b'],
      ['a', 'b'],
      ['a', 'b'],
      [
        ['a', 'a'],
        ['b', 'b'],
      ],
    ]);
    expect(new Set(groups)).toEqual(new Set(['a', 'b']));
    expect(JSON.stringify(groups)).toBe('["a","b"]');
    expect(inspect(groups)).toBe("Set(2) { 'a', 'b' }");
    expect(Object.prototype.toString.call(groups)).toBe('[object Set]');
  });

  test.each(
    [
      'union',
      'intersection',
      'difference',
      'symmetricDifference',
      'isSubsetOf',
      'isSupersetOf',
      'isDisjointFrom',
    ].filter((name) => name in Set.prototype),
  )('%s returns the same as for a Set', async (name) => {
    const { groups } = await verifier.verify(pool.accessToken({ groups: ['a', 'b'] }));
    const answer = (set: unknown): unknown => Reflect.apply(Reflect.get(Object(set), name), set, [new Set(['b', 'c'])]);
    expect(answer(groups)).toEqual(answer(new Set(['a', 'b'])));
  });
});

describe('a member that other code adds to Object.prototype', () => {
  const names: string[] = [];
  const pollute = (name: string, value: unknown): void => {
    names.push(name);
    Object.defineProperty(Object.prototype, name, { value, configurable: true, writable: true });
  };
  afterEach(() => {
    for (const name of names.splice(0)) Reflect.deleteProperty(Object.prototype, name);
  });

  test('is not a claim of a token: no group, no scope, no user', async () => {
    pollute('cognito:groups', ['admins']);
    pollute('scope', 'orders/write');
    pollute('tenant', 'acme');
    const auth = await verifier.verify(pool.machineToken({ claims: { scope: undefined } }));
    expect([auth.groups.size, auth.scopes.size, auth.claims['tenant']]).toEqual([0, 0, undefined]);
    pollute('username', 'root');
    expect((await verifier.verify(pool.machineToken())).username).toBeUndefined();
  });

  test.each([
    ['exp', Date.now() / 1000 + 60],
    ['client_id', pool.clientId],
    ['token_use', 'access'],
    ['iss', pool.issuer],
  ])('does not replace a missing claim: %s', async (name, value) => {
    const token = pool.accessToken({ claims: { [name]: undefined } });
    const before = await outcomeOf(verifier.verify(token));
    expect(before).toMatch(/^401 /);
    pollute(name, value);
    expect(await outcomeOf(verifier.verify(token))).toBe(before);
  });

  test.each([
    ['alg', 'RS256'],
    ['kid', pool.keys.access.kid],
  ])('does not replace a missing header member: %s', async (name, value) => {
    pollute(name, value);
    const token = pool.accessToken({ header: { [name]: undefined } });
    expect(await outcomeOf(verifier.verify(token))).toBe('401 malformed_token');
  });

  test('does not replace a missing member of a published key', async () => {
    const { kid, ...nameless } = pool.keys.access.jwk;
    pollute('kid', kid);
    const fetch = async (): Promise<Response> => Response.json({ keys: [nameless] });
    const { verify } = createVerifier({ ...pool.options, tokenUse: 'access', keys: { fetch } });
    expect(await outcomeOf(verify(pool.accessToken()))).toBe('503 keys_unavailable');
  });

  test.each<[string, unknown, object, RegExp | string]>([
    ['audience', null, { claims: { aud: 'https://other.example.com' } }, '401 wrong_audience'],
    ['clockToleranceSeconds', 300, { expiresIn: -60 }, '401 token_expired'],
    ['replicaRegions', ['us-west-2'], {}, 'accepted'],
    ['pools', [], {}, 'accepted'],
  ])('is not an option of a verifier: %s', async (name, value, token, expected) => {
    pollute(name, value);
    const { verify } = createVerifier({ ...pool.options, tokenUse: 'access' });
    expect(await outcomeOf(verify(pool.accessToken(token)))).toBe(expected);
  });

  test('does not replace a missing option', () => {
    pollute('clientId', null);
    const options = { userPoolId: pool.userPoolId, tokenUse: 'access' } as unknown as VerifierOptions;
    expect(() => createVerifier(options)).toThrow(/^createVerifier: clientId must be/);
  });

  test('is not a requirement, and removes none', () => {
    pollute('allScopes', ['orders/write']);
    expect(() => compileRequirements({})).toThrow(/at least one of/);
  });
});

test('inherited members of a class instance or an object with a prototype count as options', async () => {
  const base = { ...pool.options, tokenUse: 'access' as const, audience: 'https://api.example.com' };
  const inheriting: typeof base = Object.create(base);
  const { verify } = createVerifier(inheriting);
  expect(await outcomeOf(verify(pool.accessToken()))).toBe('401 wrong_audience');
});
