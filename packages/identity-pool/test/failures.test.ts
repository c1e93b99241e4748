import { inspect } from 'node:util';
import { CognitoIdentityClient } from '@aws-sdk/client-cognito-identity';
import { createVerifier } from '@cognito-guard/core';
import { CredentialError, createCredentialExchange } from '@cognito-guard/identity-pool';
import { createTestPool } from '@cognito-guard/testing';
import { createTestIdentityPool } from '@cognito-guard/testing/identity-pool';
import { expect, test } from 'vitest';
import { createWorld, failureOf } from './support/world.ts';

test('the SDK retries a throttled call, and the exchange resolves', async () => {
  const { exchange, identityPool, user } = await createWorld();
  identityPool.fail('throttled', 1);
  await expect(exchange.forUser(await user())()).resolves.toHaveProperty('accessKeyId');
  expect(identityPool.calls).toMatchObject({ GetId: 2, GetCredentialsForIdentity: 1 });
});

test("the SDK retries after an error of AWS's servers, and the exchange resolves", async () => {
  const { exchange, identityPool, user } = await createWorld();
  identityPool.fail('internal-error', 2);
  await expect(exchange.forUser(await user())()).resolves.toHaveProperty('accessKeyId');
  expect(identityPool.calls.GetId).toBe(3);
});

test.each([
  { fault: 'throttled', code: 'throttled', awsError: 'TooManyRequestsException' },
  { fault: 'internal-error', code: 'unavailable', awsError: 'InternalErrorException' },
  { fault: 'hang', code: 'unavailable', awsError: undefined },
] as const)('while AWS answers $fault, the error is 503, and the request after Retry-After recovers', async (row) => {
  const pool = await createTestPool();
  await using identityPool = await createTestIdentityPool({ userPools: [pool] });
  const { identityPoolId, region, url: endpoint } = identityPool;
  const client = new CognitoIdentityClient({ region, endpoint, maxAttempts: 1 });
  const { clock } = pool;
  const exchange = createCredentialExchange({ identityPoolId, client, clock, timeoutMs: 1_000 });
  const verifier = createVerifier({ ...pool.options, tokenUse: 'id', clock });
  const provider = exchange.forUser(await verifier.verify(pool.idToken()));

  identityPool.fail(row.fault);
  const error = await failureOf(provider());
  expect(error).toBeInstanceOf(CredentialError);
  expect(error).toMatchObject({
    code: row.code,
    awsError: row.awsError,
    status: 503,
    statusCode: 503,
    headers: { 'Retry-After': '1' },
    expose: true,
  });
  identityPool.fail(undefined);
  pool.advance(2);
  await expect(provider()).resolves.toHaveProperty('accessKeyId');
});

test('an unreachable endpoint is 503, and its cause names the reason', async () => {
  const { identityPool, user } = await createWorld();
  const { identityPoolId, region, url: endpoint } = identityPool;
  await identityPool.close();
  const client = new CognitoIdentityClient({ region, endpoint, maxAttempts: 1 });
  const provider = createCredentialExchange({ identityPoolId, client }).forUser(await user());
  await expect(provider()).rejects.toMatchObject({
    code: 'unavailable',
    status: 503,
    awsError: undefined,
    cause: { message: 'AWS did not answer: ECONNREFUSED.' },
  });
});

test('the cause distinguishes an unknown host, a timeout and an error without a code', async () => {
  const errors = [
    Object.assign(new Error('getaddrinfo ENOTFOUND secret.example'), { code: 'ENOTFOUND', $metadata: { attempts: 3 } }),
    Object.assign(new Error('secret'), { name: 'TimeoutError' }),
    new Error('secret'),
    undefined,
  ];
  const client = new CognitoIdentityClient({ region: 'eu-west-1' });
  client.send = () => Promise.reject(errors.shift());
  const { exchange, pool, user } = await createWorld({ client });
  const auth = await user();
  for (const reason of ['ENOTFOUND', 'timeout', 'error', 'error']) {
    const error = await failureOf(exchange.forUser(auth)());
    pool.advance(60);
    expect(error).toMatchObject({ code: 'unavailable', cause: { message: `AWS did not answer: ${reason}.` } });
    expect(inspect(error, { depth: null, showHidden: true })).not.toContain('secret');
  }
});

test("a deadline during the SDK's wait for a retry reports the error that caused the retry", async () => {
  const { client, identityPool, user } = await createWorld();
  const { identityPoolId } = identityPool;
  client.config.retryStrategy = async () => ({
    mode: 'patient',
    acquireInitialRetryToken: async () => ({ getRetryCount: () => 0, getRetryDelay: () => 0 }),
    refreshRetryTokenForRetry: async () => ({ getRetryCount: () => 1, getRetryDelay: () => 60_000 }),
    recordSuccess: () => undefined,
  });
  const exchange = createCredentialExchange({ identityPoolId, client, timeoutMs: 1_000 });
  identityPool.fail('throttled');
  const expected = { code: 'throttled', awsError: 'TooManyRequestsException' };
  await expect(exchange.forUser(await user())()).rejects.toMatchObject(expected);
});

test('new users beyond the queue for GetId get 503 throttled', async () => {
  const { exchange, identityPool, user } = await createWorld({ getIdPerSecond: 5, timeoutMs: 1_000 });
  const auths = await Promise.all(Array.from({ length: 12 }, (_, index) => user({ sub: `user-${index}` })));
  const settled = await Promise.allSettled(auths.map((auth) => exchange.forUser(auth)()));
  const refused = settled.filter(({ status }) => status === 'rejected');
  expect(refused.length).toBeGreaterThan(4);
  expect(refused[0]).toMatchObject({ reason: { code: 'throttled', status: 503 } });
  expect(identityPool.calls.GetId).toBe(12 - refused.length);
});

test.each([
  { what: 'a user pool that the identity pool does not list', options: {}, identityPool: { userPools: [] } },
  {
    what: 'a user pool under another name',
    options: { providerName: () => 'issuer-cognito-idp.eu-west-1.amazonaws.com/eu-west-1_TestPool1' },
    identityPool: {},
  },
])('$what is misconfigured (500), with a message for operators', async ({ options, identityPool }) => {
  const { exchange, user } = await createWorld(options, identityPool);
  await expect(exchange.forUser(await user())()).rejects.toMatchObject({
    code: 'misconfigured',
    status: 500,
    expose: false,
    awsError: 'NotAuthorizedException',
    message: expect.stringContaining('providerName'),
  });
});

test('an unverified login that the identity pool does not list is login_refused, and its cause names the provider', async () => {
  const { exchange } = await createWorld();
  await expect(exchange.forLogin({ 'graph.facebook.com': 'token' })()).rejects.toMatchObject({
    code: 'login_refused',
    status: 401,
    cause: { message: 'The identity pool does not list graph.facebook.com as an identity provider.' },
  });
});

test('CredentialError.is accepts errors of another copy of the package', () => {
  const foreign = Object.assign(new Error(), { [Symbol.for('@cognito-guard/CredentialError')]: true });
  expect([new CredentialError('throttled'), foreign, new Error(), undefined].map(CredentialError.is)).toEqual([
    true,
    true,
    false,
    false,
  ]);
});

test('a signed-out user of a pool with ServerSideTokenCheck gets 401 and causes one call per back-off', async () => {
  const { exchange, identityPool, pool, user } = await createWorld(
    {},
    { serverSideTokenCheck: true },
    { isFrozen: true },
  );
  const auth = await user();
  identityPool.signOutUser(auth.subject);
  const refused = { name: 'CredentialError', code: 'login_refused', status: 401, awsError: 'NotAuthorizedException' };
  for (let request = 0; request < 5; request++) await expect(exchange.forUser(auth)()).rejects.toMatchObject(refused);
  expect(identityPool.calls).toMatchObject({ GetId: 1, GetCredentialsForIdentity: 1 });
  pool.advance(2);
  await expect(exchange.forUser(auth)()).rejects.toMatchObject(refused);
  expect(identityPool.calls).toMatchObject({ GetId: 1, GetCredentialsForIdentity: 2 });

  // A new sign-in within the pause: another token of the same user does not wait.
  pool.advance(1);
  await expect(exchange.forUser(await user())()).resolves.toHaveProperty('accessKeyId');
});

test('a signed-out user loses the cached credentials when AWS refuses the refresh', async () => {
  const { exchange, identityPool, pool, user } = await createWorld({}, { serverSideTokenCheck: true });
  const auth = await user({ expiresIn: 7_200 });
  await exchange.forUser(auth)();
  identityPool.signOutUser(auth.subject);
  pool.advance(56 * 60);
  await exchange.forUser(auth)();
  await expect.poll(() => exchange.stats().failed).toBe(1);
  await expect(exchange.forUser(auth)()).rejects.toMatchObject({ code: 'login_refused', status: 401 });
});

test.each([
  { awsMessage: "Invalid login token. Couldn't verify signed token.", code: 'login_refused', status: 401 },
  { awsMessage: 'An unknown refusal.', code: 'login_refused', status: 401 },
  { awsMessage: "Access to Identity 'eu-west-1:1' is forbidden.", code: 'forbidden', status: 403 },
  { awsMessage: 'Invalid identity pool configuration. Check assigned IAM roles.', code: 'misconfigured', status: 500 },
])(
  'the AWS message "$awsMessage" for a verified user becomes $code ($status)',
  async ({ awsMessage, code, status }) => {
    const { client, exchange, user } = await createWorld();
    const answer = { name: 'NotAuthorizedException', $fault: 'client' };
    client.send = () => Promise.reject(Object.assign(new Error(awsMessage), answer));
    await expect(exchange.forUser(await user())()).rejects.toMatchObject({ code, status });
  },
);

test('an unknown identity pool id is misconfigured (500)', async () => {
  const { exchange, user } = await createWorld({ identityPoolId: 'eu-west-1:99999999-1111-2222-3333-444444444444' });
  await expect(exchange.forUser(await user())()).rejects.toMatchObject({
    code: 'misconfigured',
    message: 'There is no identity pool with this id in its region.',
  });
});

test("no error contains AWS's message, a token or an identity id", async () => {
  const { exchange, pool, user } = await createWorld();
  const identityId = 'eu-west-1:11111111-1111-2222-3333-444444444444';
  const answer = { name: 'NotAuthorizedException', $fault: 'client', $metadata: { httpStatusCode: 400 } };
  const client = new CognitoIdentityClient({ region: 'eu-west-1' });
  client.send = async () => {
    throw Object.assign(new Error(`Access to Identity '${identityId}' is forbidden.`), answer);
  };
  const refusing = await createWorld({ client });
  const errors = [
    await failureOf(exchange.forLogin({ [pool.issuer.replace('https://', '')]: pool.accessToken() })()),
    await failureOf(refusing.exchange.forUser(await user())()),
  ];
  for (const error of errors) {
    const shown = `${inspect(error, { depth: null, showHidden: true })}${JSON.stringify(error)}`;
    expect(error).toHaveProperty('status');
    expect(shown).not.toContain(identityId);
    expect(shown).not.toContain('Invalid login token');
    expect(shown).not.toMatch(/eyJ[\w-]{10}/);
  }
});
