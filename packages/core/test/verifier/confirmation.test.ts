import { type Confirmation, type ConfirmationRequest, createVerifier, type Verifier } from '@cognito-guard/core';
import {
  AuthStore,
  authSignal,
  bearer,
  compileRequirements,
  type HttpRequest,
  readNodeRequest,
} from '@cognito-guard/core/http';
import { readLambdaEvent } from '@cognito-guard/core/lambda';
import { guard } from '@cognito-guard/core/web';
import { createTestPool } from '@cognito-guard/testing';
import { albEvent, httpEvent, restEvent } from '@cognito-guard/testing/lambda-events';
import { describe, expect, test, vi } from 'vitest';
import { outcomeOf, refusalOf } from '../support/outcome.ts';

const pool = await createTestPool();
const cnf = { jkt: 'thumbprint' };
const bound = pool.accessToken({ claims: { cnf } });
const request: HttpRequest = { header: (name) => (name === 'dpop' ? 'proof' : undefined), query: () => undefined };
const verifierWith = (confirmation: Confirmation, cache: false | undefined = undefined): Verifier<'access'> =>
  createVerifier({ ...pool.options, tokenUse: 'access', confirmation, ...(cache === false && { cache }) });
const invalidProof = '401 invalid_proof';

describe('a token that is bound to a key', () => {
  test('is accepted where the application confirms the proof, which gets the request and the claim', async () => {
    const confirmation = vi.fn<Confirmation>(() => true);
    const call = { ...request, method: 'GET', url: '/orders' };
    expect(await outcomeOf(verifierWith(confirmation).verify(bound, undefined, call))).toBe('accepted');
    const [[seen, claim] = []] = confirmation.mock.calls;
    expect(seen).toMatchObject({ token: bound, method: 'GET', url: '/orders' });
    expect(seen?.header('dpop')).toBe('proof');
    expect(claim).toEqual(cnf);
    expect(Object.isFrozen(claim)).toBe(true);
  });

  test.each<[string, Confirmation]>([
    ['false', () => false],
    ['a promise of false', async () => false],
  ])('is 401 invalid_token where the function returns %s', async (_, confirmation) => {
    const refusal = await refusalOf(verifierWith(confirmation).verify(bound, undefined, request));
    expect(refusal).toMatchObject({ code: 'invalid_proof', status: 401 });
    expect(refusal.headers['WWW-Authenticate']).toContain('error="invalid_token"');
  });

  test('is a server error where the function throws, and never accepted', async () => {
    const failure = new Error('the replay store is down');
    for (const confirmation of [
      () => {
        throw failure;
      },
      () => Promise.reject(failure),
    ]) {
      await expect(verifierWith(confirmation).verify(bound, undefined, request)).rejects.toBe(failure);
    }
  });

  test.each([undefined, null, 1, 'true', {}, []])('is a TypeError where the function returns %j', async (answer) => {
    const confirmation = (() => answer) as unknown as Confirmation;
    await expect(verifierWith(confirmation).verify(bound, undefined, request)).rejects.toThrow(TypeError);
  });

  test('is refused without a request, and the function does not run', async () => {
    const confirmation = vi.fn<Confirmation>(() => true);
    const verifier = verifierWith(confirmation);
    expect(await outcomeOf(verifier.verify(bound))).toBe(invalidProof);
    expect(await outcomeOf(verifier.verify(bound, undefined, { method: 'GET', url: '/' }))).toBe(invalidProof);
    expect(confirmation).not.toHaveBeenCalled();
  });

  test('proves possession on every request, also where the verdict is cached', async () => {
    const answers = [true, false, true];
    const confirmation = vi.fn<Confirmation>(() => answers.shift() ?? false);
    const verifier = verifierWith(confirmation);
    const outcomes = [];
    for (let i = 0; i < 4; i++) outcomes.push(await outcomeOf(verifier.verify(bound, undefined, request)));
    expect(outcomes).toEqual(['accepted', invalidProof, 'accepted', invalidProof]);
    expect(confirmation).toHaveBeenCalledTimes(4);
    expect(verifier.stats().cacheHits).toBeGreaterThan(0);
  });

  test('proves possession before its requirements are evaluated', async () => {
    const verifier = verifierWith(() => false);
    const check = vi.fn(() => true);
    const outcome = await outcomeOf(
      verifier.verify(bound, compileRequirements({ allScopes: ['none'], check }), request),
    );
    expect([outcome, check.mock.calls]).toEqual([invalidProof, []]);
  });

  test('is verified before the function runs', async () => {
    const confirmation = vi.fn<Confirmation>(() => true);
    const expired = pool.accessToken({ claims: { cnf }, expiresIn: -60 });
    expect(await outcomeOf(verifierWith(confirmation).verify(expired, undefined, request))).toBe('401 token_expired');
    expect(confirmation).not.toHaveBeenCalled();
  });

  test.each([null, '', 'thumbprint', 1, [cnf]])('is invalid_claims where cnf is %j', async (claim) => {
    const confirmation = vi.fn<Confirmation>(() => true);
    const token = pool.accessToken({ claims: { cnf: claim } });
    expect(await outcomeOf(verifierWith(confirmation).verify(token, undefined, request))).toBe('401 invalid_claims');
    expect(confirmation).not.toHaveBeenCalled();
  });

  test('keeps a connection that has proved possession', async () => {
    vi.useFakeTimers();
    try {
      const verifier = verifierWith(() => true);
      const auth = await verifier.verify(bound, undefined, request);
      const signal = authSignal(verifier, auth, { signal: new AbortController().signal, checkEverySeconds: 10 });
      await vi.advanceTimersByTimeAsync(35_000);
      expect(signal.aborted).toBe(false);
      await vi.advanceTimersByTimeAsync(3_700_000);
      expect(signal.reason).toMatchObject({ code: 'token_expired' });
    } finally {
      vi.useRealTimers();
    }
  });
});

test('a bearer token needs no proof: the function does not run', async () => {
  const confirmation = vi.fn<Confirmation>(() => false);
  expect(await outcomeOf(verifierWith(confirmation).verify(pool.accessToken()))).toBe('accepted');
  expect(confirmation).not.toHaveBeenCalled();
});

test('a confirmation that is no function is a construction error', () => {
  const confirmation = true as unknown as Confirmation;
  expect(() => verifierWith(confirmation)).toThrow(/confirmation must be a function/);
});

describe('the function gets method and URL', () => {
  const seen = async (
    read: (confirmation: Confirmation) => Promise<unknown>,
  ): Promise<Partial<ConfirmationRequest>> => {
    let found: Partial<ConfirmationRequest> = {};
    await read(({ method, url }) => {
      found = { method, url };
      return true;
    });
    return found;
  };
  const through = (host: HttpRequest) => (confirmation: Confirmation) => {
    const store = new AuthStore<object>(() => host);
    return store.authenticator(verifierWith(confirmation), { token: bearer() })({});
  };
  const headers = { authorization: `Bearer ${bound}` };

  test.each([
    ['a REST API', readLambdaEvent(restEvent({ method: 'POST', path: '/orders', headers })), 'POST', /\/orders$/],
    ['an HTTP API', readLambdaEvent(httpEvent({ method: 'POST', path: '/orders', headers })), 'POST', /^\/orders$/],
    ['a load balancer', readLambdaEvent(albEvent({ method: 'POST', path: '/orders', headers })), 'POST', /^\/orders$/],
    ['Node', readNodeRequest({ headers, method: 'POST', url: '/orders?page=1' }), 'POST', /^\/orders\?page=1$/],
  ])('of %s', async (_, host, method, url) => {
    expect(await seen(through(host))).toEqual({ method, url: expect.stringMatching(url) });
  });

  test('of the Fetch API', async () => {
    const fetched = new Request('https://api.example.com/orders', { method: 'POST', headers });
    expect(await seen((confirmation) => guard(verifierWith(confirmation))(fetched))).toEqual({
      method: 'POST',
      url: 'https://api.example.com/orders',
    });
  });
});
