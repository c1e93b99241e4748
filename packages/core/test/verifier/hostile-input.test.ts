import { createVerifier, type Verifier } from '@cognito-guard/core';
import { createTestPool } from '@cognito-guard/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { outcomeOf } from '../support/outcome.ts';

const now = 1_800_000_000;
const clock = (): number => now * 1000;
const pool = await createTestPool({ clock });

const cold = (): Verifier<'access'> => createVerifier({ ...pool.options, tokenUse: 'access', clock });
const encode = (text: string): string => Buffer.from(text).toString('base64url');

const unhandled: unknown[] = [];
const listen = (reason: unknown): void => void unhandled.push(reason);
beforeAll(() => void process.on('unhandledRejection', listen));
afterAll(() => void process.off('unhandledRejection', listen));

describe("2: hostile input is refused as the caller's error, without a fetch before the cheap checks", () => {
  const header = JSON.stringify({ alg: 'RS256', kid: pool.keys.access.kid });
  const good = pool.accessToken();
  const json = fc.oneof(
    fc.json({ maxDepth: 3 }),
    fc.json().map((text) => `{"alg":"RS256","kid":"k","x":${text}}`),
  );
  const segment = fc.oneof(json.map(encode), fc.string().map(encode), fc.base64String(), fc.string(), fc.constant(''));
  const tokenLike = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: 'grapheme', maxLength: 300 }),
    fc.array(segment, { minLength: 1, maxLength: 6 }).map((parts) => parts.join('.')),
    fc.tuple(segment, segment).map(([a, b]) => `${a}.${b}.c2ln`),
    fc.tuple(fc.constant(encode(header)), segment, segment).map((parts) => parts.join('.')),
    json.map((payload) => `${encode(header)}.${encode(payload)}.c2ln`),
    // A good token that is cut off before its signature and continued: never three whole parts.
    fc
      .tuple(fc.nat(good.lastIndexOf('.')), fc.string({ maxLength: 3 }))
      .map(([end, text]) => good.slice(0, end) + text.replaceAll('.', '')),
  );

  test('arbitrary text, and arbitrary JSON as header and payload: 401, no fetch, and no error but AuthError', async () => {
    const before = pool.fetchCount;
    const verifier = cold();
    const seen = new Set<string>();
    const property = fc.asyncProperty(tokenLike, async (token) => {
      const outcome = await outcomeOf(verifier.verify(token));
      expect(outcome).toMatch(/^401 (malformed_token|wrong_issuer)$/);
      seen.add(outcome);
    });
    await fc.assert(property, { numRuns: 2_000 });
    expect(seen.size).toBe(2);
    expect(pool.fetchCount).toBe(before);
  });

  test('an arbitrary payload behind our own good header: no fetch unless issuer and times are valid', async () => {
    const before = pool.fetchCount;
    const verifier = cold();
    const value = fc.oneof(
      fc.jsonValue({ maxDepth: 2 }),
      fc.double(),
      fc.constantFrom(pool.issuer, now, now + 60, -1, 1e300),
    );
    const claims = fc.record({ iss: value, exp: value, iat: value, nbf: value, sub: value }, { requiredKeys: [] });
    const isAlive = ({ iss, exp, iat, nbf }: { iss?: unknown; exp?: unknown; iat?: unknown; nbf?: unknown }): boolean =>
      iss === pool.issuer &&
      typeof exp === 'number' &&
      typeof iat === 'number' &&
      exp > now - 5 &&
      iat <= exp &&
      (nbf === undefined || typeof nbf === 'number');
    const property = fc.asyncProperty(claims, async (payload) => {
      fc.pre(!isAlive(payload));
      const token = `${encode(header)}.${encode(JSON.stringify(payload))}.c2ln`;
      expect(await outcomeOf(verifier.verify(token))).toMatch(/^401 (wrong_issuer|invalid_claims|token_expired)$/);
    });
    await fc.assert(property, { numRuns: 2_000 });
    expect(pool.fetchCount).toBe(before);
  });

  test('arbitrary claims with a valid signature are accepted or refused with an AuthError', async () => {
    const verifier = cold();
    const { access } = pool.keys;
    const names = [
      'sub',
      'username',
      'scope',
      'cognito:groups',
      'aud',
      'client_id',
      'token_use',
      'cnf',
      'jti',
      'origin_jti',
      '__proto__',
      'nbf',
    ];
    const one = fc.tuple(fc.constantFrom(...names), fc.jsonValue({ maxDepth: 2 }));
    const seen = new Set<string>();
    const property = fc.asyncProperty(fc.array(one, { maxLength: 3 }), async (changes) => {
      const base = {
        iss: pool.issuer,
        exp: now + 60,
        iat: now,
        sub: 'a',
        client_id: pool.clientId,
        token_use: 'access',
      };
      const payload = JSON.stringify({ ...base, ...Object.fromEntries(changes) });
      const token = pool.sign({ header: { alg: 'RS256', kid: access.kid }, payload });
      const outcome = await outcomeOf(verifier.verify(token));
      expect(outcome).toMatch(/^accepted$|^401 (invalid_claims|wrong_(client|token_use|audience)|token_not_active)$/);
      seen.add(outcome);
    });
    await fc.assert(property, { numRuns: 400 });
    expect(seen).toContain('accepted');
    expect(seen.size).toBeGreaterThan(3);
  });

  test.each([
    undefined,
    null,
    5,
    true,
    {},
    [good],
    Buffer.from(good),
    Object(good),
    { toString: () => good },
    Symbol('x'),
  ])('a value that is not a string is malformed, even where it converts to a good token: %o', async (token) => {
    expect(await outcomeOf(cold().verify(token as string))).toBe('401 malformed_token');
  });

  test('hostile input leaves no unhandled rejection', async () => {
    await new Promise((resolve) => setImmediate(resolve));
    expect(unhandled).toEqual([]);
  });
});
