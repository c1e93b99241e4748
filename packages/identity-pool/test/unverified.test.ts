import { createTestPool, tamperPayload } from '@cognito-guard/testing';
import { describe, expect, test } from 'vitest';
import { createWorld, failureOf } from './support/world.ts';

const google = 'accounts.google.com';

test('a flood of forged logins throttles no new verified user and evicts no cached one', async () => {
  const { exchange, identityPool, pool, user } = await createWorld({ getIdPerSecond: 25, maxEntries: 40 });
  const provider = pool.issuer.replace('https://', '');
  const token = pool.idToken();
  const known = await Promise.all(Array.from({ length: 20 }, (_, index) => user({ sub: `known-${index}` })));
  for (const auth of known) await exchange.forUser(auth)();
  const calls = { ...identityPool.calls };

  // 50 per second for three seconds, all ahead of the users.
  const forged = Array.from({ length: 150 }, (_, index) =>
    failureOf(exchange.forLogin({ [provider]: tamperPayload(token, { sub: `forged-${index}` }) })()),
  );
  const users = await Promise.all(Array.from({ length: 20 }, (_, index) => user({ sub: `new-${index}` })));
  const settled = await Promise.allSettled(users.map((auth) => exchange.forUser(auth)()));
  expect(settled.filter(({ status }) => status === 'rejected')).toEqual([]);
  for (const auth of known) await exchange.forUser(auth)();
  expect(identityPool.calls.GetCredentialsForIdentity).toBe(calls.GetCredentialsForIdentity + users.length);

  // AWS or the rate limit refuses every forged login; none enters the cache.
  const codes = (await Promise.all(forged)).map((error) =>
    error instanceof Error ? Reflect.get(error, 'code') : error,
  );
  expect(new Set(codes)).toEqual(new Set(['login_refused', 'throttled']));
  expect(exchange.stats()).toMatchObject({ users: 40, logins: 0 });
});

test('forged logins do not evict accepted unverified logins', async () => {
  const options = { otherProviders: [google] };
  const { exchange, identityPool } = await createWorld({ maxEntries: 2 }, options);
  await exchange.forLogin({ [google]: 'genuine' })();
  for (let index = 0; index < 5; index++) await failureOf(exchange.forLogin({ 'forged.example': `${index}` })());
  await exchange.forLogin({ [google]: 'genuine' })();
  expect(identityPool.calls.GetCredentialsForIdentity).toBe(1);
});

test('concurrent requests with one unverified login share one GetId and one GetCredentialsForIdentity', async () => {
  const { exchange, identityPool } = await createWorld({}, { otherProviders: [google] });
  await Promise.all(Array.from({ length: 20 }, () => exchange.forLogin({ [google]: 'token' })()));
  expect(identityPool.calls).toMatchObject({ GetId: 1, GetCredentialsForIdentity: 1 });
});

test('no forged login or identity id causes a server error', async () => {
  const { exchange, pool } = await createWorld(
    {},
    { otherProviders: [google], guestRoleArn: 'arn:aws:iam::123456789012:role/guest' },
  );
  const provider = pool.issuer.replace('https://', '');
  const elsewhere = (await createTestPool({ userPoolId: 'eu-west-1_Elsewhere1' })).idToken();
  const unknownId = 'eu-west-1:99999999-1111-2222-3333-444444444444';
  const made = [
    exchange.forLogin({ [provider]: 'text' }),
    exchange.forLogin({ [provider]: elsewhere }),
    exchange.forLogin({ [provider]: pool.accessToken() }),
    exchange.forLogin({ [google]: 'token' }, { identityId: unknownId }),
    exchange.guest({ identityId: unknownId }),
    exchange.guest({ identityId: 'no identity id' }),
  ];
  for (const provide of made) {
    await expect(provide()).rejects.toMatchObject({ code: 'login_refused', status: 401 });
  }
});

describe('visitors', () => {
  const guestRoleArn = 'arn:aws:iam::123456789012:role/guest';

  test('each visitor has a separate identity, and later requests of the visitor use it again', async () => {
    const { exchange, identityPool } = await createWorld({}, { guestRoleArn });
    const [ann, bob] = [await exchange.createGuest(), await exchange.createGuest()];
    const first = await exchange.guest({ identityId: ann })();
    expect(first.identityId).toBe(ann);
    expect((await exchange.guest({ identityId: ann })()).accessKeyId).toBe(first.accessKeyId);
    expect((await exchange.guest({ identityId: bob })()).accessKeyId).not.toBe(first.accessKeyId);
    expect((await exchange.guest()()).identityId).not.toBe(ann);
    expect(identityPool.calls).toMatchObject({ GetId: 3, GetCredentialsForIdentity: 3 });
  });

  test('new visitors share the rate limit of unverified logins', async () => {
    const { exchange, user } = await createWorld({ getIdPerSecond: 25 }, { guestRoleArn });
    const visitors = Promise.allSettled(Array.from({ length: 100 }, () => exchange.createGuest()));
    await expect(exchange.forUser(await user())()).resolves.toHaveProperty('accessKeyId');
    const refused = (await visitors).filter(({ status }) => status === 'rejected');
    expect(refused.length).toBeGreaterThan(50);
    expect(refused[0]).toMatchObject({ reason: { code: 'throttled', status: 503 } });
  });

  test("a guest gets no credentials with a signed-in user's identity id", async () => {
    const { exchange, user } = await createWorld({}, { guestRoleArn });
    const { identityId } = await exchange.forUser(await user())();
    await expect(exchange.guest({ identityId })()).rejects.toMatchObject({ code: 'login_refused', status: 401 });
  });
});
