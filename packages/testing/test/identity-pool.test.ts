import { expect, onTestFinished, test } from 'vitest';
import { createTestIdentityPool, type TestIdentityPoolOptions } from '../src/identity-pool.ts';
import { createTestPool, type TestPool, tamperPayload } from '../src/index.ts';

const createWorld = async (options: TestIdentityPoolOptions = {}) => {
  const pool = await createTestPool();
  const identityPool = await createTestIdentityPool({ userPools: [pool], clock: pool.clock, ...options });
  onTestFinished(() => identityPool.close());
  const call = async (operation: string, request: object): Promise<Record<string, unknown>> => {
    const headers = { 'x-amz-target': `AWSCognitoIdentityService.${operation}`, connection: 'close' };
    return (await fetch(identityPool.url, { method: 'POST', headers, body: JSON.stringify(request) })).json() as never;
  };
  const { identityPoolId: IdentityPoolId } = identityPool;
  const getId = (Logins?: Record<string, string>) => call('GetId', { IdentityPoolId, ...(Logins && { Logins }) });
  return { pool, identityPool, call, getId };
};

const provider = ({ issuer }: TestPool): string => issuer.replace('https://', '');

test('each user has one stable identity', async () => {
  const { getId, pool } = await createWorld();
  const first = await getId({ [provider(pool)]: pool.idToken() });
  expect(first['IdentityId']).toMatch(/^eu-west-1:[\da-f-]{36}$/);
  expect(await getId({ [provider(pool)]: pool.idToken() })).toEqual(first);
  expect(await getId({ [provider(pool)]: pool.idToken({ sub: 'other' }) })).not.toEqual(first);
});

test.each<{ what: string; token: (pool: TestPool) => string; says: string }>([
  { what: 'an access token', token: (pool) => pool.accessToken(), says: 'Not a valid OpenId Connect identity token' },
  { what: 'an expired one', token: (pool) => pool.idToken({ expiresIn: -5 }), says: 'Token expired' },
  { what: 'a forged one', token: (pool) => tamperPayload(pool.idToken(), { sub: 'admin' }), says: 'signature' },
  { what: 'text', token: () => 'text', says: 'Not a valid OpenId Connect identity token' },
  { what: "another pool's", token: (pool) => pool.idToken({ claims: { iss: 'https://x' } }), says: 'Issuer' },
])('of tokens, $what is refused in the words of AWS', async ({ token, says }) => {
  const { getId, pool } = await createWorld();
  const refusal = await getId({ [provider(pool)]: token(pool) });
  expect(refusal).toMatchObject({ __type: 'NotAuthorizedException', message: expect.stringContaining(says) });
});

test("a user's token gets no credentials of another user's identity", async () => {
  const { call, getId, pool } = await createWorld();
  const { IdentityId } = await getId({ [provider(pool)]: pool.idToken({ sub: 'alice' }) });
  const Logins = { [provider(pool)]: pool.idToken({ sub: 'bob' }) };
  const refusal = await call('GetCredentialsForIdentity', { IdentityId, Logins });
  expect(refusal['message']).toMatch(/is forbidden/);
});

test('a role that the token does not list is refused', async () => {
  const { call, getId, pool } = await createWorld();
  const Logins = { [provider(pool)]: pool.idToken() };
  const { IdentityId } = await getId(Logins);
  const refusal = await call('GetCredentialsForIdentity', { IdentityId, Logins, CustomRoleArn: 'arn:admin' });
  expect(refusal).toMatchObject({ __type: 'NotAuthorizedException' });
});

test('a signed-out user is refused where the pool checks tokens on the server, and an unlinked identity always', async () => {
  for (const serverSideTokenCheck of [true, false]) {
    const { call, getId, identityPool, pool } = await createWorld({ serverSideTokenCheck });
    const Logins = { [provider(pool)]: pool.idToken({ sub: 'ann' }) };
    const { IdentityId } = await getId(Logins);
    identityPool.signOutUser('ann');
    const answer = await call('GetCredentialsForIdentity', { IdentityId, Logins });
    expect(answer).toHaveProperty(serverSideTokenCheck ? '__type' : 'Credentials');

    identityPool.unlinkIdentity(String(IdentityId));
    pool.advance(1);
    const later = { [provider(pool)]: pool.idToken({ sub: 'ann' }) };
    const refusal = await call('GetCredentialsForIdentity', { IdentityId, Logins: later });
    expect(refusal['message']).toMatch(/is forbidden/);
    expect(await getId(later)).not.toEqual({ IdentityId });
  }
});

test("a developer's user is one identity, and its token one identity's login for 15 minutes", async () => {
  const { call, identityPool, pool } = await createWorld({ developerProvider: 'login.example.com' });
  const ask = (user: string) =>
    call('GetOpenIdTokenForDeveloperIdentity', {
      IdentityPoolId: identityPool.identityPoolId,
      Logins: { 'login.example.com': user },
    });
  const { IdentityId, Token } = await ask('ann');
  expect(await ask('ann')).toMatchObject({ IdentityId });
  expect(await ask('bob')).not.toMatchObject({ IdentityId });
  const request = { IdentityId, Logins: { 'cognito-identity.amazonaws.com': Token } };
  expect(await call('GetCredentialsForIdentity', request)).toHaveProperty('Credentials');
  pool.advance(901);
  expect((await call('GetCredentialsForIdentity', request))['message']).toMatch(/Token expired/);
  const unknown = { ...request, Logins: { 'cognito-identity.amazonaws.com': 'text' } };
  expect(await call('GetCredentialsForIdentity', unknown)).toMatchObject({ __type: 'NotAuthorizedException' });
  const undeclared = { IdentityPoolId: identityPool.identityPoolId, Logins: { 'other.example.com': 'ann' } };
  expect(await call('GetOpenIdTokenForDeveloperIdentity', undeclared)).toHaveProperty('__type');
});

test('each guest has its own identity, when guests are allowed', async () => {
  const { getId } = await createWorld({ guestRoleArn: 'arn:aws:iam::123456789012:role/guest' });
  expect(await getId()).not.toEqual(await getId());
  const { getId: getIdOfClosed } = await createWorld();
  expect((await getIdOfClosed())['message']).toMatch(/Unauthenticated access is not supported/);
});

test('it fails the given number of times, and counts failed calls', async () => {
  const { getId, identityPool, pool } = await createWorld();
  identityPool.fail('throttled', 1);
  expect(await getId({ [provider(pool)]: pool.idToken() })).toMatchObject({ __type: 'TooManyRequestsException' });
  expect(await getId({ [provider(pool)]: pool.idToken() })).toHaveProperty('IdentityId');
  expect(identityPool.calls.GetId).toBe(2);
});

test.each<[options: (pool: TestPool) => object, says: RegExp]>([
  [() => ({ userPool: [] }), /there is no option "userPool"/],
  [(pool) => ({ userPools: pool }), /userPools must be an array of pools of createTestPool; got an object/],
  [() => ({ userPools: ['eu-west-1_TestPool1'] }), /userPools must be an array of pools/],
  [() => ({ otherProviders: 'accounts.google.com' }), /otherProviders must be an array of provider names/],
  [() => ({ userRoleArn: 'user' }), /userRoleArn must be the ARN of an IAM role; got "user"/],
  [() => ({ guestRoleArn: 'guest' }), /guestRoleArn must be the ARN of an IAM role; got "guest"/],
  [() => ({ guestRoleArn: undefined }), /guestRoleArn must be .*; got undefined/],
  [() => ({ identityPoolId: 'eu-west-1_TestPool1' }), /identityPoolId must be <region>:<UUID>/],
  [() => ({ credentialSeconds: '3600' }), /credentialSeconds must be a number of seconds above 0; got "3600"/],
  [() => ({ clock: 0 }), /clock must be a function; got 0/],
])('a mistaken option is named: %o', async (options, says) => {
  const made = createTestIdentityPool(options(await createTestPool()));
  await expect(made).rejects.toThrow(TypeError);
  await expect(made).rejects.toThrow(says);
});

test('an unknown fault is a TypeError', async () => {
  const { identityPool } = await createWorld();
  expect(() => identityPool.fail('typo' as never)).toThrow(
    new TypeError('fail: there is no fault "typo"; the faults are throttled, internal-error, hang.'),
  );
});

test('identityPoolId sets the id and the region', async () => {
  const identityPoolId = 'us-east-2:99999999-1111-2222-3333-444444444444';
  const { getId, identityPool, pool } = await createWorld({ identityPoolId });
  expect(identityPool).toMatchObject({ identityPoolId, region: 'us-east-2' });
  expect((await getId({ [provider(pool)]: pool.idToken() }))['IdentityId']).toMatch(/^us-east-2:/);
});

test.each<{ what: string; roleArn: string; status: number; says: RegExp }>([
  {
    what: 'any role',
    roleArn: 'arn:aws:iam::123456789012:role/service/orders',
    status: 200,
    says: /<AccessKeyId>ASIA/,
  },
  { what: 'what is no role', roleArn: 'orders', status: 400, says: /<Code>ValidationError/ },
])('in the basic flow, $what is answered with $status', async ({ roleArn, status, says }) => {
  const { call, getId, identityPool, pool } = await createWorld();
  const Logins = { [provider(pool)]: pool.idToken() };
  const { IdentityId } = await getId(Logins);
  const { Token } = await call('GetOpenIdToken', { IdentityId, Logins });
  const form = { Action: 'AssumeRoleWithWebIdentity', RoleArn: roleArn, WebIdentityToken: String(Token) };
  const answer = await fetch(identityPool.url, {
    method: 'POST',
    headers: { connection: 'close' },
    body: new URLSearchParams(form),
  });
  expect(answer.status).toBe(status);
  expect(await answer.text()).toMatch(says);
});
