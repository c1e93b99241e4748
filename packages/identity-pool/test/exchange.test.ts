import { fromCognitoIdentityPool } from '@aws-sdk/credential-provider-cognito-identity';
import { describe, expect, test } from 'vitest';
import { createWorld, failureOf } from './support/world.ts';

const subjects = Array.from({ length: 50 }, (_, index) => `user-${index}`);

describe('calls to AWS', () => {
  test('1,000 requests of 50 users call GetId 50 times and GetCredentialsForIdentity 50 times', async () => {
    const { exchange, identityPool, user } = await createWorld();
    for (let request = 0; request < 1_000; request++) {
      await exchange.forUser(await user({ sub: subjects[request % 50] ?? '' }))();
    }
    expect(identityPool.calls).toMatchObject({ GetId: 50, GetCredentialsForIdentity: 50 });
  });

  test('fromCognitoIdentityPool of the AWS SDK makes 1,000 calls of each for the same requests', async () => {
    const { identityPool, pool } = await createWorld();
    const { identityPoolId, region, url: endpoint } = identityPool;
    const clientConfig = { region, endpoint };
    const tokens = subjects.map((sub) => pool.idToken({ sub }));
    for (let request = 0; request < 1_000; request++) {
      const logins = { [pool.issuer.replace('https://', '')]: tokens[request % 50] ?? '' };
      await fromCognitoIdentityPool({ clientConfig, identityPoolId, logins })();
    }
    expect(identityPool.calls).toMatchObject({ GetId: 1_000, GetCredentialsForIdentity: 1_000 });
  });

  test('100 concurrent requests of one new user share one GetId and one GetCredentialsForIdentity', async () => {
    const { exchange, identityPool, user } = await createWorld();
    const auths = await Promise.all(Array.from({ length: 100 }, () => user()));
    const all = await Promise.all(auths.map((auth) => exchange.forUser(auth)()));
    expect(new Set(all.map(({ accessKeyId }) => accessKeyId)).size).toBe(1);
    expect(identityPool.calls).toMatchObject({ GetId: 1, GetCredentialsForIdentity: 1 });
  });

  test('two users never share credentials or an identity', async () => {
    const { exchange, user } = await createWorld();
    const alice = await exchange.forUser(await user({ sub: 'alice' }))();
    const bob = await exchange.forUser(await user({ sub: 'bob' }))();
    expect(alice.accessKeyId).not.toBe(bob.accessKeyId);
    expect(alice.identityId).not.toBe(bob.identityId);
  });

  test('the cache holds at most maxEntries users', async () => {
    const { exchange, identityPool, user } = await createWorld({ maxEntries: 2 });
    for (const sub of ['one', 'two', 'three', 'one']) await exchange.forUser(await user({ sub }))();
    expect(identityPool.calls).toMatchObject({ GetId: 4, GetCredentialsForIdentity: 4 });
  });

  test('after the deletion of an identity, the exchange calls GetId again', async () => {
    const { exchange, identityPool, pool, user } = await createWorld();
    const before = await exchange.forUser(await user())();
    identityPool.deleteIdentities();
    pool.advance(3_600);
    const after = await exchange.forUser(await user())();
    expect(after.identityId).not.toBe(before.identityId);
  });
});

describe('expiration', () => {
  test('credentials stay cached until five minutes before their expiration, then a background refresh replaces them', async () => {
    const { exchange, identityPool, pool, user } = await createWorld();
    const first = await exchange.forUser(await user())();
    pool.advance(54 * 60);
    expect(await exchange.forUser(await user())()).toMatchObject({ accessKeyId: first.accessKeyId });
    expect(identityPool.calls.GetCredentialsForIdentity).toBe(1);

    pool.advance(2 * 60);
    expect(await exchange.forUser(await user())()).toMatchObject({ accessKeyId: first.accessKeyId });
    await expect.poll(async () => (await exchange.forUser(await user())()).accessKeyId).not.toBe(first.accessKeyId);
    expect(identityPool.calls).toMatchObject({ GetId: 1, GetCredentialsForIdentity: 2 });
  });

  test('while AWS is down, cached credentials stay usable until their last minute', async () => {
    const { exchange, identityPool, pool, user } = await createWorld();
    const first = await exchange.forUser(await user())();
    identityPool.fail('internal-error');
    pool.advance(58 * 60);
    expect(await exchange.forUser(await user())()).toMatchObject({ accessKeyId: first.accessKeyId });
    // A background refresh: its failure does not fail the request.
    await expect.poll(() => identityPool.calls.GetCredentialsForIdentity, { timeout: 10_000 }).toBe(1 + 4);
    pool.advance(90);
    await expect(exchange.forUser(await user())()).rejects.toMatchObject({ code: 'unavailable' });
  });

  test('credentials never outlive their token, so that an SDK client requests new ones when the token expires', async () => {
    const { exchange, user } = await createWorld();
    const auth = await user({ expiresIn: 600 });
    const { expiration } = await exchange.forUser(auth)();
    expect(expiration.getTime()).toBe(auth.expiresAt * 1000);
  });

  test('credentials that expire before their token keep the expiration that AWS set', async () => {
    const { exchange, identityPool, user } = await createWorld();
    const credentials = await exchange.forUser(await user({ expiresIn: 86_400 }))();
    const session = identityPool.sessionOf(credentials.accessKeyId);
    expect(credentials.expiration.getTime()).toBe(session?.expiresAt);
  });

  test("an expired token gets no credentials, and the user's next token gets the cached ones", async () => {
    const { exchange, identityPool, pool, user } = await createWorld();
    const provider = exchange.forUser(await user({ expiresIn: 60 }));
    const first = await provider();
    pool.advance(61);
    await expect(provider()).rejects.toMatchObject({ name: 'AuthError', code: 'token_expired', status: 401 });
    expect(await exchange.forUser(await user())()).toMatchObject({ accessKeyId: first.accessKeyId });
    expect(identityPool.calls.GetCredentialsForIdentity).toBe(1);
  });

  test("a token that expires during the exchange gets token_expired, and the user's next token does not wait for the pause", async () => {
    const { exchange, pool, user } = await createWorld({ clock: () => Date.now() - 120_000 });
    const late = await user({ expiresIn: 60 });
    pool.advance(90);
    const error = await failureOf(exchange.forUser(late)());
    expect(error).toMatchObject({ name: 'AuthError', code: 'token_expired' });
    await expect(exchange.forUser(await user())()).resolves.toHaveProperty('accessKeyId');
  });
});

describe('roles', () => {
  const roleArn = 'arn:aws:iam::123456789012:role/reader';
  const claims = { 'cognito:roles': [roleArn], 'cognito:preferred_role': 'arn:aws:iam::123456789012:role/writer' };

  test('a role that the token lists can be requested, and has a cache entry apart from the default role', async () => {
    const { exchange, identityPool, user } = await createWorld();
    const auth = await user({ claims });
    const preferred = await exchange.forUser(auth)();
    const custom = await exchange.forUser(auth, { customRoleArn: roleArn })();
    expect(identityPool.sessionOf(preferred.accessKeyId)?.roleArn).toBe(claims['cognito:preferred_role']);
    expect(identityPool.sessionOf(custom.accessKeyId)?.roleArn).toBe(roleArn);
    expect(identityPool.calls).toMatchObject({ GetId: 1, GetCredentialsForIdentity: 2 });
  });

  test.each([
    { what: 'no roles', other: {} },
    { what: 'other roles', other: { 'cognito:roles': ['arn:aws:iam::123456789012:role/other'] } },
    { what: 'a role that only begins with it', other: { 'cognito:roles': [`${roleArn}-2`] } },
    { what: 'a string instead of a list of roles', other: { 'cognito:roles': roleArn } },
  ])('a token with $what gets 403 for a requested role, without a call to AWS', async ({ other }) => {
    const { exchange, identityPool, user } = await createWorld();
    const auth = await user({ claims: other });
    expect(() => exchange.forUser(auth, { customRoleArn: roleArn })).toThrow(
      expect.objectContaining({ name: 'AuthError', code: 'forbidden', status: 403 }),
    );
    expect(identityPool.calls).toMatchObject({ GetId: 0, GetCredentialsForIdentity: 0 });
  });

  test.each([
    { what: 'roles', changed: { 'cognito:roles': ['arn:aws:iam::123456789012:role/other'] } },
    { what: 'preferred role', changed: { 'cognito:preferred_role': roleArn } },
    { what: 'tenant, which a rule or a session tag may depend on', changed: { 'custom:tenant': 'acme' } },
  ])('a changed $what fetches new credentials for the same identity', async ({ changed }) => {
    const { exchange, identityPool, user } = await createWorld();
    const before = await exchange.forUser(await user({ claims }))();
    const after = await exchange.forUser(await user({ claims: { ...claims, ...changed } }))();
    expect(after.accessKeyId).not.toBe(before.accessKeyId);
    expect(after.identityId).toBe(before.identityId);
    expect(identityPool.calls).toMatchObject({ GetId: 1, GetCredentialsForIdentity: 2 });
  });
});

describe('other logins', () => {
  test('guests share one identity, and are refused where the identity pool allows no guests', async () => {
    const guestRoleArn = 'arn:aws:iam::123456789012:role/guest';
    const open = await createWorld({}, { guestRoleArn });
    const [one, two] = [await open.exchange.guest()(), await open.exchange.guest()()];
    expect(one.identityId).toBe(two.identityId);
    expect(open.identityPool.sessionOf(one.accessKeyId)?.roleArn).toBe(guestRoleArn);
    expect(open.identityPool.calls).toMatchObject({ GetId: 1, GetCredentialsForIdentity: 1 });

    const closed = await createWorld();
    await expect(closed.exchange.guest()()).rejects.toMatchObject({
      code: 'misconfigured',
      message: 'The identity pool gives no access to guests.',
    });
  });

  test('credentials of a login of another provider expire with its token', async () => {
    const { exchange, pool } = await createWorld({}, { otherProviders: ['accounts.google.com'] });
    const end = pool.now() + 600;
    const token = pool.sign({ header: { alg: 'RS256' }, payload: { exp: end } });
    const { expiration } = await exchange.forLogin({ 'accounts.google.com': token })();
    expect(expiration.getTime()).toBe(end * 1000);
    await expect(exchange.forLogin({ 'accounts.google.com': 'opaque' })()).resolves.toHaveProperty('sessionToken');
  });

  test('a login that AWS rejects is login_refused (401), not misconfigured', async () => {
    const { exchange, pool } = await createWorld();
    const login = { [pool.issuer.replace('https://', '')]: 'not.a.token' };
    await expect(exchange.forLogin(login)()).rejects.toMatchObject({ code: 'login_refused', status: 401 });
  });
});
