import { inspect } from 'node:util';
import { createVerifier } from '@cognito-guard/core';
import { memoryRevocationStore, signOut } from '@cognito-guard/core/revocation';
import { createTestPool, type TestPool } from '@cognito-guard/testing';
import { describe, expect, test } from 'vitest';
import { type ManualClock, manualClock } from '../support/key-world.ts';
import { outcomeOf, refusalOf } from '../support/outcome.ts';
import { never } from '../support/revocation-world.ts';

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

describe('signOut', () => {
  test('ends the sign-in with its access, ID and refreshed tokens, and no other sign-in', async () => {
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

  test("ends only the token where it has no sign-in, like a machine's", async () => {
    const { store, verifier, outcome } = start();
    const [token, other] = [pool.machineToken(), pool.machineToken()];
    await signOut(await verifier.verify(token), { store });
    expect(await outcome(token)).toBe(revoked);
    expect(await outcome(other)).toBe('accepted');
  });

  describe.each<[client: string, jti: object]>([
    ['that has no token revocation', { jti: undefined }],
    ['whose trigger removes origin_jti alone', {}],
  ])('for a client %s', (_client, jti) => {
    const noSession = { claims: { origin_jti: undefined, ...jti } };

    test.each(['accessToken', 'idToken'] as const)(
      "with the user's %s ends all tokens of the user, refreshed ones and ID tokens included",
      async (used) => {
        const { store, verifier, outcome } = start();
        const [access, id] = [pool.accessToken(noSession), pool.idToken(noSession)];
        clock.advance(60);
        const refreshed = pool.accessToken(noSession);
        const otherUser = pool.accessToken({ sub: 'other-user', ...noSession });
        await signOut(await verifier.verify(used === 'idToken' ? id : access), { store, clock: clock.read });
        expect(await Promise.all([access, id, refreshed].map(outcome))).toEqual([revoked, revoked, revoked]);
        expect(await outcome(otherUser)).toBe('accepted');
        clock.advance(6);
        expect(await outcome(pool.accessToken(noSession))).toBe('accepted');
      },
    );
  });

  test("of a machine whose token has no jti ends all of the machine's tokens", async () => {
    const { store, verifier, outcome } = start();
    const [token, other] = [pool.machineToken({ claims: { jti: undefined } }), pool.machineToken()];
    await signOut(await verifier.verify(token), { store, clock: clock.read });
    expect(await Promise.all([token, other].map(outcome))).toEqual([revoked, revoked]);
    expect(await outcome(pool.accessToken(session('of a user')))).toBe('accepted');
  });

  test.each<[name: string, fails: () => Promise<never>, cause: string]>([
    ['fails', () => Promise.reject(new RangeError('redis://:secret@host is full')), 'RangeError'],
    ['throws', () => fails(), 'TypeError'],
    ['does not respond', never, 'timeout'],
  ])('is 503 where the store %s, so that it cannot look successful', async (_name, revokeSession, cause) => {
    const { store, verifier } = start();
    const auth = await verifier.verify(pool.accessToken());
    for (const everywhere of [false, true]) {
      const events: unknown[] = [];
      const onEvent = (event: unknown): unknown => events.push(event);
      const timeoutMs = cause === 'timeout' ? 5 : 300;
      const options = { store: { ...store, revokeSession }, everywhere, timeoutMs, onEvent };
      const error = await refusalOf(signOut(auth, options));
      expect(error).toMatchObject({
        code: 'revocation_unavailable',
        status: 503,
        headers: { 'Retry-After': '1' },
        message: 'The sign-out could not be recorded. Try again shortly.',
        cause: { message: `The revocation store failed: ${cause}.` },
      });
      expect(events.at(-1)).toMatchObject({ type: 'revocation_failed', operation: 'write', willRetry: false });
      expect(inspect([error, events], { depth: null, showHidden: true })).not.toContain('secret');
    }
  });

  test('writes a second time where the store fails once', async () => {
    const { store, verifier, outcome } = start();
    const token = pool.accessToken();
    let writes = 0;
    const revokeSession: typeof store.revokeSession = async (revocation) =>
      ++writes === 1 ? fails() : store.revokeSession(revocation);
    const events: unknown[] = [];
    const onEvent = (event: unknown): unknown => events.push(event);
    await signOut(await verifier.verify(token), { store: { ...store, revokeSession }, onEvent });
    expect(await outcome(token)).toBe(revoked);
    expect(events).toMatchObject([{ operation: 'write', errorName: 'TypeError', willRetry: true }]);
  });

  test.each<[what: string, auth: (token: string) => unknown, shown: string]>([
    ['nothing', () => undefined, 'undefined'],
    ['token text', (token) => token, 'text'],
    ['claims', () => ({ sub: 'ann', jti: 'jti', origin_jti: 'origin' }), 'something else'],
    ['null', () => null, 'null'],
  ])('with %s throws a TypeError that names the expected value', async (_what, auth, shown) => {
    const { store } = start();
    const given = auth(pool.accessToken()) as Parameters<typeof signOut>[0];
    await expect(signOut(given, { store })).rejects.toThrow(
      new TypeError(`signOut: auth must be the result of verifying a token, such as getAuth(req); got ${shown}.`),
    );
  });
});

describe('signOut with everywhere', () => {
  test("ends every sign-in of the user, tokens of the current second included, and no other user's", async () => {
    const { store, verifier, outcome } = start();
    const here = pool.accessToken(session('here'));
    const elsewhere = pool.accessToken(session('elsewhere'));
    const otherUser = pool.accessToken({ sub: 'other-user' });
    clock.advance(0.5);
    await signOut(await verifier.verify(here), { store, everywhere: true, clock: clock.read });
    expect(await Promise.all([here, elsewhere].map(outcome))).toEqual([revoked, revoked]);
    expect(await outcome(otherUser)).toBe('accepted');
  });

  test('accepts a later sign-in of the user, and refuses tokens refreshed from earlier ones', async () => {
    const { store, verifier, outcome } = start();
    const auth = await verifier.verify(pool.accessToken(session('here')));
    await signOut(auth, { store, everywhere: true, clock: clock.read });
    clock.advance(6);
    expect(await outcome(pool.accessToken(session('again')))).toBe('accepted');
    expect(await outcome(pool.accessToken(session('here')))).toBe(revoked);
  });

  test.each<[behind: number, options: { clockToleranceSeconds?: number }]>([
    [5, {}],
    [60, { clockToleranceSeconds: 60 }],
  ])('refuses every earlier token where our clock is %d s behind, with %j', async (behind, options) => {
    const { store, verifier, outcome } = start();
    const here = pool.accessToken(session('here'));
    clock.advance(30);
    const elsewhere = pool.accessToken(session('elsewhere'));
    const auth = await verifier.verify(here);
    const slow = () => clock.read() - behind * 1000;
    await signOut(auth, { store, everywhere: true, clock: slow, ...options });
    expect(await Promise.all([here, elsewhere].map(outcome))).toEqual([revoked, revoked]);
  });

  test('without a tolerance accepts a sign-in of the next second', async () => {
    const { store, verifier, outcome } = start();
    const auth = await verifier.verify(pool.accessToken(session('here')));
    await signOut(auth, { store, everywhere: true, clock: clock.read, clockToleranceSeconds: 0 });
    clock.advance(1);
    expect(await outcome(pool.accessToken(session('again')))).toBe('accepted');
  });

  test('writes the user before the sign-in, so that the same token can retry a failed write', async () => {
    const { store, verifier, outcome } = start();
    const [here, elsewhere] = [pool.accessToken(session('here')), pool.accessToken(session('elsewhere'))];
    const auth = await verifier.verify(here);
    const down = { ...store, revokeUser: () => Promise.reject(new Error('down')) };
    const options = { everywhere: true, clock: clock.read };
    await refusalOf(signOut(auth, { store: down, ...options }));
    expect(await Promise.all([here, elsewhere].map(outcome))).toEqual(['accepted', 'accepted']);
    await signOut(await verifier.verify(here), { store, ...options });
    expect(await Promise.all([here, elsewhere].map(outcome))).toEqual([revoked, revoked]);
  });

  test('covers the token itself and older ones, however far our clock is behind', async () => {
    const { store, verifier, outcome } = start();
    const token = pool.accessToken(session('here'));
    const elsewhere = pool.accessToken(session('elsewhere'));
    const slow = () => clock.read() - 600_000;
    await signOut(await verifier.verify(token), { store, everywhere: true, clock: slow });
    expect(await Promise.all([token, elsewhere].map(outcome))).toEqual([revoked, revoked]);
  });
});

test.each<[options: unknown, message: string]>([
  [
    undefined,
    'signOut: options must be an object with store, everywhere, clockToleranceSeconds, timeoutMs, onEvent, clock; got undefined.',
  ],
  [{}, 'signOut: store must be a revocation store, with revokeToken, revokeSession, revokeUser; it is missing.'],
  [{ store: { isRevoked: true } }, 'revokeUser; got an object without revokeToken, revokeSession, revokeUser.'],
  [{ store: Promise.resolve() }, 'revokeUser; got a Promise. Is an await missing?'],
  [{ store: memoryRevocationStore(), timeoutMs: 0 }, 'signOut: timeoutMs must be a number of milliseconds from 1'],
  [{ store: memoryRevocationStore(), onEvent: 5 }, 'signOut: onEvent must be a function; got 5.'],
  [{ store: memoryRevocationStore(), clock: 5 }, 'signOut: clock must be a function; got 5.'],
  [{ store: { revokeToken: () => {} } }, 'revokeUser; got an object without revokeToken, revokeSession, revokeUser.'],
  [{ store: memoryRevocationStore(), everywhere: 'yes' }, 'signOut: everywhere must be true or false; got "yes".'],
  [
    { store: memoryRevocationStore(), clockToleranceSeconds: -1 },
    'signOut: clockToleranceSeconds must be a number of seconds from 0 to 300; got -1.',
  ],
  [{ store: memoryRevocationStore(), all: true }, 'signOut: options has no option "all"'],
])('the options %j are refused', async (options, message) => {
  const { verifier } = start();
  const auth = await verifier.verify(pool.accessToken());
  await expect(signOut(auth, options as Parameters<typeof signOut>[1])).rejects.toThrow(message);
});
