import { expect, test } from 'vitest';
import { BackOff } from '../src/back-off.ts';
import { createWorld, failureOf } from './support/world.ts';

test('the pause after consecutive failures grows from 1 to 30 seconds, with 10 % jitter', () => {
  const backOff = new BackOff<number>();
  let now = 1_000_000;
  for (const seconds of [1, 2, 5, 10, 30, 30]) {
    expect(backOff.fail(now, (retryAfterSeconds) => retryAfterSeconds)).toBe(seconds);
    expect(backOff.failureAt(now + seconds * 899)).toBe(seconds);
    expect(backOff.failureAt(now + seconds * 1_101)).toBeUndefined();
    now += 60_000;
  }
  backOff.succeed();
  expect(backOff.fail(now, (retryAfterSeconds) => retryAfterSeconds)).toBe(1);
});

test('setting the clock back ends the pause', () => {
  const backOff = new BackOff<string>();
  backOff.fail(3_600_000, () => 'failure');
  expect(backOff.failureAt(0)).toBeUndefined();
});

test('a throttled user causes one call per pause, and every request in the pause gets the same error', async () => {
  const { exchange, identityPool, pool, user } = await createWorld({}, {}, { isFrozen: true, maxAttempts: 1 });
  const auth = await user();
  identityPool.fail('throttled');
  const errors = [];
  for (let request = 0; request < 20; request++) errors.push(await failureOf(exchange.forUser(auth)()));
  expect(identityPool.calls.GetId).toBe(1);
  for (const error of errors) {
    expect(error).toMatchObject({ code: 'throttled', status: 503, headers: { 'Retry-After': '1' } });
  }
  pool.advance(1.2);
  expect(await failureOf(exchange.forUser(auth)())).toMatchObject({ headers: { 'Retry-After': '2' } });
  expect(identityPool.calls.GetId).toBe(2);

  // Each user has a separate pause.
  identityPool.fail(undefined);
  await expect(exchange.forUser(await user({ sub: 'other' }))()).resolves.toHaveProperty('accessKeyId');
});

test('in the refresh window under throttling, 200 requests cause few calls and all get cached credentials', async () => {
  const { client, exchange, pool, user } = await createWorld({}, {}, { isFrozen: true });
  const auth = await user({ expiresIn: 7_200 });
  const { accessKeyId } = await exchange.forUser(auth)();
  let calls = 0;
  client.send = () => {
    calls += 1;
    return Promise.reject(
      Object.assign(new Error('Slow down.'), { name: 'TooManyRequestsException', $fault: 'client' }),
    );
  };
  pool.advance(55 * 60 + 1);
  for (let request = 0; request < 200; request++) {
    expect(await exchange.forUser(auth)()).toMatchObject({ accessKeyId });
    await new Promise(setImmediate);
    pool.advance(1);
  }
  // At second 0, then after 1, 2, 5, 10 and every 30 seconds; each pause is up to a second longer than its step.
  expect(calls).toBeGreaterThanOrEqual(9);
  expect(calls).toBeLessThanOrEqual(12);
});

test('a wrong identity pool id is misconfigured (500) for every user and login, with one GetId per pause', async () => {
  const identityPoolId = 'eu-west-1:99999999-1111-2222-3333-444444444444';
  const { exchange, identityPool, pool, user } = await createWorld(
    { identityPoolId, getIdPerSecond: 5 },
    {},
    { isFrozen: true },
  );
  const expected = { code: 'misconfigured', status: 500 };
  for (let index = 0; index < 30; index++) {
    await expect(exchange.forUser(await user({ sub: `user-${index}` }))()).rejects.toMatchObject(expected);
    await expect(exchange.guest()()).rejects.toMatchObject(expected);
  }
  expect(identityPool.calls.GetId).toBe(1);
  pool.advance(2);
  await expect(exchange.forUser(await user())()).rejects.toMatchObject(expected);
  expect(identityPool.calls.GetId).toBe(2);
});

test("one app client's missing provider does not fail logins of another app client", async () => {
  const { client, exchange, pool, user } = await createWorld({}, {}, { isFrozen: true });
  const send = client.send.bind(client);
  const unlisted = await user();
  const refused = Object.assign(new Error('Token is not from a supported provider of this identity pool.'), {
    name: 'NotAuthorizedException',
    $fault: 'client',
  });
  client.send = () => Promise.reject(refused);
  await expect(exchange.forUser(unlisted)()).rejects.toMatchObject({ code: 'misconfigured' });
  client.send = send as typeof client.send;
  await expect(exchange.forUser(await user({ sub: 'same client' }))()).rejects.toMatchObject({ code: 'misconfigured' });
  const other = { ...(await user({ sub: 'other client' })), clientId: 'other' } as typeof unlisted;
  Object.defineProperty(other, 'token', { value: pool.idToken({ sub: 'other client' }) });
  await expect(exchange.forUser(other)()).resolves.toHaveProperty('accessKeyId');
});
