import { AuthError, createVerifier } from '@cognito-guard/core';
import { memoryRevocationStore } from '@cognito-guard/core/revocation';
import { decodeToken } from '@cognito-guard/testing';
import { describe, expect, test } from 'vitest';
import { refusal } from '../support/key-world.ts';
import { refusalOf } from '../support/outcome.ts';
import { revocationWorld } from '../support/revocation-world.ts';

const revoked = { code: 'token_revoked', status: 401 };

/** The number of microtask turns that a promise takes. */
const turnsOf = async (work: Promise<unknown>): Promise<number> => {
  let isDone = false;
  const done = work.then(() => {
    isDone = true;
  });
  let turns = 0;
  for (; !isDone; turns++) await null;
  await done;
  return turns;
};

describe('a verified token', () => {
  test('is looked up by its ids, its user, its client and its time, and by nothing else', async () => {
    const { pool, store, verifier } = revocationWorld();
    const token = pool.accessToken();
    await verifier.verify(token);
    const { sub, jti, origin_jti, iat } = decodeToken(token).payload as Readonly<Record<string, unknown>>;
    expect(store.lookups).toEqual([
      {
        userPoolId: pool.userPoolId,
        subject: sub,
        jti,
        originJti: origin_jti,
        clientId: pool.clientId,
        issuedAt: iat,
      },
    ]);
  });

  test('of a machine is looked up without a sign-in, and an ID token like an access token', async () => {
    const { pool, store, verifier } = revocationWorld();
    await verifier.verify(pool.machineToken());
    expect(store.lookups[0]).toMatchObject({ subject: pool.clientId, originJti: undefined });
    const ids = createVerifier({ ...pool.options, tokenUse: 'id', clock: pool.clock, revocation: { store } });
    await ids.verify(pool.idToken());
    expect(store.lookups[1]).toMatchObject({ subject: pool.subject });
  });

  test('that is revoked is refused, with the challenge of an invalid token', async () => {
    const { pool, store, verifier } = revocationWorld();
    store.answerWith(() => true);
    const error = await refusalOf(verifier.verify(pool.accessToken()));
    expect(error).toMatchObject({ ...revoked, message: 'The token has been revoked.' });
    expect(error.headers['WWW-Authenticate']).toContain('error="invalid_token"');
  });

  test('is not looked up where it is refused for another reason', async () => {
    const { pool, store, verifier } = revocationWorld();
    expect(await refusal(verifier.verify(pool.accessToken({ expiresIn: -60 })))).toMatchObject({
      code: 'token_expired',
    });
    expect(await refusal(verifier.verify(pool.idToken()))).toMatchObject({ code: 'wrong_token_use' });
    expect(store.lookups).toEqual([]);
  });

  test('that is revoked and lacks a requirement is token_revoked', async () => {
    const { pool, store, verifier } = revocationWorld();
    store.answerWith(() => true);
    expect(await refusal(verifier.verify(pool.accessToken(), { anyGroup: ['admins'] }))).toEqual(revoked);
  });

  test('is never looked up without a store', async () => {
    const { pool, clock } = revocationWorld();
    const verifier = createVerifier({ ...pool.options, tokenUse: 'access', clock: clock.read });
    await expect(verifier.verify(pool.accessToken())).resolves.toBeDefined();
  });
});

describe('the verdict cache never hides a revocation', () => {
  test.each(['token', 'session', 'user'] as const)('of a %s', async (kind) => {
    const { pool, clock } = revocationWorld();
    const store = memoryRevocationStore({ clock: clock.read });
    const verifier = createVerifier({ ...pool.options, tokenUse: 'access', clock: clock.read, revocation: { store } });
    const token = pool.accessToken();
    const { userPoolId, subject, claims, issuedAt } = await verifier.verify(token);
    await verifier.verify(token);
    if (kind === 'token') await store.revokeToken({ userPoolId, jti: claims.jti ?? '' });
    if (kind === 'session') await store.revokeSession({ userPoolId, originJti: claims.origin_jti ?? '' });
    if (kind === 'user') await store.revokeUser({ userPoolId, subject, issuedBefore: issuedAt + 1 });
    clock.advance(5);
    expect(await refusal(verifier.verify(token))).toEqual(revoked);
    expect(verifier.stats()).toMatchObject({ verified: 2, cacheHits: 1, rejected: 1, cacheEntries: 1 });
  });

  test('with cacheSeconds: 0 the store is called for every request', async () => {
    const { pool, store, verifier } = revocationWorld({ cacheSeconds: 0 });
    const token = pool.accessToken();
    await verifier.verify(token);
    store.answerWith(() => true);
    expect(await refusal(verifier.verify(token))).toEqual(revoked);
  });
});

describe('an answer of the store', () => {
  test('is cached for cacheSeconds, and then the store is called again', async () => {
    const { pool, clock, store, verifier } = revocationWorld({ cacheSeconds: 10 });
    const token = pool.accessToken();
    await verifier.verify(token);
    store.answerWith(() => true);
    clock.advance(9.999);
    await expect(verifier.verify(token)).resolves.toBeDefined();
    expect(store.lookups).toHaveLength(1);
    clock.advance(0.001);
    expect(await refusal(verifier.verify(token))).toEqual(revoked);
    expect(store.lookups).toHaveLength(2);
  });

  test('that the token is revoked is cached as long', async () => {
    const { pool, clock, store, verifier } = revocationWorld();
    const token = pool.accessToken();
    store.answerWith(() => true);
    await refusal(verifier.verify(token));
    clock.advance(4);
    expect(await refusal(verifier.verify(token))).toEqual(revoked);
    expect(store.lookups).toHaveLength(1);
    store.answerWith(() => false);
    clock.advance(1);
    await expect(verifier.verify(token)).resolves.toBeDefined();
  });

  test('expires by the start of the call, not by its end', async () => {
    const { pool, clock, store, verifier } = revocationWorld();
    const token = pool.accessToken();
    store.answerWith(() => {
      clock.advance(3);
      return false;
    });
    await verifier.verify(token);
    clock.advance(2);
    await verifier.verify(token);
    expect(store.lookups).toHaveLength(2);
  });

  test('is not used after the clock was set back', async () => {
    const { pool, clock, store, verifier } = revocationWorld();
    const token = pool.accessToken();
    await verifier.verify(token);
    clock.advance(1);
    await verifier.verify(token);
    expect(store.lookups).toHaveLength(1);
    clock.advance(10);
    await verifier.verify(token);
    clock.advance(-2);
    store.answerWith(() => true);
    expect(await refusal(verifier.verify(token))).toEqual(revoked);
  });

  test('is not used for another token', async () => {
    const { pool, store, verifier } = revocationWorld();
    await verifier.verify(pool.accessToken());
    await verifier.verify(pool.accessToken());
    expect(new Set(store.lookups.map(({ jti }) => jti)).size).toBe(2);
  });

  test('is not cached with cache: false', async () => {
    const { pool, store, verifier } = revocationWorld({ cache: false });
    const token = pool.accessToken();
    for (let round = 0; round < 3; round++) await verifier.verify(token);
    expect(store.lookups).toHaveLength(3);
  });

  test('is shared by concurrent requests with one token', async () => {
    const { pool, clock, store, verifier } = revocationWorld();
    const token = pool.accessToken();
    await Promise.all(Array.from({ length: 100 }, () => verifier.verify(token)));
    expect(store.lookups).toHaveLength(1);
    clock.advance(5);
    store.answerWith(() => true);
    const refusals = await Promise.all(Array.from({ length: 100 }, () => refusal(verifier.verify(token))));
    expect(refusals).toEqual(Array(100).fill(revoked));
    expect(store.lookups).toHaveLength(2);
  });

  test('that is cached delays no request', async () => {
    const { pool, clock, verifier } = revocationWorld();
    const waitsForNothing = async (): Promise<void> => undefined;
    const token = pool.accessToken();
    await verifier.verify(token);
    expect(await turnsOf(verifier.verify(token))).toBe(await turnsOf(waitsForNothing()));
    clock.advance(5);
    expect(await turnsOf(verifier.verify(token))).toBeGreaterThan(await turnsOf(waitsForNothing()));
  });

  test('is a new AuthError for every caller, which adapters recognize', async () => {
    const { pool, store, verifier } = revocationWorld();
    store.answerWith(() => true);
    const token = pool.accessToken();
    await expect(verifier.verify(token)).rejects.toSatisfy(AuthError.is);
    await expect(verifier.verify(token)).rejects.toSatisfy(AuthError.is);
  });
});
