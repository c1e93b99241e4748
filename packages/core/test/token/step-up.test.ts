import { createVerifier, type Requirements } from '@cognito-guard/core';
import { AuthStore, bearer, compileRequirements } from '@cognito-guard/core/http';
import { authorizerContextReader, toFlatContext, toJsonContext } from '@cognito-guard/core/lambda';
import { createTestPool } from '@cognito-guard/testing';
import { describe, expect, test } from 'vitest';
import { outcomeOf, outcomeOfCall, refusalOf } from '../support/outcome.ts';

const refused = '401 insufficient_user_authentication';
const start = Date.UTC(2026, 0, 1);
let now = start;
const clock = (): number => now;
const pool = await createTestPool({ clock });
const verifier = createVerifier({ ...pool.options, tokenUse: null, clock });

/** A user's token of a sign-in that was this many seconds before the start; null is a token without `auth_time`. */
const tokenOf = (acr: unknown, age: number | null = 0): string => {
  now = start;
  return pool.accessToken({ claims: { acr, auth_time: age === null ? undefined : start / 1000 - age } });
};

describe('acr', () => {
  const [one, two, three, four] = [1, 2, 3, 4].map((level) => `urn:cognito:loa:${level}`);

  test.each<[unknown, Requirements['acr'], string]>([
    [three, three, 'accepted'],
    [four, three, 'accepted'],
    [four, one, 'accepted'],
    [two, three, refused],
    [one, four, refused],
    [undefined, one, refused],
    ['', one, refused],
    [4, one, refused],
    [[four], four, refused],
    ['urn:cognito:loa:5', one, refused],
    ['urn:cognito:loa:10', one, refused],
    ['URN:COGNITO:LOA:4', one, refused],
    ['urn:cognito:loa:4 ', one, refused],
    ['gold', 'gold', 'accepted'],
    ['platinum', 'gold', refused],
    ['Gold', 'gold', refused],
    ['gold', one, refused],
    [four, 'gold', refused],
    ['platinum', ['gold', 'platinum'], 'accepted'],
    [four, ['gold', three ?? ''], 'accepted'],
    [two, ['gold', three ?? ''], refused],
  ])('%j with %j required: %s', async (acr, wanted, expected) => {
    const requirements = wanted === undefined ? {} : { acr: wanted };
    expect(await outcomeOf(verifier.verify(tokenOf(acr), requirements))).toBe(expected);
  });

  test('of an ID token counts like that of an access token', async () => {
    const token = pool.idToken({ claims: { acr: three } });
    expect(await outcomeOf(verifier.verify(token, { acr: 'urn:cognito:loa:3' }))).toBe('accepted');
  });
});

describe('maxAuthAgeSeconds', () => {
  const rules = { maxAuthAgeSeconds: 300 };

  test.each<[string, number | null, string]>([
    ['now', 0, 'accepted'],
    ['at the limit', 300, 'accepted'],
    ['at the limit and the tolerance', 305, 'accepted'],
    ['past both', 306, refused],
    ['unknown', null, refused],
    ['in the future within the tolerance', -5, 'accepted'],
    ['further in the future', -6, refused],
  ])('a sign-in %s: %s', async (_, age, expected) => {
    expect(await outcomeOf(verifier.verify(tokenOf('any', age), rules))).toBe(expected);
  });

  test.each([
    ['text', '1'],
    ['null', null],
    ['a list', [start / 1000]],
  ])('an auth_time that is %s is no time', async (_, time) => {
    const token = pool.accessToken({ claims: { auth_time: time } });
    expect(await outcomeOf(verifier.verify(token, rules))).toBe(refused);
    expect((await verifier.verify(token)).authTime).toBeUndefined();
  });

  test('counts from the request, not from the verification that is cached', async () => {
    const token = tokenOf('any', 0);
    expect(await outcomeOf(verifier.verify(token, rules))).toBe('accepted');
    now = start + 306_000;
    const { cacheHits } = verifier.stats();
    expect(await outcomeOf(verifier.verify(token))).toBe('accepted');
    expect(verifier.stats().cacheHits).toBe(cacheHits + 1);
    expect(await outcomeOf(verifier.verify(token, rules))).toBe(refused);
  });

  test('counts at the time of authorize, on a connection that authenticated before', async () => {
    const store = new AuthStore<{ token: string }>(({ token }) => ({
      header: () => `Bearer ${token}`,
      query: () => undefined,
    }));
    const host = { token: tokenOf('any', 0) };
    await store.authenticator(verifier, { token: bearer() })(host);
    const authorize = store.authorizer(rules);
    expect(outcomeOfCall(() => authorize(host))).toBe('accepted');
    now = start + 306_000;
    expect(outcomeOfCall(() => authorize(host))).toBe(refused);
  });

  test('signedInWithin is false for every number that is no duration', async () => {
    const auth = await verifier.verify(tokenOf('any', 10));
    expect([5, 4, 0, -10, Number.NaN, 10].map((seconds) => auth.signedInWithin(seconds))).toEqual([
      ...[true, false, false, false, false, true],
    ]);
  });
});

test('a machine meets neither, even where a trigger wrote the claims', async () => {
  now = start;
  const token = pool.machineToken({ claims: { acr: 'urn:cognito:loa:4', auth_time: start / 1000 } });
  expect(await outcomeOf(verifier.verify(token))).toBe('accepted');
  expect(await outcomeOf(verifier.verify(token, { acr: 'urn:cognito:loa:1' }))).toBe(refused);
  expect(await outcomeOf(verifier.verify(token, { maxAuthAgeSeconds: 300 }))).toBe(refused);
  expect(await verifier.verify(token)).toMatchObject({ acr: undefined, authTime: undefined });
});

describe('the challenge', () => {
  const challengeOf = async (rules: Requirements): Promise<string | undefined> =>
    (await refusalOf(verifier.verify(tokenOf(undefined, 600), rules))).headers['WWW-Authenticate'];
  const text =
    'Bearer error="insufficient_user_authentication", ' +
    'error_description="This request needs a more recent or a stronger authentication."';

  test('has the parameters of RFC 9470, quoted', async () => {
    expect(await challengeOf({ acr: ['gold', 'urn:cognito:loa:4'] })).toBe(
      `${text}, acr_values="gold urn:cognito:loa:4"`,
    );
    expect(await challengeOf({ maxAuthAgeSeconds: 300 })).toBe(`${text}, max_age="300"`);
  });

  test('has level and age together, whichever is not met, so that one sign-in meets both', async () => {
    const rules = { acr: 'urn:cognito:loa:3', maxAuthAgeSeconds: 300 };
    const both = `${text}, acr_values="urn:cognito:loa:3", max_age="300"`;
    expect(await challengeOf(rules)).toBe(both);
    const old = await refusalOf(verifier.verify(tokenOf('urn:cognito:loa:3', 600), rules));
    expect(old.headers['WWW-Authenticate']).toBe(both);
  });

  test('names the scopes of the route, which the token of the next sign-in needs, too', async () => {
    const token = pool.accessToken({ scope: 'orders/cancel', claims: { auth_time: start / 1000 - 600 } });
    const refused = await refusalOf(verifier.verify(token, { allScopes: ['orders/cancel'], maxAuthAgeSeconds: 300 }));
    expect(refused.headers['WWW-Authenticate']).toBe(`${text}, max_age="300", scope="orders/cancel"`);
  });

  test('does not send a user to sign in who may not use the route at all', async () => {
    const rules = { acr: 'urn:cognito:loa:3' };
    expect(await challengeOf({ ...rules, allScopes: ['a'] })).toContain('scope="a"');
    expect(await outcomeOf(verifier.verify(tokenOf('x'), { ...rules, anyGroup: ['a'] }))).toBe(
      '403 insufficient_group',
    );
    expect(await outcomeOf(verifier.verify(tokenOf('x'), { ...rules, check: () => false }))).toBe('403 forbidden');
  });
});

test.each<[unknown, RegExp]>([
  [{ acr: '' }, /requirements\.acr must be a level/],
  [{ acr: [] }, /requirements\.acr must be a level/],
  [{ acr: undefined }, /requirements\.acr must be/],
  [{ acr: 'two words' }, /without spaces/],
  [{ acr: 'a"b' }, /without spaces, quotes/],
  [{ acr: 'urn:cognito:loa:5' }, /requirements\.acr must be one of urn:cognito:loa:1,/],
  [{ acr: ['gold', 'urn:cognito:loa:'] }, /must be one of urn:cognito:loa:1,/],
  [{ maxAuthAgeSeconds: 0 }, /a whole number of seconds from 1 to 315360000/],
  [{ maxAuthAgeSeconds: '300' }, /Number\(text\)/],
  [{ maxAuthAgeSeconds: 1.5 }, /a whole number/],
  [{ maxAuthAge: 300 }, /maxAuthAgeSeconds/],
])('%j is a construction error that names the option', (rules, message) => {
  expect(() => compileRequirements(rules as Requirements)).toThrow(message);
});

describe('behind an authorizer', async () => {
  const auth = await verifier.verify(tokenOf('urn:cognito:loa:3', 60));
  const read = authorizerContextReader({ clock });
  const rules = compileRequirements<ReturnType<typeof read>>({ acr: 'urn:cognito:loa:3', maxAuthAgeSeconds: 300 });
  const eventWith = (authorizer: object): object => ({ requestContext: { authorizer } });

  test.each([
    ['a flat context', eventWith(toFlatContext(auth))],
    ['a JSON context', eventWith({ lambda: toJsonContext(auth) })],
    [
      'claims as text',
      eventWith({ claims: { ...auth.claims, auth_time: String(auth.authTime), exp: String(auth.expiresAt) } }),
    ],
  ])('%s carries level and time, and the function evaluates them now', (_, event) => {
    now = start;
    const caller = read(event);
    expect([caller.acr, caller.authTime]).toEqual(['urn:cognito:loa:3', start / 1000 - 60]);
    expect(outcomeOfCall(() => rules.enforce(caller))).toBe('accepted');
    now = start + 250_000;
    expect(outcomeOfCall(() => rules.enforce(caller))).toBe(refused);
    expect(structuredClone({ ...caller, groups: [], scopes: [] })).toMatchObject({ acr: 'urn:cognito:loa:3' });
  });

  test('a context without them, of an authorizer of an earlier version, is not recent', () => {
    now = start;
    const { acr: _, auth_time: __, ...context } = toFlatContext(auth);
    expect(outcomeOfCall(() => rules.enforce(read(eventWith(context))))).toBe(refused);
    const unreadable = read(eventWith({ ...context, acr: 'urn:cognito:loa:3', auth_time: 'today' }));
    expect(outcomeOfCall(() => rules.enforce(unreadable))).toBe(refused);
  });

  test('a machine meets neither', () => {
    now = start;
    const { username: _, ...machine } = toFlatContext(auth);
    expect(outcomeOfCall(() => rules.enforce(read(eventWith(machine))))).toBe(refused);
  });
});
