import { AuthError, createVerifier } from '@cognito-guard/core';
import { type AuthStore, compileRequirements, type Requirements } from '@cognito-guard/core/http';
import { createTestPool } from '@cognito-guard/testing';
import { beforeEach, describe, expect, test } from 'vitest';
import { authenticatorOf, newStore } from '../support/authenticating.ts';
import { outcomeOfCall, refusalOf } from '../support/outcome.ts';
import { requestOf } from '../support/token-reading.ts';

const pool = await createTestPool();
const real = createVerifier({ ...pool.options, tokenUse: 'access' });
const token = pool.accessToken({ scope: 'orders/read', groups: ['ops'] });
const withToken = requestOf({ authorization: `Bearer ${token}` });
const anonymous = requestOf({});

let store: AuthStore<object>;
beforeEach(() => {
  store = newStore();
});

describe('authorize', () => {
  test('authorize(verifier) throws, and the message names authenticate', () => {
    expect(() => store.authorizer(real as object)).toThrow(
      /^authorize: requirements must be an object with .*; got a verifier\. Pass the verifier to authenticate\.$/,
    );
  });

  test('the message about one invalid requirement begins with authorize', () => {
    expect(() => store.authorizer({ allScopes: ['a b'] })).toThrow(
      'authorize: requirements.allScopes must be an array of scopes without spaces, quotes or backslashes; got "a b".',
    );
  });

  test('accepts a token that meets the requirements, and refuses others', async () => {
    const host = {};
    await authenticatorOf(store, real)(host, withToken);
    const outcome = (rules: Parameters<typeof compileRequirements>[0]): string =>
      outcomeOfCall(() => store.authorizer(rules)(host));
    expect(outcome({ allScopes: ['orders/read'], anyGroup: ['ops'] })).toBe('accepted');
    expect(outcome(compileRequirements({ anyGroup: ['ops', 'admins'] }))).toBe('accepted');
    expect(outcome({ allScopes: ['orders/write'] })).toBe('403 insufficient_scope');
    expect(outcome({ anyGroup: ['admins'] })).toBe('403 insufficient_group');
    expect(outcome({ check: () => false })).toBe('403 forbidden');
  });

  test('an anonymous request is missing_token, with the scope of the route', async () => {
    const host = {};
    await authenticatorOf(store, real, { optional: true })(host, anonymous);
    const refuse = async (rules: Parameters<typeof compileRequirements>[0]): Promise<void> =>
      store.authorizer(rules)(host);
    const refusal = await refusalOf(refuse({ allScopes: ['orders/read', 'orders/write'], anyGroup: ['ops'] }));
    expect(refusal).toMatchObject({ status: 401, code: 'missing_token' });
    expect(refusal.headers).toEqual({ 'WWW-Authenticate': 'Bearer scope="orders/read orders/write"' });
    const groupsOnly = await refusalOf(refuse({ anyGroup: ['ops'] }));
    expect(groupsOnly.headers).toEqual({ 'WWW-Authenticate': 'Bearer realm="api"' });
  });

  test('a route without authenticate throws an Error, neither a pass nor a 401', () => {
    for (const call of [() => store.get({}), () => store.authorizer({ check: () => true })({})]) {
      expect(call).toThrow(/was not authenticated: mount authenticate\(verifier\) in front of this route/);
      expect(call).not.toThrow(AuthError);
    }
  });

  test('invalid requirements throw when the route is made', () => {
    for (const mistake of [{}, { allScopes: [] }, { anyGroup: undefined }, undefined, null]) {
      expect(() => store.authorizer(mistake as { allScopes: string[] })).toThrow(/^authorize: requirements/);
    }
  });
});

describe('realm', () => {
  test.each<[string, string | undefined, string]>([
    ['no token', undefined, 'Bearer realm="orders"'],
    ['two tokens', 'Bearer a, Bearer b', 'Bearer realm="orders", error="invalid_request", error_description="'],
    ['a bad token', 'Bearer abc', 'Bearer realm="orders", error="invalid_token", error_description="'],
    ['no token after the scheme', 'Bearer', 'Bearer realm="orders", error="invalid_request", error_description="'],
  ])('is in the challenge for %s', async (_, authorization, challenge) => {
    const verify = authenticatorOf(store, real, { realm: 'orders' });
    const { headers } = await refusalOf(verify({}, requestOf({ authorization })));
    expect(headers['WWW-Authenticate']?.startsWith(challenge)).toBe(true);
  });

  test('is in the challenges of a later authorize', async () => {
    const host = {};
    await authenticatorOf(store, real, { realm: 'orders' })(host, withToken);
    const refuse = async (): Promise<void> => store.authorizer({ allScopes: ['orders/write'] })(host);
    expect((await refusalOf(refuse())).headers['WWW-Authenticate']).toMatch(/^Bearer realm="orders", error=/);
    const anonymousHost = {};
    await authenticatorOf(store, real, { realm: 'orders', optional: true })(anonymousHost, anonymous);
    const refuseAnonymous = async (): Promise<void> => store.authorizer({ allScopes: ['orders/write'] })(anonymousHost);
    const { headers } = await refusalOf(refuseAnonymous());
    expect(headers).toEqual({ 'WWW-Authenticate': 'Bearer realm="orders", scope="orders/write"' });
  });

  test('is beside the resource metadata, where both are given', async () => {
    const resourceMetadata = 'https://api.example.com/.well-known/oauth-protected-resource';
    const verify = authenticatorOf(store, real, { realm: 'orders', resourceMetadata });
    const { headers } = await refusalOf(verify({}, anonymous));
    expect(headers).toEqual({ 'WWW-Authenticate': `Bearer realm="orders", resource_metadata="${resourceMetadata}"` });
  });

  test('is not in the answer to a server error', async () => {
    const down = createVerifier({
      ...pool.options,
      tokenUse: 'access',
      keys: { fetch: () => Promise.reject(new Error()) },
    });
    const refusal = await refusalOf(authenticatorOf(store, down, { realm: 'orders' })({}, withToken));
    expect(refusal.status).toBe(503);
    expect(refusal.headers).toEqual({ 'Retry-After': expect.stringMatching(/^[12]$/) });
  });
});

describe('challengeScopes', () => {
  const challengeScopes = ['orders/read', 'orders/write'];
  const challengeOf = async (refused: Promise<unknown>): Promise<string | undefined> =>
    (await refusalOf(refused)).headers['WWW-Authenticate'];

  test('are named in each 401', async () => {
    const verify = authenticatorOf(store, real, { challengeScopes });
    expect(await challengeOf(verify({}, anonymous))).toBe('Bearer scope="orders/read orders/write"');
    const bad = requestOf({ authorization: 'Bearer bad' });
    expect(await challengeOf(verify({}, bad))).toMatch(
      /^Bearer error="invalid_token".*, scope="orders\/read orders\/write"$/,
    );
  });

  test('do not replace the scopes of authorize', async () => {
    const host = {};
    await authenticatorOf(store, real, { challengeScopes, optional: true })(host, anonymous);
    const refuse = async (): Promise<void> => store.authorizer({ allScopes: ['orders/admin'] })(host);
    expect(await challengeOf(refuse())).toBe('Bearer scope="orders/admin"');
  });

  test('are absent from a 403, which names a scope only where one is missing', async () => {
    const host = {};
    await authenticatorOf(store, real, { challengeScopes })(host, withToken);
    const refuse = async (requirements: Requirements): Promise<void> => store.authorizer(requirements)(host);
    expect(await challengeOf(refuse({ allScopes: ['orders/admin'] }))).toMatch(/, scope="orders\/admin"$/);
    expect(await challengeOf(refuse({ allGroups: ['admins'] }))).not.toContain(' scope=');
  });

  test('are in no answer to a malformed request', async () => {
    const verify = authenticatorOf(store, real, { challengeScopes });
    const malformed = requestOf({ authorization: 'Bearer' });
    expect(await challengeOf(verify({}, malformed))).not.toContain('scope=');
  });
});
