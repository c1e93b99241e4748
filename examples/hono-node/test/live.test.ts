import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createVerifier } from '@cognito-guard/core';
import { memoryRevocationStore, signOut } from '@cognito-guard/core/revocation';
import { createTestPool } from '@cognito-guard/testing';
import { sendRaw } from '@cognito-guard/testing/conformance';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { createApp } from '../src/app.ts';
import { serveApp } from '../src/serve.ts';

const pool = await createTestPool();

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] }));
afterEach(() => void vi.useRealTimers());

/** The app with a store, and a user of it. */
const start = async () => {
  const store = memoryRevocationStore();
  const verifier = createVerifier({ ...pool.options, tokenUse: 'access', revocation: { store } });
  const token = pool.accessToken({ expiresIn: 3_600 });
  const auth = await verifier.verify(token);
  const server = await serveApp(createApp(verifier), 0, '127.0.0.1');
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    host,
    token,
    revoke: () => signOut(auth, { store }),
    [Symbol.asyncDispose]: async () => {
      server.close();
      if ('closeAllConnections' in server) server.closeAllConnections();
      await once(server, 'close');
    },
  };
};

/** Advances the time until some work is done, at most by some seconds. */
const advanceUntil = async (isDone: () => boolean, seconds: number): Promise<number> => {
  for (let passed = 0; ; passed++) {
    if (isDone() || passed > seconds) return passed;
    await vi.advanceTimersByTimeAsync(1_000);
    await new Promise((resolve) => setImmediate(resolve));
  }
};

const openEvents = async ({ host, token }: { readonly host: string; readonly token: string }) => {
  let ended = false;
  const timers = vi.getTimerCount();
  const reply = sendRaw(`http://${host}`, {
    method: 'GET',
    path: '/live/events',
    headers: [['Authorization', `Bearer ${token}`]],
  });
  reply.finally(() => {
    ended = true;
  });
  await vi.waitFor(() => expect(vi.getTimerCount()).toBeGreaterThan(timers));
  return { reply, isEnded: () => ended };
};

const openSocket = async ({ host, token }: { readonly host: string; readonly token: string }) => {
  const socket = new WebSocket(`ws://${host}/live/socket`, ['bearer', token]);
  const closed = once(socket, 'close');
  const [message] = await once(socket, 'message');
  expect([socket.protocol, String(message)]).toEqual(['bearer', '{"id":1,"item":"tea"}']);
  return { closed, isClosed: () => socket.readyState === WebSocket.CLOSED, close: () => socket.close() };
};

test('a stream of events ends when its token expires', async () => {
  await using app = await start();
  const { reply, isEnded } = await openEvents(app);
  const seconds = await advanceUntil(isEnded, 3_700);
  expect(seconds).toBeGreaterThan(3_600);
  expect(seconds).toBeLessThan(3_620);
  expect((await reply).body).toContain('data: {"id":1,"item":"tea"}\n\n');
});

test('a stream of events ends within a minute of the sign-out of its user', async () => {
  await using app = await start();
  const { isEnded } = await openEvents(app);
  expect(await advanceUntil(isEnded, 300)).toBe(301);
  await app.revoke();
  expect(await advanceUntil(isEnded, 100)).toBeLessThan(70);
});

test('a WebSocket is closed with 3000 when its token expires', async () => {
  await using app = await start();
  const socket = await openSocket(app);
  expect(await advanceUntil(socket.isClosed, 3_700)).toBeGreaterThan(3_600);
  expect((await socket.closed).map(String)).toEqual(['3000', 'token_expired']);
});

test('a WebSocket is closed with 3000 within a minute of the sign-out of its user', async () => {
  await using app = await start();
  const socket = await openSocket(app);
  await app.revoke();
  expect(await advanceUntil(socket.isClosed, 100)).toBeLessThan(70);
  expect((await socket.closed).map(String)).toEqual(['3000', 'token_revoked']);
});

test('no check of a token outlives its WebSocket', async () => {
  await using app = await start();
  const timers = vi.getTimerCount();
  const socket = await openSocket(app);
  expect(vi.getTimerCount()).toBeGreaterThan(timers);
  socket.close();
  await socket.closed;
  await vi.waitFor(() => expect(vi.getTimerCount()).toBe(timers));
});
