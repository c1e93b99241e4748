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

test('a user is the same identity each time, and another user another one', async () => {
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

test("one user's token gets no credentials of another's identity", async () => {
  const { call, getId, pool } = await createWorld();
  const { IdentityId } = await getId({ [provider(pool)]: pool.idToken({ sub: 'alice' }) });
  const Logins = { [provider(pool)]: pool.idToken({ sub: 'bob' }) };
  const refusal = await call('GetCredentialsForIdentity', { IdentityId, Logins });
  expect(refusal['message']).toMatch(/is forbidden/);
});

test('a role that the token does not list is not given', async () => {
  const { call, getId, pool } = await createWorld();
  const Logins = { [provider(pool)]: pool.idToken() };
  const { IdentityId } = await getId(Logins);
  const refusal = await call('GetCredentialsForIdentity', { IdentityId, Logins, CustomRoleArn: 'arn:admin' });
  expect(refusal).toMatchObject({ __type: 'NotAuthorizedException' });
});

test('each guest is another identity, where guests are let in', async () => {
  const { getId } = await createWorld({ guestRoleArn: 'arn:aws:iam::123456789012:role/guest' });
  expect(await getId()).not.toEqual(await getId());
  const { getId: getIdOfClosed } = await createWorld();
  expect((await getIdOfClosed())['message']).toMatch(/Unauthenticated access is not supported/);
});

test('it fails as often as it is told to, and counts what failed', async () => {
  const { getId, identityPool, pool } = await createWorld();
  identityPool.fail('throttled', 1);
  expect(await getId({ [provider(pool)]: pool.idToken() })).toMatchObject({ __type: 'TooManyRequestsException' });
  expect(await getId({ [provider(pool)]: pool.idToken() })).toHaveProperty('IdentityId');
  expect(identityPool.calls.GetId).toBe(2);
});

test('an option that is not known is a mistake', async () => {
  await expect(createTestIdentityPool({ userPool: [] } as never)).rejects.toThrow(/userPool/);
});
