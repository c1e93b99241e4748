import { inspect } from 'node:util';
import { createVerifier } from '@cognito-guard/core';
import { memoryRevocationStore, signOut } from '@cognito-guard/core/revocation';
import { createTestPool, type TestPool } from '@cognito-guard/testing';
import { describe, expect, test } from 'vitest';
import { type ManualClock, manualClock } from './support/key-world.ts';
import { outcomeOf, refusalOf } from './support/outcome.ts';
import { never } from './support/revocation-world.ts';

let clock: ManualClock = manualClock();
const pool: TestPool = await createTestPool({ clock: () => clock.read() });

const start = () => {
  clock = manualClock();
  const store = memoryRevocationStore({ clock: clock.read });
  const revocation = { store, cacheSeconds: 0 };
  const verifier = createVerifier({ ...pool.options, tokenUse: null, clock: clock.read, revocation });
  return { store, verifier, outcome: (token: string) => outcomeOf(verifier.verify(token)) };
};

const session = (id: string) => ({ claims: { origin_jti: id } });
const revoked = '401 token_revoked';

const fails = (): never => {
  throw new TypeError('fetch failed');
};

describe('signing out', () => {
  test('ends the sign-in: its access and ID tokens and what is refreshed from it, and no other sign-in', async () => {
    const { store, verifier, outcome } = start();
    const [access, id, elsewhere] = [
      pool.accessToken(session('here')),
      pool.idToken(session('here')),
      pool.accessToken(session('elsewhere')),
    ];
    await signOut(await verifier.verify(access), { store });
    clock.advance(60);
    const refreshed = pool.accessToken(session('here'));
    expect(await Promise.all([access, id, refreshed].map(outcome))).toEqual([revoked, revoked, revoked]);
    expect(await outcome(elsewhere)).toBe('accepted');
  });

  test('ends the one token where there is no sign-in, as of a machine', async () => {
    const { store, verifier, outcome } = start();
    const [token, other] = [pool.machineToken(), pool.machineToken()];
    await signOut(await verifier.verify(token), { store });
    expect(await outcome(token)).toBe(revoked);
    expect(await outcome(other)).toBe('accepted');
  });

  test('of a token that names neither is a mistake, and does not look done', async () => {
    const { store, verifier } = start();
    const auth = await verifier.verify(pool.accessToken({ claims: { jti: undefined, origin_jti: undefined } }));
    await expect(signOut(auth, { store })).rejects.toThrow('no id that could be revoked; use everywhere');
    await expect(signOut(auth, { store, everywhere: true })).resolves.toBeUndefined();
  });

  test.each<[name: string, fails: () => Promise<never>, cause: string]>([
    ['fails', () => Promise.reject(new RangeError('redis://:secret@host is full')), 'RangeError'],
    ['throws', () => fails(), 'TypeError'],
    ['does not answer', never, 'timeout'],
  ])('is 503 where the store %s, so that nobody takes it for done', async (_name, revokeSession, cause) => {
    const { store, verifier } = start();
    const auth = await verifier.verify(pool.accessToken());
    for (const everywhere of [false, true]) {
      const options = { store: { ...store, revokeSession }, everywhere, timeoutMs: 5 };
      const error = await refusalOf(signOut(auth, options));
      expect(error).toMatchObject({
        code: 'revocation_unavailable',
        status: 503,
        headers: { 'Retry-After': '1' },
        message: 'The sign-out could not be recorded. Try again shortly.',
        cause: { message: `The revocation store failed: ${cause}.` },
      });
      expect(inspect(error, { depth: null, showHidden: true })).not.toContain('secret');
    }
  });

  test.each<[what: string, auth: (token: string) => unknown, shown: string]>([
    ['nothing', () => undefined, 'undefined'],
    ['token text', (token) => token, 'text'],
    ['claims', () => ({ sub: 'ann', jti: 'jti', origin_jti: 'origin' }), 'something else'],
    ['null', () => null, 'null'],
  ])('of %s is a mistake, and the message says what it takes', async (_what, auth, shown) => {
    const { store } = start();
    const given = auth(pool.accessToken()) as Parameters<typeof signOut>[0];
    await expect(signOut(given, { store })).rejects.toThrow(
      new TypeError(`signOut: auth must be what verifying a token returned, such as getAuth(req); got ${shown}.`),
    );
  });
});

describe('signing out everywhere', () => {
  test('ends every sign-in of the user, tokens of this very second included, and nobody else', async () => {
    const { store, verifier, outcome } = start();
    const here = pool.accessToken(session('here'));
    const elsewhere = pool.accessToken(session('elsewhere'));
    const somebody = pool.accessToken({ sub: 'somebody-else' });
    clock.advance(0.5);
    await signOut(await verifier.verify(here), { store, everywhere: true, clock: clock.read });
    expect(await Promise.all([here, elsewhere].map(outcome))).toEqual([revoked, revoked]);
    expect(await outcome(somebody)).toBe('accepted');
  });

  test('lets the user sign in again, and lets nothing be refreshed from where they signed out', async () => {
    const { store, verifier, outcome } = start();
    const auth = await verifier.verify(pool.accessToken(session('here')));
    await signOut(auth, { store, everywhere: true, clock: clock.read });
    clock.advance(1);
    expect(await outcome(pool.accessToken(session('again')))).toBe('accepted');
    expect(await outcome(pool.accessToken(session('here')))).toBe(revoked);
  });

  test('covers the token itself where our clock is behind', async () => {
    const { store, verifier, outcome } = start();
    clock.advance(4);
    const token = pool.accessToken(session('here'));
    const elsewhere = pool.accessToken(session('elsewhere'));
    clock.advance(-4);
    await signOut(await verifier.verify(token), { store, everywhere: true, clock: clock.read });
    expect(await Promise.all([token, elsewhere].map(outcome))).toEqual([revoked, revoked]);
  });
});

test.each<[options: unknown, message: string]>([
  [undefined, 'signOut: options must be an object with store, everywhere, timeoutMs, clock; got undefined.'],
  [{}, 'signOut: store must be a revocation store, with revokeToken, revokeSession, revokeUser; got undefined.'],
  [{ store: { isRevoked: true } }, 'revokeUser; got an object without revokeToken, revokeSession, revokeUser.'],
  [{ store: Promise.resolve() }, 'revokeUser; got a Promise. Is an await missing?'],
  [{ store: memoryRevocationStore(), timeoutMs: 0 }, 'signOut: timeoutMs must be a number of milliseconds from 1'],
  [{ store: memoryRevocationStore(), clock: 5 }, 'signOut: clock must be a function; got 5.'],
  [{ store: { revokeToken: () => {} } }, 'revokeUser; got an object without revokeToken, revokeSession, revokeUser.'],
  [{ store: memoryRevocationStore(), everywhere: 'yes' }, 'signOut: everywhere must be true or false; got "yes".'],
  [{ store: memoryRevocationStore(), all: true }, 'signOut: options has no option "all"'],
])('the options %j are refused', async (options, message) => {
  const { verifier } = start();
  const auth = await verifier.verify(pool.accessToken());
  await expect(signOut(auth, options as Parameters<typeof signOut>[1])).rejects.toThrow(message);
});
