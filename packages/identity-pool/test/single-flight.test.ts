import { expect, test } from 'vitest';
import { SingleFlight } from '../src/single-flight.ts';
import { createWorld, failureOf } from './support/world.ts';

const never = (): Promise<never> => new Promise(() => undefined);

test('concurrent calls under one key share one promise, rejection included, and the next call starts anew', async () => {
  const flights = new SingleFlight<number>(1_000, () => 0);
  let starts = 0;
  const start = async () => ++starts;
  expect(await Promise.all([flights.join('a', start), flights.join('a', start), flights.join('b', start)])).toEqual([
    1, 1, 2,
  ]);
  const refuse = () => Promise.reject(new Error('refused'));
  await Promise.all([flights.join('a', refuse), flights.join('a', start)].map((one) => expect(one).rejects.toThrow()));
  expect(await flights.join('a', start)).toBe(3);
});

test('a call whose starter froze ends for every request on its own timer', async () => {
  const flights = new SingleFlight<number>(20, () => 0);
  const all = [flights.join('a', never), flights.join('a', never)];
  for (const one of all) await expect(one).rejects.toMatchObject({ name: 'DeadlineError' });
});

test.each([
  { what: 'older than its deadline by the wall clock', clock: 20 },
  { what: 'from a time that is yet to come, because the clock was set back', clock: -1 },
])('a call $what is abandoned', async ({ clock }) => {
  let now = 0;
  const flights = new SingleFlight<number>(20, () => now);
  const frozen = failureOf(flights.join('a', never));
  now = clock;
  expect(await flights.join('a', async () => 1)).toBe(1);
  await frozen;
});

test('what an abandoned call comes to does not end the call that replaced it', async () => {
  let now = 0;
  const flights = new SingleFlight<string>(20, () => now);
  let settle: (value: string) => void = () => undefined;
  const old = flights.join('a', () => new Promise((resolve) => (settle = resolve)));
  now = 20;
  let settleNew: (value: string) => void = () => undefined;
  const fresh = flights.join('a', () => new Promise((resolve) => (settleNew = resolve)));
  settle('old');
  expect(await old).toBe('old');
  const joined = flights.join('a', async () => 'third');
  settleNew('new');
  expect(await Promise.all([fresh, joined])).toEqual(['new', 'new']);
});

test('a fetch that froze with its sandbox does not hold up the requests after the thaw', async () => {
  const { client, exchange, identityPool, pool, user } = await createWorld({ timeoutMs: 1_000 });
  const auth = await user();
  const send = client.send.bind(client);
  client.send = never as typeof client.send;
  const frozen = failureOf(exchange.forUser(auth)());
  await new Promise(setImmediate);
  client.send = send as typeof client.send;
  pool.advance(60);
  const startedAt = performance.now();
  await expect(exchange.forUser(auth)()).resolves.toHaveProperty('accessKeyId');
  expect(performance.now() - startedAt).toBeLessThan(900);
  expect(identityPool.calls).toMatchObject({ GetId: 1, GetCredentialsForIdentity: 1 });
  expect(await frozen).toMatchObject({ code: 'unavailable', cause: { message: 'AWS did not answer: timeout.' } });
});

test('a refresh behind a response that froze is replaced by the request that needs it', async () => {
  const { client, exchange, pool, user } = await createWorld();
  const auth = await user({ expiresIn: 7_200 });
  const first = await exchange.forUser(auth)();
  const send = client.send.bind(client);
  client.send = never as typeof client.send;
  pool.advance(56 * 60);
  expect(await exchange.forUser(auth)()).toMatchObject({ accessKeyId: first.accessKeyId });
  client.send = send as typeof client.send;
  pool.advance(4 * 60);
  expect((await exchange.forUser(auth)()).accessKeyId).not.toBe(first.accessKeyId);
});
