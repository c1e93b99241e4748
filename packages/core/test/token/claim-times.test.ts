import { createVerifier } from '@cognito-guard/core';
import { createTestPool, decodeToken } from '@cognito-guard/testing';
import { describe, expect, test } from 'vitest';
import { refusal } from '../support/key-world.ts';
import { outcomeOf } from '../support/outcome.ts';

type Claims = Readonly<Record<string, unknown>>;

const now = 1_800_000_000;
const hour = 3_600;
const day = 86_400;
const clock = (): number => now * 1000;
const pool = await createTestPool({ clock });
const verifier = createVerifier({ ...pool.options, tokenUse: 'access', clock });

const outcome = (claims: Claims): Promise<string> => outcomeOf(verifier.verify(pool.accessToken({ claims })));

describe('times', () => {
  test.each<[string, Claims]>([
    ['exp missing', { exp: undefined }],
    ['exp a string', { exp: String(now + hour) }],
    ['exp null', { exp: null }],
    ['exp NaN as JSON writes it', { exp: Number.NaN }],
    ['exp an array', { exp: [now + hour] }],
    ['exp 1e300', { exp: 1e300 }],
    ['exp -1e300', { exp: -1e300 }],
    ['exp in milliseconds', { exp: (now + hour) * 1000 }],
    ['exp a second more than 24 h and the tolerance after iat', { iat: now, exp: now + day + 6 }],
    ['iat missing', { iat: undefined }],
    ['iat a string', { iat: String(now) }],
    ['iat null', { iat: null }],
    ['iat in the future beyond the tolerance', { iat: now + 6 }],
    ['iat after exp', { iat: now + 4, exp: now + 3 }],
    ['nbf a string', { nbf: String(now) }],
    ['nbf null', { nbf: null }],
  ])('%s is invalid_claims', async (_, claims) => {
    expect(await outcome(claims)).toBe('401 invalid_claims');
  });

  test.each(['exp', 'iat', 'nbf'])('%s that overflows to infinity (1e400) is invalid_claims', async (name) => {
    const { iss, sub, token_use, client_id } = decodeToken(pool.accessToken()).payload;
    const tokenWith = (value: string): string => {
      const times = Object.entries({ exp: `${now + hour}`, iat: `${now}`, [name]: value });
      const payload = JSON.stringify({ iss, sub, token_use, client_id });
      const text = payload.replace('{', `{${times.map(([key, number]) => `"${key}":${number},`).join('')}`);
      return pool.sign({ header: { alg: 'RS256', kid: pool.keys.access.kid }, payload: text });
    };
    expect(await outcomeOf(verifier.verify(tokenWith(`${now}`)))).toBe('accepted');
    // JSON.stringify never writes such a number; JSON.parse reads it.
    expect(await outcomeOf(verifier.verify(tokenWith('1e400')))).toBe('401 invalid_claims');
  });

  test.each<[number, Claims, string]>([
    [0, { iat: now - hour, exp: now }, '401 token_expired'],
    [0, { iat: now - hour, exp: now + 0.001 }, 'accepted'],
    [0, { iat: now - hour, exp: now + 1 }, 'accepted'],
    [5, { iat: now - hour, exp: now - 5 }, '401 token_expired'],
    [5, { iat: now - hour, exp: now - 4.999 }, 'accepted'],
    [300, { iat: now - hour, exp: now - 300 }, '401 token_expired'],
    [300, { iat: now - hour, exp: now - 299 }, 'accepted'],
    [0, { nbf: now }, 'accepted'],
    [0, { nbf: now + 0.001 }, '401 token_not_active'],
    [5, { nbf: now + 5 }, 'accepted'],
    [5, { nbf: now + 5.001 }, '401 token_not_active'],
    [0, { iat: now }, 'accepted'],
    [0, { iat: now + 0.001 }, '401 invalid_claims'],
    [5, { iat: now + 5 }, 'accepted'],
    [5, { iat: now + 5.001 }, '401 invalid_claims'],
    [0, { iat: now, exp: now + day }, 'accepted'],
    [0, { iat: now, exp: now + day + 1 }, '401 invalid_claims'],
    [5, { iat: now, exp: now + day + 5 }, 'accepted'],
    [5, { iat: now, exp: now + day + 5.001 }, '401 invalid_claims'],
  ])('with a tolerance of %d s, %o is %s', async (clockToleranceSeconds, claims, expected) => {
    const exact = createVerifier({ ...pool.options, tokenUse: 'access', clockToleranceSeconds, clock });
    expect(await outcomeOf(exact.verify(pool.accessToken({ claims })))).toBe(expected);
  });

  test('an expired token costs no fetch, whatever its kid', async () => {
    const before = pool.fetchCount;
    const cold = createVerifier({ ...pool.options, tokenUse: 'access', clock });
    const token = pool.accessToken({ expiresIn: -60, header: { kid: 'unknown' } });
    expect(await outcomeOf(cold.verify(token))).toBe('401 token_expired');
    expect(pool.fetchCount).toBe(before);
  });
});

describe('a clock that returns no finite number', () => {
  test.each([
    ['NaN', () => Number.NaN],
    ['Infinity', () => Number.POSITIVE_INFINITY],
    ['minus infinity', () => Number.NEGATIVE_INFINITY],
    ['undefined', () => undefined],
    ['text', () => '0'],
    ['a Date', () => new Date()],
  ])('is a server error, and accepts no token: %s', async (_, broken) => {
    const ownPool = await createTestPool();
    let clock: () => unknown = Date.now;
    const verifier = createVerifier({ ...ownPool.options, tokenUse: 'access', clock: () => clock() as number });
    const known = ownPool.accessToken();
    await verifier.verify(known);
    clock = broken;
    for (const token of [known, ownPool.accessToken(), ownPool.accessToken({ expiresIn: -60 })]) {
      expect(await refusal(verifier.verify(token))).toMatchObject({ code: 'keys_unavailable', status: 503 });
    }
  });
});
