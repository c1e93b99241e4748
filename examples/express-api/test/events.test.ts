import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createVerifier } from '@cognito-guard/core';
import { memoryRevocationStore, signOut } from '@cognito-guard/core/revocation';
import { createTestPool } from '@cognito-guard/testing';
import { sendRaw } from '@cognito-guard/testing/conformance';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createApp } from '../src/app.ts';

const pool = await createTestPool();

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] }));
afterEach(() => void vi.useRealTimers());

/** Opens a stream of events with a new token. */
const openStream = async () => {
  const store = memoryRevocationStore();
  const verifier = createVerifier({ ...pool.options, tokenUse: 'access', revocation: { store } });
  const token = pool.accessToken({ scope: ['orders/read'], expiresIn: 3_600 });
  const auth = await verifier.verify(token);
  const server = createApp(verifier).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  let ended = false;
  const timers = vi.getTimerCount();
  const reply = sendRaw(origin, {
    method: 'GET',
    path: '/api/orders/events',
    headers: [['Authorization', `Bearer ${token}`]],
  });
  reply.finally(() => {
    ended = true;
  });
  await vi.waitFor(() => expect(vi.getTimerCount()).toBeGreaterThan(timers));
  return {
    reply,
    isOpen: () => !ended,
    revoke: () => signOut(auth, { store }),
    [Symbol.asyncDispose]: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
};

test('a stream of events ends when its token expires', async () => {
  await using stream = await openStream();
  await vi.advanceTimersByTimeAsync(3_590_000);
  expect(stream.isOpen()).toBe(true);
  await vi.advanceTimersByTimeAsync(20_000);
  const { status, body } = await stream.reply;
  expect(status).toBe(200);
  expect(body).toContain('data: {"id":1,"item":"tea"}\n\n');
});

test('a stream of events ends within a minute of the sign-out of its user', async () => {
  await using stream = await openStream();
  await vi.advanceTimersByTimeAsync(300_000);
  expect(stream.isOpen()).toBe(true);
  await stream.revoke();
  await vi.advanceTimersByTimeAsync(66_000);
  expect((await stream.reply).status).toBe(200);
});
