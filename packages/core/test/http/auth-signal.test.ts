import { getEventListeners } from 'node:events';
import { AuthError, createVerifier, type Verifier } from '@cognito-guard/core';
import { authSignal } from '@cognito-guard/core/http';
import { createTestPool } from '@cognito-guard/testing';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { keyHost } from '../support/key-world.ts';
import { deferred } from '../support/revocation-world.ts';

const pool = await createTestPool();

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] }));
afterEach(() => void vi.useRealTimers());

const advance = (seconds: number): Promise<unknown> => vi.advanceTimersByTimeAsync(seconds * 1000);

/** A verifier of the pool, a connection, and the store's answer, which a test may change. */
const world = async (options: { readonly clockToleranceSeconds?: number } = {}) => {
  const connection = new AbortController();
  const store = { isRevoked: vi.fn(async () => false) };
  const keys = keyHost(pool.jwks());
  const verifier = createVerifier({
    ...pool.options,
    ...options,
    tokenUse: 'access',
    keys: { fetch: keys.fetch },
    revocation: { store },
  });
  const auth = await verifier.verify(pool.accessToken({ expiresIn: 3_600 }));
  return { connection, signal: connection.signal, store, keys, verifier, auth };
};

/** A verifier that answers each check like this. */
const answering = (answer: () => Promise<never>): Verifier<'access'> & { readonly calls: () => number } => {
  const verify = vi.fn(answer);
  const real = createVerifier({ ...pool.options, tokenUse: 'access' });
  return { ...real, verify, calls: () => verify.mock.calls.length };
};

const codeOf = (signal: AbortSignal): string | undefined => {
  if (!signal.aborted) return undefined;
  if (!AuthError.is(signal.reason)) throw signal.reason;
  return signal.reason.code;
};

describe('authSignal', () => {
  test.each([0, 5, 300])('aborts when the token expires, after a clock tolerance of %d s', async (tolerance) => {
    const { verifier, auth, signal } = await world({ clockToleranceSeconds: tolerance });
    const refused = authSignal(verifier, auth, { signal });
    await advance(3_599 + tolerance);
    expect(codeOf(refused)).toBeUndefined();
    await advance(2);
    expect(codeOf(refused)).toBe('token_expired');
  });

  test('aborts at the expiry of the token where the next check would be later', async () => {
    const { verifier, auth, signal } = await world({ clockToleranceSeconds: 0 });
    await advance(3_590);
    const refused = authSignal(verifier, auth, { signal, checkEverySeconds: 3_600 });
    await advance(11);
    expect(codeOf(refused)).toBe('token_expired');
  });

  test('aborts at the next check once the token is revoked', async () => {
    const { verifier, auth, signal, store } = await world();
    const refused = authSignal(verifier, auth, { signal });
    await advance(61);
    store.isRevoked.mockResolvedValue(true);
    expect(codeOf(refused)).toBeUndefined();
    await advance(58);
    expect(codeOf(refused)).toBeUndefined();
    await advance(1);
    expect(codeOf(refused)).toBe('token_revoked');
  });

  test('checks as often as checkEverySeconds says', async () => {
    const { verifier, auth, signal, store } = await world();
    const refused = authSignal(verifier, auth, { signal, checkEverySeconds: 10 });
    store.isRevoked.mockResolvedValue(true);
    await advance(9);
    expect(codeOf(refused)).toBeUndefined();
    await advance(1);
    expect(codeOf(refused)).toBe('token_revoked');
  });

  test('aborts once the user pool has withdrawn the key of the token', async () => {
    const { verifier, auth, signal, keys } = await world();
    const refused = authSignal(verifier, auth, { signal });
    keys.publish({ keys: pool.jwks().keys.filter(({ kid }) => kid !== pool.keys.access.kid) });
    await advance(1_800);
    expect(codeOf(refused)).toBe('unknown_key');
  });

  test('a transient failure keeps the connection until the next check', async () => {
    const { verifier, auth, signal, store } = await world();
    const refused = authSignal(verifier, auth, { signal });
    store.isRevoked.mockRejectedValue(new Error('the store is down'));
    await advance(600);
    expect(codeOf(refused)).toBeUndefined();
    store.isRevoked.mockResolvedValue(true);
    await advance(60);
    expect(codeOf(refused)).toBe('token_revoked');
  });

  test('a transient failure does not keep the connection past the expiry of the token', async () => {
    const { auth, signal } = await world();
    const verifier = answering(() => Promise.reject(new AuthError('revocation_unavailable')));
    const refused = authSignal(verifier, auth, { signal });
    await advance(3_599);
    expect([codeOf(refused), verifier.calls()]).toEqual([undefined, 59]);
    await advance(1);
    expect(codeOf(refused)).toBe('token_expired');
  });

  test('an error that is not an AuthError aborts with that error', async () => {
    const { auth, signal } = await world();
    const bug = new Error('a bug of the verifier');
    const refused = authSignal(
      answering(() => Promise.reject(bug)),
      auth,
      { signal },
    );
    await advance(60);
    expect(refused.reason).toBe(bug);
  });

  test('a token that is bound to a key is proved at the start of the connection, and checked afterwards', async () => {
    const { store, signal } = await world();
    const confirmation = vi.fn(() => true);
    const verifier = createVerifier({ ...pool.options, tokenUse: 'access', revocation: { store }, confirmation });
    const token = pool.accessToken({ claims: { cnf: { jkt: 'thumbprint' } } });
    const auth = await verifier.verify(token, undefined, { header: () => 'the proof' });
    const refused = authSignal(verifier, auth, { signal });
    await advance(600);
    expect(codeOf(refused)).toBeUndefined();
    expect(confirmation).toHaveBeenCalledTimes(1);
    store.isRevoked.mockResolvedValue(true);
    await advance(60);
    expect(codeOf(refused)).toBe('token_revoked');
  });

  test('no check and no timer is left when the connection closes', async () => {
    const { verifier, auth, connection, signal, store } = await world();
    const refused = authSignal(verifier, auth, { signal });
    expect(vi.getTimerCount()).toBe(1);
    connection.abort();
    expect(vi.getTimerCount()).toBe(0);
    store.isRevoked.mockResolvedValue(true);
    await advance(4_000);
    expect(refused.aborted).toBe(false);
  });

  test('no timer is set for a connection that is closed already', async () => {
    const { verifier, auth } = await world();
    authSignal(verifier, auth, { signal: AbortSignal.abort() });
    expect(vi.getTimerCount()).toBe(0);
  });

  test.each([
    ['accepted', () => Promise.resolve(false)],
    ['refused', () => Promise.resolve(true)],
    ['not checked', () => Promise.reject(new Error('the store is down'))],
  ])('a connection that closes during a check stays quiet: the token is %s', async (_, answer) => {
    const { verifier, auth, connection, signal, store } = await world();
    const refused = authSignal(verifier, auth, { signal });
    const pending = deferred();
    store.isRevoked.mockImplementation(() => pending.promise.then(answer));
    await advance(60);
    connection.abort();
    pending.resolve(false);
    await advance(4_000);
    expect([refused.aborted, vi.getTimerCount()]).toEqual([false, 0]);
  });

  test('no timer and no listener is left after the signal has aborted', async () => {
    const { verifier, auth, signal } = await world();
    const refused = authSignal(verifier, auth, { signal });
    expect(getEventListeners(signal, 'abort')).toHaveLength(1);
    await advance(3_606);
    expect(codeOf(refused)).toBe('token_expired');
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('a far expiry does not exceed the limit of timers, so that checks keep their pace', async () => {
    const { signal } = await world();
    const verifier = answering(() => Promise.reject(new AuthError('keys_unavailable')));
    const farAuth = { token: 'a token', expiresAt: Date.now() / 1000 + 100 * 24 * 3_600 };
    authSignal(verifier, farAuth, { signal, checkEverySeconds: 3_600 });
    await advance(24 * 3_600);
    expect(verifier.calls()).toBe(24);
  });

  test('a waiting check does not keep the process alive', async () => {
    const { verifier, auth, connection, signal } = await world();
    vi.useRealTimers();
    const before = process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
    authSignal(verifier, auth, { signal });
    expect(process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout')).toHaveLength(before);
    connection.abort();
  });

  test('a copy of the verified token, which has no token, throws a TypeError that shows no claim', async () => {
    const { verifier, auth, signal } = await world();
    const message = 'authSignal: auth must be a verified token; got a value without token. Is it a copy?';
    for (const copy of [{ ...auth, extra: 1 }, structuredClone({ ...auth }), {}, auth.token]) {
      expect(() => authSignal(verifier, copy as typeof auth, { signal })).toThrow(TypeError);
      expect(() => authSignal(verifier, copy as typeof auth, { signal })).toThrow(message);
    }
    const pending = verifier.verify(auth.token) as unknown as typeof auth;
    expect(() => authSignal(verifier, pending, { signal })).toThrow(/^authSignal: auth .* Is an await missing\?$/);
    expect(() => authSignal(verifier, undefined as never, { signal })).toThrow(/^authSignal: auth .*got undefined\./);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('an invalid argument throws a TypeError that names it', async () => {
    const { verifier, auth, signal } = await world();
    const call = authSignal as (...args: readonly unknown[]) => unknown;
    expect(() => call({}, auth, { signal })).toThrow(/^authSignal: verifier must be made by createVerifier/);
    expect(() => call(verifier, auth)).toThrow(/^authSignal: options must be an object with signal/);
    expect(() => call(verifier, auth, {})).toThrow(/^authSignal: signal must be an AbortSignal .*it is missing/);
    expect(() => call(verifier, auth, { signal: new AbortController() })).toThrow(/^authSignal: signal must be/);
    const slow = { signal, checkEverySeconds: 86_400 };
    expect(() => call(verifier, auth, slow)).toThrow(/checkEverySeconds must be a number of seconds from 1 to 3600/);
  });
});
