import { createVerifier, type Verifier, type VerifierEvent, type VerifierOptions } from '@cognito-guard/core';
import { breakSignature, createTestPool, type TestPool, tamperPayload } from '@cognito-guard/testing';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { VerificationKey } from '../../src/keys/jwks.ts';
import { VerdictCache } from '../../src/verifier/cache.ts';
import { keyHost, type ManualClock, manualClock, refusal } from '../support/key-world.ts';

let clock: ManualClock = manualClock();
const pool: TestPool = await createTestPool({ clock: () => clock.read() });
const host = keyHost(pool.jwks());
afterEach(() => vi.restoreAllMocks());

type Options = Partial<Pick<VerifierOptions, 'cache' | 'clockToleranceSeconds'>> & { readonly clientId?: string };

interface World {
  readonly verifier: Verifier<'access'>;
  /** One for each accepted request, in order. */
  readonly seen: ('hit' | 'miss')[];
}

const start = (options: Options = {}): World => {
  clock = manualClock();
  const seen: ('hit' | 'miss')[] = [];
  const verifier = createVerifier({
    ...pool.options,
    tokenUse: 'access',
    clock: () => clock.read(),
    keys: { fetch: host.fetch },
    onEvent: (event: VerifierEvent) => event.type === 'verified' && seen.push(event.cache),
    ...options,
  });
  return { verifier, seen };
};

/** The key objects of the stored verdicts, to count their signature checks. */
const storedKeys = async (verifier: Verifier): Promise<readonly VerificationKey[]> => {
  const set = vi.spyOn(VerdictCache.prototype, 'add');
  await verifier.verify(pool.accessToken());
  return set.mock.calls.map(([, { key }]) => key);
};

const countSignatureChecks = async (verifier: Verifier): Promise<() => number> => {
  const [key] = await storedKeys(verifier);
  if (key === undefined) throw new Error('Nothing was stored.');
  const check = vi.spyOn(key, 'verify');
  return () => check.mock.calls.length;
};

describe('a cached token', () => {
  test('needs no second signature check', async () => {
    const { verifier, seen } = start();
    const checks = await countSignatureChecks(verifier);
    const token = pool.accessToken();
    const first = await verifier.verify(token);
    const second = await verifier.verify(token);
    expect(seen.slice(1)).toEqual(['miss', 'hit']);
    expect(checks()).toBe(1);
    expect(second).toEqual(first);
    expect(verifier.stats()).toMatchObject({ verified: 3, cacheHits: 1, cacheEntries: 2 });
  });

  test('is verified once for 100 concurrent requests', async () => {
    const { verifier } = start();
    const checks = await countSignatureChecks(verifier);
    const token = pool.accessToken();
    const verified = await Promise.all(Array.from({ length: 100 }, () => verifier.verify(token)));
    expect(checks()).toBe(1);
    expect(new Set(verified.map(({ claims }) => claims)).size).toBe(1);
  });

  test('is verified once for 100 concurrent requests to a cold verifier, or refused to all of them', async () => {
    const { verifier } = start();
    const token = pool.accessToken({ clientId: 'someoneelse' });
    const refusals = await Promise.all(Array.from({ length: 100 }, () => refusal(verifier.verify(token))));
    expect(refusals).toEqual(Array(100).fill({ code: 'wrong_client', status: 401 }));
    await expect(verifier.verify(pool.accessToken())).resolves.toBeDefined();
  });

  test('weighs 512 bytes and four for each of its characters', async () => {
    const { verifier } = start();
    const [one, other] = [pool.accessToken(), pool.accessToken({ groups: ['admins'] })];
    await verifier.verify(one);
    await verifier.verify(other);
    expect(verifier.stats().cacheBytes).toBe(2 * 512 + 4 * (one.length + other.length));
  });

  test('is verified every time with cache: false', async () => {
    const { verifier, seen } = start({ cache: false });
    const token = pool.accessToken();
    for (let round = 0; round < 3; round++) await verifier.verify(token);
    expect(seen).toEqual(['miss', 'miss', 'miss']);
    expect(verifier.stats()).toMatchObject({ cacheHits: 0, cacheEntries: 0, cacheBytes: 0 });
    clock.advance(3_605);
    expect(await refusal(verifier.verify(token))).toEqual({ code: 'token_expired', status: 401 });
  });
});

describe('a cached verdict expires', () => {
  test('at the token’s exp, to the second, tolerance included', async () => {
    const { verifier, seen } = start();
    const token = pool.accessToken({ expiresIn: 60 });
    await verifier.verify(token);
    clock.advance(64);
    await verifier.verify(token);
    clock.advance(0.999);
    await verifier.verify(token);
    expect(seen).toEqual(['miss', 'hit', 'hit']);
    clock.advance(0.001);
    expect(await refusal(verifier.verify(token))).toEqual({ code: 'token_expired', status: 401 });
    expect(verifier.stats().cacheEntries).toBe(0);
  });

  test('at exp without a tolerance, for a token without nbf', async () => {
    const { verifier } = start({ clockToleranceSeconds: 0 });
    const token = pool.accessToken({ expiresIn: 60 });
    await verifier.verify(token);
    clock.advance(60);
    expect(await refusal(verifier.verify(token))).toEqual({ code: 'token_expired', status: 401 });
  });

  test('when the clock is set back behind the verification: the token is verified again', async () => {
    const { verifier, seen } = start();
    const token = pool.accessToken({ claims: { iat: pool.now() - 600 } });
    await verifier.verify(token);
    clock.advance(-1);
    await verifier.verify(token);
    await verifier.verify(token);
    clock.advance(1);
    await verifier.verify(token);
    expect(seen).toEqual(['miss', 'miss', 'hit', 'hit']);
  });

  test('when the clock is set back behind nbf', async () => {
    const { verifier } = start();
    const token = pool.accessToken({ claims: { iat: pool.now() - 600, nbf: pool.now() - 100 } });
    await verifier.verify(token);
    clock.advance(-105);
    await verifier.verify(token);
    clock.advance(-1);
    expect(await refusal(verifier.verify(token))).toEqual({ code: 'token_not_active', status: 401 });
  });

  test('at exp also after the clock was set back and forth', async () => {
    const { verifier } = start();
    const token = pool.accessToken({ expiresIn: 60, claims: { iat: pool.now() - 600 } });
    await verifier.verify(token);
    clock.advance(-300);
    await verifier.verify(token);
    clock.advance(365);
    expect(await refusal(verifier.verify(token))).toEqual({ code: 'token_expired', status: 401 });
  });
});

describe('only verified tokens are cached', () => {
  test('a refused token is verified each time: there is no negative cache', async () => {
    const { verifier } = start();
    const checks = await countSignatureChecks(verifier);
    const { cacheEntries } = verifier.stats();
    const forged = breakSignature(pool.accessToken());
    for (let round = 0; round < 3; round++) {
      expect(await refusal(verifier.verify(forged))).toEqual({ code: 'invalid_signature', status: 401 });
    }
    expect(checks()).toBe(3);
    expect(verifier.stats()).toMatchObject({ cacheEntries, rejected: 3 });
  });

  test('a token that was refused as not active is accepted when it is active', async () => {
    const { verifier } = start();
    const token = pool.accessToken({ claims: { nbf: pool.now() + 60 } });
    expect(await refusal(verifier.verify(token))).toEqual({ code: 'token_not_active', status: 401 });
    clock.advance(60);
    await expect(verifier.verify(token)).resolves.toBeDefined();
  });

  test('a token with a wrong client, use or claim is not cached', async () => {
    const { verifier } = start();
    const wrong = [
      pool.idToken(),
      pool.accessToken({ clientId: 'someoneelse' }),
      pool.accessToken({ claims: { aud: 'another-api' } }),
      pool.accessToken({ claims: { 'cognito:groups': 'admins' } }),
    ];
    for (const token of wrong) expect(await refusal(verifier.verify(token))).toMatchObject({ status: 401 });
    expect(verifier.stats().cacheEntries).toBe(0);
  });

  test('a token that differs from a cached one in its claims or signature only is verified', async () => {
    const { verifier } = start();
    const known = pool.accessToken({ groups: ['users'] });
    await verifier.verify(known);
    for (const forged of [tamperPayload(known, { 'cognito:groups': ['admins'] }), breakSignature(known)]) {
      expect(await refusal(verifier.verify(forged))).toEqual({ code: 'invalid_signature', status: 401 });
    }
  });

  test('two tokens that share kid, jti and sub have separate verdicts', async () => {
    const { verifier } = start();
    const same = { jti: 'one', origin_jti: 'one', event_id: 'one' };
    const [admin, user] = [['admins'], ['users']].map((groups) => pool.accessToken({ groups, claims: same }));
    for (let round = 0; round < 2; round++) {
      expect([...(await verifier.verify(admin ?? '')).groups]).toEqual(['admins']);
      expect([...(await verifier.verify(user ?? '')).groups]).toEqual(['users']);
    }
  });
});

describe('a verdict does not include requirements', () => {
  test('requirements are checked on every request, with and without a cached verdict', async () => {
    const { verifier, seen } = start();
    const token = pool.accessToken({ scope: 'orders/read', groups: ['users'] });
    const check = vi.fn(() => true);
    for (let round = 0; round < 3; round++) await verifier.verify(token, { allScopes: ['orders/read'], check });
    expect(check).toHaveBeenCalledTimes(3);
    expect(seen).toEqual(['miss', 'hit', 'hit']);
    check.mockReturnValue(false);
    expect(await refusal(verifier.verify(token, { check }))).toEqual({ code: 'forbidden', status: 403 });
    const unmet = [
      [{ allScopes: ['orders/write'] }, 'insufficient_scope'],
      [{ anyGroup: ['admins'] }, 'insufficient_group'],
    ] as const;
    for (const [requirements, code] of unmet) {
      expect(await refusal(verifier.verify(token, requirements))).toEqual({ code, status: 403 });
    }
  });

  test('requests that share a verification are checked against their own requirements', async () => {
    const { verifier } = start();
    const token = pool.accessToken({ scope: 'orders/read' });
    const [reader, writer] = await Promise.allSettled([
      verifier.verify(token, { allScopes: ['orders/read'] }),
      verifier.verify(token, { allScopes: ['orders/write'] }),
    ]);
    expect(reader.status).toBe('fulfilled');
    expect(writer).toMatchObject({ status: 'rejected', reason: { code: 'insufficient_scope', status: 403 } });
  });

  test('a token that fails a requirement is cached as verified', async () => {
    const { verifier, seen } = start();
    const token = pool.accessToken();
    await refusal(verifier.verify(token, { anyGroup: ['admins'] }));
    await verifier.verify(token);
    expect(seen).toEqual(['hit']);
  });

  test('two verifiers with different rules never share a verdict', async () => {
    const lenient = start().verifier;
    const strict = start({ clientId: 'another' }).verifier;
    const forId = createVerifier({ ...pool.options, keys: { fetch: host.fetch }, tokenUse: 'id' });
    const token = pool.accessToken();
    await lenient.verify(token);
    await lenient.verify(token);
    expect(await refusal(strict.verify(token))).toEqual({ code: 'wrong_client', status: 401 });
    expect(await refusal(forId.verify(token))).toEqual({ code: 'wrong_token_use', status: 401 });
  });
});
