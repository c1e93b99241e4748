import { inspect } from 'node:util';
import {
  type AuthError,
  createVerifier,
  type PoolOptions,
  type VerifierEvent,
  type VerifierOptions,
} from '@cognito-guard/core';
import { bearer, readToken } from '@cognito-guard/core/http';
import {
  breakSignature,
  createTestPool,
  hmacWithPublicKey,
  respell,
  tamperPayload,
  unsignedToken,
} from '@cognito-guard/testing';
import { describe, expect, test } from 'vitest';
import { refusalOf } from '../support/outcome.ts';
import { requestOf } from '../support/token-reading.ts';

/** Part of every value that a caller or a key endpoint controls; no name of ours contains it. */
const mark = 'zq7x';
const now = 1_800_000_000;
const clock = (): number => now * 1000;
const pool = await createTestPool({ clock });

/** Everything readable from an error: texts, hidden members, causes, its JSON and inspect. */
const everythingIn = (error: unknown, seen: Set<unknown> = new Set()): string => {
  if (typeof error !== 'object' || error === null) return String(error);
  if (seen.has(error)) return '';
  seen.add(error);
  const members = Reflect.ownKeys(error).map(
    (name) => `${String(name)} ${everythingIn(Reflect.get(error, name), seen)}`,
  );
  const views = [inspect(error, { showHidden: true, depth: null }), JSON.stringify(error), String(error)];
  return [...views, ...members].join('\n');
};

/** The events since the last call. */
const told: VerifierEvent[] = [];
const onEvent = (event: VerifierEvent): void => void told.push(event);

/** Searches the error and the events. The events name the pool, whose id is in the options. */
const expectNoLeak = (error: AuthError, ...more: readonly string[]): void => {
  const text = [error, ...told.splice(0)].map((one) => everythingIn(one)).join('\n');
  const { access, id } = pool.keys;
  const ours = [access.kid, id.kid, access.jwk.n, pool.subject, pool.clientId];
  expect([mark, 'https://', '.well-known', ...ours, ...more].filter((secret) => text.includes(secret))).toEqual([]);
};

const marked = {
  sub: `${mark}-sub`,
  username: `${mark}-username`,
  scope: `${mark}/scope`,
  'cognito:groups': [`${mark}-group`],
  'custom:note': `${mark}-note`,
  jti: `${mark}-jti`,
};
const good = pool.accessToken({ claims: marked });
const verifier = createVerifier({ ...pool.options, tokenUse: 'access', clock, onEvent });

describe('4: no error contains sent data', () => {
  const withClaims = (claims: object): string => pool.accessToken({ claims: { ...marked, ...claims } });
  const withHeader = (header: Record<string, unknown>): string => pool.accessToken({ claims: marked, header });

  test.each<[code: string, name: string, token: string]>([
    ['malformed_token', 'text', mark],
    ['malformed_token', 'three parts of text', `${mark}.${mark}.${mark}`],
    ['malformed_token', 'a header that is not JSON', `${Buffer.from(mark).toString('base64url')}.e30.AAAA`],
    ['malformed_token', 'five parts', `${good}.${mark}.${mark}`],
    ['malformed_token', 'too long', mark.repeat(5_000)],
    ['malformed_token', 'another spelling', respell(good)[0] ?? ''],
    ['malformed_token', 'alg none', unsignedToken(good)],
    ['malformed_token', 'an alg of its own', withHeader({ alg: mark })],
    ['malformed_token', 'HS256 with the public key', hmacWithPublicKey(good, pool.keys.access)],
    ['malformed_token', 'jku', withHeader({ jku: `https://${mark}.example.com` })],
    ['malformed_token', 'crit', withHeader({ crit: [mark] })],
    ['malformed_token', 'a kid with a line break', withHeader({ kid: `${mark}\n${mark}` })],
    ['unknown_key', 'an unknown kid', withHeader({ kid: mark })],
    ['invalid_signature', 'a broken signature', breakSignature(good)],
    ['invalid_signature', 'changed claims', tamperPayload(good, { sub: `${mark}-else` })],
    ['wrong_issuer', 'another issuer', withClaims({ iss: `https://${mark}.example.com/${mark}` })],
    ['wrong_token_use', 'a use of its own', withClaims({ token_use: mark })],
    ['wrong_client', 'another client', withClaims({ client_id: mark })],
    ['wrong_client', 'clients in a list', withClaims({ client_id: [mark] })],
    ['wrong_audience', 'another audience', withClaims({ aud: mark })],
    ['token_expired', 'expired', pool.accessToken({ claims: marked, expiresIn: -60 })],
    ['token_not_active', 'not active', withClaims({ nbf: now + 60 })],
    ['invalid_claims', 'text for a time', withClaims({ exp: mark })],
    ['invalid_claims', 'text for groups', withClaims({ 'cognito:groups': mark })],
    ['invalid_claims', 'a lone surrogate', withClaims({ sub: `${mark}\ud800` })],
    ['invalid_claims', 'a bound key', withClaims({ cnf: { jkt: mark } })],
  ])('%s: %s', async (code, _, token) => {
    const refusal = await refusalOf(verifier.verify(token));
    expect(refusal.code).toBe(code);
    expect(told.at(-1)).toMatchObject({ type: 'rejected', code, cause: expect.any(String) });
    expectNoLeak(refusal, token, ...token.split('.').filter((part) => part.length > 8));
  });

  test.each([
    ['insufficient_scope', { allScopes: ['orders/write'] }],
    ['insufficient_group', { anyGroup: ['admins'] }],
    ['forbidden', { check: () => false }],
  ] as const)('%s', async (code, requirements) => {
    const refusal = await refusalOf(verifier.verify(good, requirements));
    expect(refusal.code).toBe(code);
    expectNoLeak(refusal, good, ...good.split('.'), 'admins');
  });

  test.each([
    ['rejects, quoting the token', () => Promise.reject(Object.assign(new Error(good), { code: good, name: mark }))],
    ['throws a value that is not an Error', () => Promise.reject(good)],
    ['answers with the token', () => Promise.resolve(good)],
    ['answers that the token is revoked', () => Promise.resolve(true)],
  ])('a revocation store that %s', async (_, isRevoked) => {
    const revocation = { store: { isRevoked: isRevoked as () => Promise<boolean> } };
    const guarded = createVerifier({ ...pool.options, tokenUse: 'access', clock, onEvent, revocation });
    expectNoLeak(await refusalOf(guarded.verify(good)), good, ...good.split('.'));
  });

  test.each([`Bearer ${mark} ${mark}`, `Bearer\t${mark}`, `Bearer ${mark}, Bearer ${mark}`, `Bearer ${mark};${mark}`])(
    'a header such as %j',
    async (authorization) => {
      const read = async (): Promise<unknown> => readToken(requestOf({ authorization }), [bearer()]);
      expectNoLeak(await refusalOf(read()));
    },
  );
});

describe("4: no error contains the keys' URL or its response", () => {
  const url = `https://${mark}.example.com/.well-known/jwks.json`;
  const answer = (body: string, status = 200, headers: Record<string, string> = {}): (() => Promise<Response>) => {
    return async () => new Response(body, { status, headers });
  };

  test.each<[string, () => Promise<Response>]>([
    [
      'rejects, naming the URL',
      () => Promise.reject(new TypeError(`fetch failed: ${url}`, { cause: new Error(mark) })),
    ],
    [
      'rejects with a code that quotes the URL',
      () => Promise.reject(Object.assign(new Error(mark), { code: url, cause: { code: `E_${mark}`, name: url } })),
    ],
    ['throws a value that is not an Error', () => Promise.reject(`${mark} ${url}`)],
    ['answers a web page', answer(`<html>${mark}</html>`)],
    ['answers text that is almost JSON', answer(`{"keys": ${mark}`)],
    ['answers a status', answer(mark, 500)],
    ['answers that the pool is not there', answer(mark, 404)],
    ['redirects', answer('', 302, { location: url })],
    [
      'answers keys that no one can use',
      answer(JSON.stringify({ keys: [{ kty: 'RSA', kid: mark, n: mark, e: mark }] })),
    ],
    ['answers a symmetric key', answer(JSON.stringify({ keys: [{ kty: 'oct', kid: mark, k: mark }] }))],
    ['answers too much', answer(mark.repeat(20_000))],
    ['never answers', () => new Promise(() => undefined)],
  ])('the key endpoint %s', async (_, fetch) => {
    const keys = { fetch, timeoutMs: 20 };
    const down = createVerifier({ ...pool.options, tokenUse: 'access', jwksUri: url, keys, clock, onEvent });
    for (let i = 0; i < 2; i++) {
      const refusal = await refusalOf(down.verify(good));
      expect(refusal).toMatchObject({ code: 'keys_unavailable', status: 503 });
      expectNoLeak(refusal, good);
    }
    expectNoLeak(await refusalOf(down.ready()));
  });

  type Resolve = (issuer: string) => unknown;
  const pick = (issuer: string): string => issuer.slice(issuer.lastIndexOf('/') + 1);
  const client = { clientId: 'web', tokenUse: 'access' };

  test.each<[string, Resolve]>([
    ['throws the issuer', (issuer) => Promise.reject(new Error(`no tenant ${issuer}`))],
    ['answers with a pool id that the token chose', (issuer) => ({ userPoolId: pick(issuer), ...client })],
    [
      'answers with a URL that the token chose',
      (issuer) => ({ userPoolId: pool.userPoolId, jwksUri: `${issuer}?`, ...client }),
    ],
    [
      'answers with an option that the token chose',
      (issuer) => ({ userPoolId: pool.userPoolId, [pick(issuer)]: 1, ...client }),
    ],
    ['answers with the issuer', (issuer) => issuer],
  ])('resolvePool %s', async (_, resolvePool) => {
    const options = {
      resolvePool: resolvePool as (issuer: string) => PoolOptions<'access'>,
      clock,
      onEvent,
    } satisfies VerifierOptions;
    const tenants = createVerifier(options);
    const token = pool.accessToken({ claims: { ...marked, iss: `https://${mark}.example.com/eu-${mark}_${mark}` } });
    const refusal = await refusalOf(tenants.verify(token));
    expect(refusal).toMatchObject({ code: 'keys_unavailable', status: 503 });
    expectNoLeak(refusal, token);
  });
});

test('the search finds a leak in a message, a hidden member and a cause', () => {
  expect(everythingIn(new Error(mark))).toContain(mark);
  expect(everythingIn(new Error('x', { cause: { deep: { deeper: [new Error(mark)] } } }))).toContain(mark);
  expect(everythingIn(Object.defineProperty(new Error('x'), 'hidden', { value: mark }))).toContain(mark);
});
