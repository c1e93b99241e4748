import { type AccessAuth, AuthError, createVerifier, type Requirements } from '@cognito-guard/core';
import { CompiledRequirements, compileRequirements } from '@cognito-guard/core/http';
import { createTestPool } from '@cognito-guard/testing';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { outcomeOf, outcomeOfCall, refusalOf } from '../support/outcome.ts';

type Rules = Requirements<AccessAuth>;

const pool = await createTestPool();
const verifier = createVerifier({ ...pool.options, tokenUse: 'access' });
const user = await verifier.verify(pool.accessToken());

/** A verified user with exactly these scopes and groups. */
const authWith = (scopes: readonly string[], groups: readonly string[]): AccessAuth =>
  ({ ...user, scopes: new Set(scopes), groups: new Set(groups) }) as AccessAuth;

const enforce = (rules: Rules, auth: AccessAuth): void => compileRequirements<AccessAuth>(rules).enforce(auth);

describe('each kind of requirement', () => {
  const scope = '403 insufficient_scope';
  const group = '403 insufficient_group';

  test.each<[Rules, readonly string[], readonly string[], string]>([
    [{ allScopes: ['a', 'b'] }, ['b', 'a', 'c'], [], 'accepted'],
    [{ allScopes: ['a', 'b'] }, ['a'], [], scope],
    [{ allScopes: ['a'] }, [], [], scope],
    [{ anyScope: ['a', 'b'] }, ['b'], [], 'accepted'],
    [{ anyScope: ['a', 'b'] }, ['c'], [], scope],
    [{ anyScope: ['a', 'b'] }, [], ['a'], scope],
    [{ allGroups: ['a', 'b'] }, [], ['b', 'a'], 'accepted'],
    [{ allGroups: ['a', 'b'] }, [], ['b'], group],
    [{ anyGroup: ['a', 'b'] }, [], ['b'], 'accepted'],
    [{ anyGroup: ['a', 'b'] }, ['a'], [], group],
    [{ anyGroup: ['admins'] }, [], ['Admins'], group],
    [{ allGroups: ['Admins'] }, [], ['admins'], group],
    [{ anyGroup: ['admins'] }, [], ['admins '], group],
    [{ allScopes: ['read'] }, ['Read'], [], scope],
    [{ allScopes: ['read'] }, ['readwrite'], [], scope],
    [{ allScopes: ['orders/read'] }, ['orders', 'read', 'orders/readwrite'], [], scope],
    [{ anyGroup: ['toString', '__proto__'] }, [], [], group],
    [{ check: () => true }, [], [], 'accepted'],
    [{ check: () => false }, ['a'], ['a'], '403 forbidden'],
    [{ check: (auth) => auth.groups.has('a') }, [], ['a'], 'accepted'],
    [{ allScopes: ['a'], anyScope: ['b', 'c'] }, ['a', 'c'], [], 'accepted'],
    [{ allScopes: ['a'], anyScope: ['b', 'c'] }, ['a'], [], scope],
    [{ allScopes: ['a'], anyGroup: ['ops'] }, ['a'], ['ops'], 'accepted'],
    [{ allScopes: ['a'], anyGroup: ['ops'] }, ['a'], [], group],
    [{ allScopes: ['a'], anyGroup: ['ops'], check: () => false }, ['a'], ['ops'], '403 forbidden'],
    [{ anyGroup: ['ops'], allGroups: ['staff'] }, [], ['ops'], group],
  ])('%o with scopes %j and groups %j: %s', (rules, scopes, groups, expected) => {
    expect(outcomeOfCall(() => enforce(rules, authWith(scopes, groups)))).toBe(expected);
  });

  test.each<[string, string, string]>([
    ['readwrite', 'read', '403 insufficient_scope'],
    ['write\tread', 'read', '403 insufficient_scope'],
    ['write\nread', 'read', '403 insufficient_scope'],
    ['write\u00a0read', 'read', '403 insufficient_scope'],
    ['write,read', 'read', '403 insufficient_scope'],
    ['write read', 'read', 'accepted'],
  ])('scope %j, with %s required: %s', async (scope, wanted, expected) => {
    const token = pool.accessToken({ scope });
    expect(await outcomeOf(verifier.verify(token, { allScopes: [wanted] }))).toBe(expected);
  });

  test('a machine has no group, and its scopes count', async () => {
    const token = pool.machineToken({ scope: 'orders/read' });
    expect(await outcomeOf(verifier.verify(token, { allScopes: ['orders/read'] }))).toBe('accepted');
    expect(await outcomeOf(verifier.verify(token, { anyGroup: ['admins'] }))).toBe('403 insufficient_group');
  });

  test('scopes are checked before groups, and groups before check, which then does not run', () => {
    let runs = 0;
    const check = (): boolean => {
      runs++;
      return false;
    };
    const rules: Rules = { check, anyGroup: ['g'], allScopes: ['s'] };
    expect(outcomeOfCall(() => enforce(rules, authWith([], [])))).toBe('403 insufficient_scope');
    expect(outcomeOfCall(() => enforce(rules, authWith(['s'], [])))).toBe('403 insufficient_group');
    expect(runs).toBe(0);
    expect(outcomeOfCall(() => enforce(rules, authWith(['s'], ['g'])))).toBe('403 forbidden');
    expect(runs).toBe(1);
  });

  test('the challenge has every scope of the route once, and no group', async () => {
    const rules: Rules = {
      allScopes: ['orders/read', 'orders/write'],
      anyScope: ['orders/write', 'all'],
      anyGroup: ['g'],
    };
    const refusal = await refusalOf(verifier.verify(pool.accessToken(), rules));
    expect(refusal.scope).toBe('orders/read orders/write all');
    expect(refusal.headers['WWW-Authenticate']).toBe(
      'Bearer error="insufficient_scope", error_description="The token lacks a scope that this request needs.", scope="orders/read orders/write all"',
    );
    const byGroup = await refusalOf(verifier.verify(pool.accessToken(), { anyGroup: ['secret-group'] }));
    expect(byGroup.headers['WWW-Authenticate']).not.toMatch(/scope="(?!insufficient)|secret-group/);
  });

  test('a refusal for a group names no scope, because the token may have it', async () => {
    const token = pool.accessToken({ scope: 'orders/read' });
    const refusal = await refusalOf(verifier.verify(token, { allScopes: ['orders/read'], anyGroup: ['admins'] }));
    expect(refusal).toMatchObject({ code: 'insufficient_group', scope: undefined });
    expect(refusal.headers['WWW-Authenticate']).not.toContain('orders');
  });
});

describe('against a reference implementation', () => {
  const names = fc.constantFrom('read', 'readwrite', 'Read', 'write', 'r', '__proto__', 'constructor');
  const list = fc.array(names, { minLength: 1, maxLength: 3 });
  const answer = fc.boolean();
  const rulesOf = fc
    .record(
      { allScopes: list, anyScope: list, allGroups: list, anyGroup: list, check: answer.map((yes) => () => yes) },
      { requiredKeys: [] },
    )
    .filter((rules) => Object.keys(rules).length > 0);

  const naive = (rules: Rules, scopes: readonly string[], groups: readonly string[], auth: AccessAuth): string => {
    for (const one of rules.allScopes ?? []) if (!scopes.includes(one)) return '403 insufficient_scope';
    if (rules.anyScope && !rules.anyScope.find((one) => scopes.includes(one))) return '403 insufficient_scope';
    for (const one of rules.allGroups ?? []) if (!groups.includes(one)) return '403 insufficient_group';
    if (rules.anyGroup && !rules.anyGroup.find((one) => groups.includes(one))) return '403 insufficient_group';
    return rules.check?.(auth) === false ? '403 forbidden' : 'accepted';
  };

  test('every combination of requirements gives the same result, compiled once or again', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(rulesOf, fc.array(names), fc.array(names), (rules, scopes, groups) => {
        const auth = authWith(scopes, groups);
        const expected = naive(rules, scopes, groups, auth);
        seen.add(expected);
        const compiled = compileRequirements<AccessAuth>(rules);
        expect(outcomeOfCall(() => compiled.enforce(auth))).toBe(expected);
        expect(outcomeOfCall(() => compileRequirements(compiled).enforce(auth))).toBe(expected);
        expect(compiled.refusal(auth)).toBe(expected === 'accepted' ? undefined : expected.slice('403 '.length));
      }),
      { numRuns: 2_000 },
    );
    expect([...seen].sort()).toEqual(['403 forbidden', '403 insufficient_group', '403 insufficient_scope', 'accepted']);
  });
});

describe('the requirement check', () => {
  test.each<[string, unknown]>([
    ['a promise of true', Promise.resolve(true)],
    ['a promise of false', Promise.resolve(false)],
    ['undefined', undefined],
    ['null', null],
    ['1', 1],
    ['0', 0],
    ['"yes"', 'yes'],
    ['an empty text', ''],
    ['an object', {}],
    ['a Boolean object', Object(true)],
  ])('that returns %s accepts no token, and throws a TypeError', async (_, returned) => {
    const check = (): boolean => returned as boolean;
    const verdict = verifier.verify(pool.accessToken(), { check });
    await expect(verdict).rejects.toThrow(TypeError);
    await expect(verdict).rejects.toThrow(/requirements\.check.*true or false/);
  });

  test('that returns a promise which rejects does not end the process', async () => {
    const unhandled: unknown[] = [];
    const listen = (reason: unknown): void => void unhandled.push(reason);
    process.on('unhandledRejection', listen);
    // Code compiled to older JavaScript: an async function that is not recognizable as one.
    const check = (): boolean => Promise.reject(new Error('database is down')) as unknown as boolean;
    await expect(verifier.verify(pool.accessToken(), { check })).rejects.toThrow(TypeError);
    await new Promise((resolve) => setImmediate(resolve));
    process.off('unhandledRejection', listen);
    expect(unhandled).toEqual([]);
  });

  test('that throws: its error is rethrown, and the token is refused', async () => {
    const mine = new Error('database is down');
    const check = (): boolean => {
      throw mine;
    };
    await expect(verifier.verify(pool.accessToken(), { check })).rejects.toBe(mine);
    const refusal = new AuthError('forbidden');
    const refuse = (): boolean => {
      throw refusal;
    };
    await expect(verifier.verify(pool.accessToken(), { check: refuse })).rejects.toBe(refusal);
  });

  test('receives the verified token', async () => {
    const token = pool.accessToken({ username: 'ana' });
    const check: Rules['check'] = (auth) => auth.username === 'ana' && auth.token === token;
    expect(await outcomeOf(verifier.verify(token, { check }))).toBe('accepted');
  });
});

describe('compileRequirements', () => {
  test('returns compiled requirements unchanged', () => {
    const compiled = compileRequirements({ allScopes: ['a'] });
    expect(compiled).toBeInstanceOf(CompiledRequirements);
    expect(compileRequirements(compiled)).toBe(compiled);
    expect(Object.isFrozen(compiled)).toBe(true);
  });

  test('copies its lists: later changes have no effect', () => {
    const lists = { allScopes: ['a'], anyScope: ['b'], allGroups: ['c'], anyGroup: ['d'] };
    const compiled = compileRequirements<AccessAuth>(lists);
    lists.allScopes.pop();
    lists.anyScope.push('x');
    lists.allGroups.pop();
    lists.anyGroup.push('x');
    expect(compiled.scope).toBe('a b');
    expect(outcomeOfCall(() => compiled.enforce(authWith(['x'], ['x'])))).toBe('403 insufficient_scope');
    expect(outcomeOfCall(() => compiled.enforce(authWith(['a', 'b'], ['x'])))).toBe('403 insufficient_group');
    expect(outcomeOfCall(() => compiled.enforce(authWith(['a', 'b'], ['c', 'd'])))).toBe('accepted');
  });
});
