import { createVerifier, type Verifier } from '@cognito-guard/core';
import { createTestKey, createTestPool, type FetchFault } from '@cognito-guard/testing';
import { describe, expect, test } from 'vitest';
import { outcomeOf, refusalOf } from '../support/outcome.ts';

const now = 1_800_000_000;
let time = now * 1000;
const clock = (): number => time;
const pool = await createTestPool({ clock });

const cold = (): Verifier<'access'> => createVerifier({ ...pool.options, tokenUse: 'access', clock });

describe('3: an unavailable service is 503 with Retry-After, never 401', () => {
  const faults: readonly FetchFault[] = [
    'network',
    'hang',
    'empty',
    'html',
    204,
    302,
    304,
    400,
    401,
    403,
    404,
    429,
    500,
    503,
  ];

  test.each(faults)('keys are unavailable (%s)', async (fault) => {
    const down = await createTestPool({ userPoolId: 'eu-west-1_DownPool', clock });
    down.failFetch(fault);
    const keys = { ...down.options.keys, timeoutMs: 20 };
    const verifier = createVerifier({ ...down.options, keys, tokenUse: 'access', clock });
    // A good token, one with an unknown key, and a forged one: without keys they are indistinguishable.
    const tokens = [
      down.accessToken(),
      down.accessToken({ header: { kid: 'unknown' } }),
      `${down.accessToken().slice(0, -4)}AAAA`,
    ];
    for (const token of tokens) {
      const refusal = await refusalOf(verifier.verify(token));
      expect(refusal).toMatchObject({ code: 'keys_unavailable', status: 503 });
      expect(Number(refusal.headers['Retry-After'])).toBeGreaterThanOrEqual(1);
      expect(refusal.headers['WWW-Authenticate']).toBeUndefined();
    }
    await expect(verifier.ready()).rejects.toMatchObject({ code: 'keys_unavailable', status: 503 });
    // Cheap refusals need no keys.
    expect(await outcomeOf(verifier.verify('abc'))).toBe('401 malformed_token');
    expect(await outcomeOf(verifier.verify(down.accessToken({ expiresIn: -60 })))).toBe('401 token_expired');
  });

  test.each<[string, () => unknown]>([
    [
      'throws',
      () => {
        throw new Error('database is down');
      },
    ],
    ['rejects', () => Promise.reject(new Error('database is down'))],
    ['never answers', () => new Promise(() => undefined)],
    ['answers with a mistake', () => ({ userPoolId: pool.userPoolId })],
    ['answers with text', () => pool.userPoolId],
    [
      'throws a value that is not an Error',
      () => {
        throw undefined;
      },
    ],
  ])('the pool of an issuer is unavailable: resolvePool %s', async (_, resolvePool) => {
    const keys = { ...pool.options.keys, timeoutMs: 20 };
    const verifier = createVerifier({ resolvePool: resolvePool as () => undefined, keys, clock });
    expect(await refusalOf(verifier.verify(pool.accessToken()))).toMatchObject({
      code: 'keys_unavailable',
      status: 503,
    });
  });
});

describe('5 and 6: a cached verdict', () => {
  test('does not skip the requirements of a request', async () => {
    const verifier = cold();
    const token = pool.accessToken({ scope: 'orders/read' });
    let calls = 0;
    for (let i = 1; i <= 3; i++) {
      await verifier.verify(token, { check: () => ++calls > 0 });
      expect(await outcomeOf(verifier.verify(token, { allScopes: ['orders/write'] }))).toBe('403 insufficient_scope');
      expect(await outcomeOf(verifier.verify(token, { anyGroup: ['admins'] }))).toBe('403 insufficient_group');
      expect(calls).toBe(i);
    }
    expect(verifier.stats()).toMatchObject({ cacheEntries: 1, verified: 3, rejected: 6 });
  });

  test('expires with the token, with its key, and when the clock is set back', async () => {
    const verifier = cold();
    const token = pool.accessToken({ expiresIn: 60 });
    expect(await outcomeOf(verifier.verify(token))).toBe('accepted');
    expect(await outcomeOf(verifier.verify(token))).toBe('accepted');
    expect(verifier.stats().cacheHits).toBe(1);
    time -= 1_000;
    expect(await outcomeOf(verifier.verify(token))).toBe('accepted');
    expect(verifier.stats().cacheHits).toBe(1);
    time = now * 1000 + 65_000;
    expect(await outcomeOf(verifier.verify(token))).toBe('401 token_expired');
    time = now * 1000 - 3_600_000;
    expect(await outcomeOf(verifier.verify(token))).toBe('401 invalid_claims');
    time = now * 1000;
    expect(await outcomeOf(verifier.verify(token))).toBe('accepted');

    const ring = await createTestPool({ userPoolId: 'eu-west-1_RingPool', clock });
    const rotating = createVerifier({ ...ring.options, tokenUse: 'access', clock });
    const old = ring.accessToken({ expiresIn: 7_200 });
    expect(await outcomeOf(rotating.verify(old))).toBe('accepted');
    ring.rotateKeys();
    ring.withdrawKey();
    time += 700_000;
    await rotating.verify(ring.accessToken());
    expect(await outcomeOf(rotating.verify(old))).toBe('401 unknown_key');
    time = now * 1000;
  });
});

describe('7: requests do not write to shared objects', () => {
  /** Counts every read of an object and its members, and refuses every write. */
  const watched = <T extends object>(target: T, count: () => void): T =>
    new Proxy(target, {
      get: (object, name, receiver) => {
        count();
        const value: unknown = Reflect.get(object, name, receiver);
        return typeof value === 'object' && value !== null ? watched(value, count) : value;
      },
      has: (object, name) => {
        count();
        return Reflect.has(object, name);
      },
      ownKeys: (object) => {
        count();
        return Reflect.ownKeys(object);
      },
      set: () => false,
      deleteProperty: () => false,
      defineProperty: () => false,
      setPrototypeOf: () => false,
    });

  test('after construction, no request reads or writes the options again', async () => {
    let looks = 0;
    const options = {
      ...pool.options,
      clientId: [pool.clientId],
      audience: ['api'],
      tokenUse: 'access' as const,
      cache: { maxEntries: 2 },
      keys: { ...pool.options.keys, preload: pool.jwks() },
      clock,
    };
    const verifier = createVerifier(watched(options, () => looks++));
    expect(looks).toBeGreaterThan(10);
    looks = 0;
    for (const aud of ['api', 'else', ['api', 'else']]) {
      for (let i = 0; i < 3; i++) await outcomeOf(verifier.verify(pool.accessToken({ claims: { aud } })));
    }
    await outcomeOf(verifier.verify(pool.accessToken({ header: { kid: 'unknown' } })));
    await verifier.ready();
    expect(verifier.stats()).toMatchObject({ verified: 6, rejected: 4, cacheEntries: 2 });
    expect(looks).toBe(0);
  });

  test('compiled requirements are reused by requests unchanged', async () => {
    const rules = Object.freeze({ allScopes: Object.freeze(['a']), anyGroup: Object.freeze(['g']) });
    const verifier = cold();
    for (let i = 0; i < 3; i++) {
      expect(await outcomeOf(verifier.verify(pool.accessToken({ scope: 'a', groups: ['g'] }), rules))).toBe('accepted');
      expect(await outcomeOf(verifier.verify(pool.accessToken({ scope: 'a' }), rules))).toBe('403 insufficient_group');
    }
  });
});

describe('8: two pools that publish one kid share neither keys nor verdicts', () => {
  test("each token is verified with its own pool's key", async () => {
    const twinKey = createTestKey(pool.keys.access.kid);
    const twin = await createTestPool({ userPoolId: 'eu-west-1_TwinPool', clock, extraJwks: [twinKey.jwk] });
    const pools = [
      { ...pool.options, tokenUse: 'access' as const },
      { ...twin.options, tokenUse: 'access' as const },
    ];
    const verifier = createVerifier({ pools, clock });
    const ours = pool.accessToken();
    const theirs = twin.accessToken({ key: twinKey });
    for (let i = 0; i < 2; i++) {
      expect((await verifier.verify(ours)).userPoolId).toBe(pool.userPoolId);
      expect((await verifier.verify(theirs)).userPoolId).toBe(twin.userPoolId);
      const crossed = [
        pool.accessToken({ key: twinKey }),
        twin.accessToken({ key: pool.keys.access }),
        pool.accessToken({ claims: { iss: twin.issuer } }),
        twin.accessToken({ key: twinKey, claims: { iss: pool.issuer } }),
      ];
      for (const token of crossed) expect(await outcomeOf(verifier.verify(token))).toBe('401 invalid_signature');
    }
  });
});
