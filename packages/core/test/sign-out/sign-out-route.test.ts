import { inspect } from 'node:util';
import { type Auth, AuthError, createVerifier, type VerifierEvent } from '@cognito-guard/core';
import {
  type CognitoSignOut,
  CognitoSignOutError,
  memoryRevocationStore,
  type SignOutRouteOptions,
  signOutRoute,
} from '@cognito-guard/core/revocation';
import { createTestPool } from '@cognito-guard/testing';
import { describe, expect, test } from 'vitest';
import { outcomeOf, refusalOf } from '../support/outcome.ts';
import { never } from '../support/revocation-world.ts';

const pool = await createTestPool();
const { clock } = pool;

/** The steps of a sign-out, in order. */
const start = (options: Partial<SignOutRouteOptions<object>> = {}) => {
  const store = memoryRevocationStore({ clock });
  const verifier = createVerifier({ ...pool.options, tokenUse: null, clock, revocation: { store, cacheSeconds: 0 } });
  const steps: string[] = [];
  const requests: CognitoSignOut[] = [];
  const events: VerifierEvent[] = [];
  const failures: { cognito?: () => Promise<never>; store?: () => Promise<never> } = {};
  const write =
    <Revocation>(name: string, call: (revocation: Revocation) => Promise<void>) =>
    async (revocation: Revocation): Promise<void> => {
      steps.push(name);
      await failures.store?.();
      await call(revocation);
    };
  const route = signOutRoute<object>({
    store: {
      revokeToken: write('store: token', store.revokeToken),
      revokeSession: write('store: session', store.revokeSession),
      revokeUser: write('store: user', store.revokeUser),
    },
    refreshToken: (host) => Reflect.get(host, 'refresh'),
    cognito: async (request) => {
      steps.push('cognito');
      requests.push(request);
      await failures.cognito?.();
    },
    cookies: 'session',
    clock,
    timeoutMs: 50,
    onEvent: (event) => events.push(event),
    ...options,
  });
  /** @returns The response, or the code of the refusal. */
  const send = async (token: string, host: object = { refresh: 'refresh.token' }): Promise<unknown> => {
    const auth: Auth = await verifier.verify(token);
    return route(auth, host).catch((error: unknown) => (AuthError.is(error) ? error.code : error));
  };
  return {
    verifier,
    steps,
    events,
    requests,
    failures,
    route,
    send,
    outcome: (token: string) => outcomeOf(verifier.verify(token)),
  };
};

const cleared = 'session=; Max-Age=0; Path=/; Secure; HttpOnly; SameSite=Lax';
const done = { status: 204, cookies: [cleared] };
const revoked = '401 token_revoked';

describe('a sign-out', () => {
  test('ends the sign-in in Cognito, then in the store, then clears the cookie', async () => {
    const { steps, requests, send, outcome } = start();
    const token = pool.accessToken();
    expect(await send(token)).toEqual(done);
    expect(steps).toEqual(['cognito', 'store: session']);
    expect(requests).toMatchObject([{ everywhere: false, refreshToken: 'refresh.token', auth: { token } }]);
    expect(await outcome(token)).toBe(revoked);
  });

  test('with everywhere needs no refresh token', async () => {
    const { steps, requests, send } = start({ everywhere: true });
    expect(await send(pool.accessToken(), {})).toEqual(done);
    expect(requests).toMatchObject([{ everywhere: true, refreshToken: undefined }]);
    expect(steps).toEqual(['cognito', 'store: user', 'store: session']);
  });

  test('of a client without token revocation calls GlobalSignOut, because RevokeToken does not work there', async () => {
    const { steps, requests, send } = start();
    expect(await send(pool.accessToken({ claims: { origin_jti: undefined } }), {})).toEqual(done);
    expect(requests).toMatchObject([{ everywhere: true, refreshToken: undefined }]);
    expect(steps).toEqual(['cognito', 'store: user']);
  });

  test('of a machine does not call Cognito', async () => {
    const { steps, send } = start();
    expect(await send(pool.machineToken(), {})).toEqual(done);
    expect(steps).toEqual(['store: token']);
  });
});

describe('a failed sign-out is an error and can be retried', () => {
  test.each<[name: string, cognito: () => Promise<never>, errorName: string]>([
    [
      'rejects',
      () => Promise.reject(Object.assign(new Error('refresh.token'), { name: 'ThrottlingException' })),
      'ThrottlingException',
    ],
    ['refuses the call', () => Promise.reject(new CognitoSignOutError('HTTP 502')), 'HTTP 502'],
    [
      'is not found by name',
      () => Promise.reject(new TypeError('fetch failed', { cause: Object.assign(new Error(), { code: 'ENOTFOUND' }) })),
      'ENOTFOUND',
    ],
    ['times out', () => Promise.reject(new DOMException('refresh.token', 'TimeoutError')), 'TimeoutError'],
    ['does not respond', never, 'timeout'],
  ])('where Cognito %s: 503, nothing written to the store, the cookie kept; a retry succeeds', async (...given) => {
    const [, cognito, errorName] = given;
    const { verifier, steps, events, failures, route, send, outcome } = start();
    const token = pool.accessToken();
    failures.cognito = cognito;
    const error = await refusalOf(route(await verifier.verify(token), { refresh: 'refresh.token' }));
    expect(error).toMatchObject({
      code: 'revocation_unavailable',
      status: 503,
      headers: { 'Retry-After': '1' },
      message: 'The sign-out could not be completed. Try again shortly.',
      cause: { message: expect.stringContaining(errorName) },
    });
    expect(inspect(error, { depth: null, showHidden: true })).not.toContain('refresh.token');
    expect(steps).toEqual(['cognito']);
    expect(events).toEqual([{ type: 'sign_out_failed', step: 'cognito', errorName }]);
    expect(await outcome(token)).toBe('accepted');
    delete failures.cognito;
    expect(await send(token)).toEqual(done);
  });

  test.each([false, true])(
    'where the store fails: 503, the cookie kept; a retry succeeds (everywhere: %s)',
    async (everywhere) => {
      const { steps, events, failures, send, outcome } = start({ everywhere });
      const token = pool.accessToken();
      failures.store = () => Promise.reject(Object.assign(new Error(), { code: 'ECONNREFUSED' }));
      expect(await send(token)).toBe('revocation_unavailable');
      expect(events.at(-1)).toEqual({ type: 'sign_out_failed', step: 'store', errorName: 'ECONNREFUSED' });
      // Cognito once, and the store twice.
      expect(steps).toHaveLength(3);
      expect(await outcome(token)).toBe('accepted');
      delete failures.store;
      expect(await send(token)).toEqual(done);
      expect(await outcome(token)).toBe(revoked);
    },
  );

  test.each<[name: string, host: object]>([
    ['is missing', {}],
    ['is not text', { refresh: ['refresh.token'] }],
    ['is empty', { refresh: '' }],
    ['is not a token', { refresh: 'refresh token' }],
    ['is endless', { refresh: 'a'.repeat(16_385) }],
  ])('where the refresh token %s: 400, and nothing is called', async (_name, host) => {
    const { steps, send } = start();
    expect(await send(pool.accessToken(), host)).toBe('invalid_request');
    expect(steps).toEqual([]);
  });

  const bug = new TypeError("Cannot read properties of undefined (reading 'body')");
  const throwBug = (): never => {
    throw bug;
  };

  test.each<[name: string, refreshToken: () => unknown]>([
    ['throws', throwBug],
    ['rejects', () => Promise.reject(bug)],
  ])('where refreshToken %s, that error is rethrown unchanged, and nothing is called', async (_name, refreshToken) => {
    const { steps, events, send } = start({ refreshToken });
    expect(await send(pool.accessToken())).toBe(bug);
    expect([steps, events]).toEqual([[], []]);
  });

  test.each<[name: string, error: unknown]>([
    ['a TypeError', bug],
    [
      "an error with a code of Node's argument checks",
      Object.assign(new TypeError(), { code: 'ERR_INVALID_ARG_TYPE' }),
    ],
    ['a value that is not an Error', 'thrown text'],
  ])('where the cognito callback throws %s, it is rethrown unchanged, not as 503', async (_name, error) => {
    const { steps, events, send, failures } = start();
    failures.cognito = () => Promise.reject(error);
    expect(await send(pool.accessToken())).toBe(error);
    expect([steps, events]).toEqual([['cognito'], []]);
  });

  test('an AuthError of the cognito callback becomes the response', async () => {
    const { failures, steps, send } = start();
    failures.cognito = () => Promise.reject(new AuthError('forbidden'));
    expect(await send(pool.accessToken())).toBe('forbidden');
    expect(steps).toEqual(['cognito']);
  });
});

describe('cookies', () => {
  test.each<[cookies: NonNullable<SignOutRouteOptions<object>['cookies']>, values: readonly string[]]>([
    ['__Host-session', ['__Host-session=; Max-Age=0; Path=/; Secure; HttpOnly; SameSite=Lax']],
    [
      ['session', { name: 'refresh', path: '/auth', domain: 'example.com' }],
      [cleared, 'refresh=; Max-Age=0; Path=/auth; Domain=example.com; Secure; HttpOnly; SameSite=Lax'],
    ],
  ])('%j are cleared with the attributes they were set with', async (cookies, values) => {
    expect(await start({ cookies }).send(pool.accessToken())).toEqual({ status: 204, cookies: values });
  });
});

test.each<[options: object, message: string]>([
  [{ refreshToken: undefined }, 'signOutRoute: refreshToken must be a function; got undefined.'],
  [{ everywhere: 'yes' }, 'signOutRoute: everywhere must be true or false; got "yes".'],
  [{ cognito: {} }, 'signOutRoute: cognito must be a function; got {}.'],
  [{ cookies: [] }, 'signOutRoute: cookies must be the name of a cookie, { name, path, domain }'],
  [{ cookies: 'a=b' }, 'signOutRoute: cookies must be the name of a cookie'],
  [{ cookies: { name: 'session', path: '/; Domain=evil.example' } }, 'signOutRoute: cookies: path must be text'],
  [{ cookies: { name: 'session', domain: 'a\r\nSet-Cookie: b' } }, 'signOutRoute: cookies: domain must be text'],
  [{ cookies: '__host-session' }, 'Did you mean "__Host-session"?'],
  [{ cookies: { name: '__Host-session', path: '/app' } }, 'without domain, and with the path "/"'],
  [{ cookies: { name: '__Host-session', domain: 'example.com' } }, 'without domain, and with the path "/"'],
  [{ cookies: { named: 'session' } }, 'signOutRoute: cookies has no option "named"'],
])('the options %j are refused at construction', (options, message) => {
  expect(() => start(options)).toThrow(message);
});

test('a route without refreshToken requires everywhere: true', () => {
  expect(() => signOutRoute({ store: memoryRevocationStore() })).toThrow(
    'signOutRoute needs refreshToken, a function that reads it from the request, or everywhere: true.',
  );
});
