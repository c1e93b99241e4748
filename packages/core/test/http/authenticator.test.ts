import { createVerifier, type Verifier } from '@cognito-guard/core';
import { type AuthStore, bearer, cookie, query } from '@cognito-guard/core/http';
import { breakSignature, createTestPool } from '@cognito-guard/testing';
import { beforeEach, describe, expect, test } from 'vitest';
import { authenticatorOf, newStore } from '../support/authenticating.ts';
import { outcomeOf, outcomeOfCall } from '../support/outcome.ts';
import { requestOf } from '../support/token-reading.ts';

const pool = await createTestPool();
const otherPool = await createTestPool({ userPoolId: 'eu-west-1_OtherPool' });
const real = createVerifier({ ...pool.options, tokenUse: 'access' });

/** Counts calls of a verifier. */
const counting = <V extends Verifier<'access'>>(inner: V): Verifier<'access'> & { readonly calls: string[] } => {
  const calls: string[] = [];
  return {
    ...inner,
    calls,
    verify: (token, requirements) => {
      calls.push(token);
      return inner.verify(token, requirements);
    },
  };
};

const token = pool.accessToken({ username: 'ana', scope: 'orders/read', groups: ['ops'] });
const withToken = requestOf({ authorization: `Bearer ${token}` });
const anonymous = requestOf({});

let store: AuthStore<object>;
beforeEach(() => {
  store = newStore();
});

describe('authenticate', () => {
  test('stores the verified token for the request', async () => {
    const host = {};
    const auth = await authenticatorOf(store, real)(host, withToken);
    expect(auth.username).toBe('ana');
    expect(store.get(host)).toBe(auth);
    expect(Reflect.ownKeys(host)).toEqual([]);
  });

  test('works on a frozen request, and on one whose members are hostile', async () => {
    const host = Object.freeze({ __proto__: null, auth: 'intruder', verifier: real });
    await authenticatorOf(store, real)(host, withToken);
    expect(store.get(host).username).toBe('ana');
  });

  test('verifies a token once per request and verifier, however often it is mounted', async () => {
    const verifier = counting(real);
    const host = {};
    const first = await authenticatorOf(store, verifier)(host, withToken);
    const second = await authenticatorOf(store, verifier, { optional: true })(host, withToken);
    expect(second).toBe(first);
    expect(verifier.calls).toHaveLength(1);
    await authenticatorOf(store, verifier)({}, withToken);
    expect(verifier.calls).toHaveLength(2);
  });

  test('a second verifier verifies the token itself, and its refusal leaves the first outcome in place', async () => {
    const one = counting(real);
    const two = counting(createVerifier({ ...otherPool.options, tokenUse: 'access' }));
    const host = {};
    const auth = await authenticatorOf(store, one)(host, withToken);
    expect(await outcomeOf(authenticatorOf(store, two)(host, withToken))).toBe('401 wrong_issuer');
    expect([one.calls.length, two.calls.length]).toEqual([1, 1]);
    expect(store.get(host)).toBe(auth);
    expect(() => store.get(host, { verifier: two })).toThrow(/authenticate\(verifier\).*with the requested verifier/);
  });

  test('with two verifiers on one request, get returns the outcome of the given one, by default of the last one', async () => {
    const ids = createVerifier({ ...pool.options, tokenUse: 'id' });
    const host = {};
    const request = requestOf({ authorization: `Bearer ${token}`, cookie: `id=${pool.idToken()}` });
    await authenticatorOf(store, real)(host, request);
    await authenticatorOf(store, ids, { token: cookie('id') })(host, request);
    expect(store.get(host).tokenUse).toBe('id');
    expect(store.get(host, { verifier: real }).token).toBe(token);
    expect(store.get(host, { verifier: ids }).claims.email).toBe('test-user@example.com');
  });

  test('after runs of verifier A, B and A again, authorize uses the outcome of the last run', async () => {
    const ids = createVerifier({ ...pool.options, tokenUse: 'id' });
    const host = {};
    const request = requestOf({
      authorization: `Bearer ${token}`,
      cookie: `id=${pool.idToken({ groups: ['admins'] })}`,
    });
    const verify = authenticatorOf(store, real);
    await verify(host, request);
    await authenticatorOf(store, ids, { token: cookie('id') })(host, request);
    const last = await verify(host, request);
    expect(store.get(host)).toBe(last);
    expect(last.tokenUse).toBe('access');
    expect(outcomeOfCall(() => store.authorizer({ anyGroup: ['ops'] })(host))).toBe('accepted');
    expect(outcomeOfCall(() => store.authorizer({ anyGroup: ['admins'] })(host))).toBe('403 insufficient_group');
  });

  test('the same verifier with another token source verifies the token of that source', async () => {
    const verifier = counting(real);
    const host = {};
    const other = pool.accessToken({ username: 'ben' });
    const request = requestOf({ authorization: `Bearer ${token}`, cookie: `session=${other}` });
    await authenticatorOf(store, verifier)(host, request);
    const second = await authenticatorOf(store, verifier, { token: cookie('session') })(host, request);
    expect(second.username).toBe('ben');
    expect(store.get(host, { verifier }).username).toBe('ben');
    expect(verifier.calls).toEqual([token, other]);
  });

  test('a refusal by authorize carries the realm of the last authenticate', async () => {
    const host = {};
    await authenticatorOf(store, real, { realm: 'first' })(host, withToken);
    await authenticatorOf(store, real, { realm: 'second' })(host, withToken);
    expect(() => store.authorizer({ anyGroup: ['admins'] })(host)).toThrow(
      expect.objectContaining({ headers: { 'WWW-Authenticate': expect.stringContaining('realm="second"') } }),
    );
  });

  test('two concurrent requests of one store do not share an outcome', async () => {
    const verify = authenticatorOf(store, real);
    const hosts = Array.from({ length: 20 }, (_, index) => ({ index }));
    await Promise.all(
      hosts.map((host) =>
        verify(host, requestOf({ authorization: `Bearer ${pool.accessToken({ username: `user${host.index}` })}` })),
      ),
    );
    expect(hosts.map((host) => store.get(host).username)).toEqual(hosts.map(({ index }) => `user${index}`));
  });

  test('two stores share no outcome', async () => {
    const host = {};
    await authenticatorOf(store, real)(host, withToken);
    expect(() => newStore().get(host)).toThrow(/was not authenticated/);
  });

  test('a refused request has no outcome', async () => {
    const host = {};
    const bad = requestOf({ authorization: `Bearer ${token}x` });
    expect(await outcomeOf(authenticatorOf(store, real)(host, bad))).toMatch(/^401 /);
    expect(() => store.get(host)).toThrow(/was not authenticated/);
    expect(() => store.get(host, { optional: true })).toThrow(/was not authenticated/);
    expect(() => store.authorizer({ allScopes: ['orders/read'] })(host)).toThrow(/was not authenticated/);
  });

  test('a 2xx response to a token in the URL is Cache-Control: private, whichever run read it, also for a custom source', async () => {
    const request = requestOf({
      authorization: `Bearer ${token}`,
      query: (name) => (name === 'access_token' ? token : undefined),
    });
    const own = Object.assign(() => [token], { isInUrl: true });
    for (const source of [query('access_token'), own]) {
      const host = {};
      await authenticatorOf(store, real, { token: source })(host, request);
      await authenticatorOf(store, real)(host, request);
      expect(store.answerHeaders(host)).toEqual({ 'Cache-Control': 'private' });
      expect([store.answerHeaders(host, 299), store.answerHeaders(host, 300)]).toEqual([
        { 'Cache-Control': 'private' },
        {},
      ]);
    }
    const host = {};
    await authenticatorOf(store, real)(host, request);
    expect([store.answerHeaders(host), store.answerHeaders({})]).toEqual([{}, {}]);
  });

  test('reads the token from the configured source only', async () => {
    const inCookie = requestOf({ cookie: `session=${token}` });
    const inQuery = requestOf({ query: (name) => (name === 'access_token' ? token : undefined) });
    for (const request of [inCookie, inQuery]) {
      expect(await outcomeOf(authenticatorOf(store, real)({}, request))).toBe('401 missing_token');
    }
    const everywhere = { token: [bearer(), cookie('session'), query('access_token')] };
    for (const request of [inCookie, inQuery, withToken]) {
      expect(await outcomeOf(authenticatorOf(store, real, everywhere)({}, request))).toBe('accepted');
    }
    const both = requestOf({ authorization: `Bearer ${token}`, cookie: `session=${token}` });
    expect(await outcomeOf(authenticatorOf(store, real, everywhere)({}, both))).toBe('400 multiple_tokens');
  });
});

describe('a function that chooses the verifier by request', () => {
  test('the chosen verifier is called once per request', async () => {
    const one = counting(real);
    const host = { env: one };
    const verify = authenticatorOf<'access'>(store, (request) => (request as typeof host).env);
    const auth = await verify(host, withToken);
    expect(await verify(host, withToken)).toBe(auth);
    expect(one.calls).toHaveLength(1);
    expect(store.get(host, { verifier: one })).toBe(auth);
  });

  test('each request is verified by its own verifier', async () => {
    const strangers = createVerifier({ ...otherPool.options, tokenUse: 'access' });
    const verify = authenticatorOf(store, (host) => ('stranger' in host ? strangers : real));
    expect(await outcomeOf(verify({}, withToken))).toBe('accepted');
    expect(await outcomeOf(verify({ stranger: true }, withToken))).toBe('401 wrong_issuer');
  });

  test.each([undefined, null, {}, 'verifier', Promise.resolve(real)])(
    'a function that returns %o causes a server error',
    async (wrong) => {
      const host = {};
      const verify = authenticatorOf(store, () => wrong as typeof real, { optional: true });
      for (const request of [withToken, anonymous]) {
        await expect(verify(host, request)).rejects.toThrow(/^authenticate: verifier must be made by createVerifier/);
      }
      expect(() => store.get(host, { optional: true })).toThrow(/was not authenticated/);
    },
  );

  test('passing verify itself does not end the process with an unhandled rejection', async () => {
    const unhandled: unknown[] = [];
    const listen = (reason: unknown): void => void unhandled.push(reason);
    process.on('unhandledRejection', listen);
    const verify = authenticatorOf(store, real.verify as unknown as () => typeof real);
    await expect(verify({}, withToken)).rejects.toThrow(/^authenticate: verifier must be made by createVerifier/);
    await new Promise((resolve) => setImmediate(resolve));
    process.off('unhandledRejection', listen);
    expect(unhandled).toEqual([]);
  });
});

describe('optional', () => {
  test('accepts a request without a token as anonymous', async () => {
    const host = {};
    expect(await authenticatorOf(store, real, { optional: true })(host, anonymous)).toBeNull();
    expect(store.get(host, { optional: true })).toBeNull();
    expect(outcomeOfCall(() => store.get(host))).toBe('401 missing_token');
    const basic = requestOf({ authorization: 'Basic dXNlcjpwYXNz' });
    expect(await authenticatorOf(store, real, { optional: true })({}, basic)).toBeNull();
  });

  test.each<[string, string, string]>([
    ['a text that is not a JWT', 'Bearer abc', '401 malformed_token'],
    ['a forged one', `Bearer ${breakSignature(token)}`, '401 invalid_signature'],
    ['an expired one', `Bearer ${pool.accessToken({ expiresIn: -60 })}`, '401 token_expired'],
    ['a scheme without one', 'Bearer', '400 malformed_credentials'],
    ['two of them', `Bearer ${token}, Bearer ${token}`, '400 multiple_tokens'],
  ])('refuses %s', async (_, authorization, expected) => {
    const verify = authenticatorOf(store, real, { optional: true });
    expect(await outcomeOf(verify({}, requestOf({ authorization })))).toBe(expected);
  });

  test('false or omitted requires a token, also after an optional run accepted the request', async () => {
    const host = {};
    await authenticatorOf(store, real, { optional: true })(host, anonymous);
    expect(await outcomeOf(authenticatorOf(store, real, { optional: false })(host, anonymous))).toBe(
      '401 missing_token',
    );
    expect(await outcomeOf(authenticatorOf(store, real)(host, anonymous))).toBe('401 missing_token');
  });

  test('unavailable keys do not make a request anonymous', async () => {
    const down = createVerifier({
      ...pool.options,
      tokenUse: 'access',
      keys: { fetch: () => Promise.reject(new Error()) },
    });
    expect(await outcomeOf(authenticatorOf(store, down, { optional: true })({}, withToken))).toBe(
      '503 keys_unavailable',
    );
  });
});
