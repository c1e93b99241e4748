import { expect, test } from 'vitest';
import { createWorld, failureOf } from './support/world.ts';

const never = (): Promise<never> => new Promise(() => undefined);

test('a fetch that was frozen with its sandbox does not delay requests after the thaw', async () => {
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

test('a request that needs credentials replaces a frozen background refresh', async () => {
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
