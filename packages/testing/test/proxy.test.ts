import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { measureSilence, openProxy, type TestProxy } from '@cognito-guard/testing/conformance';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

/** Sends back what it is sent. */
const echo = createServer((socket) => {
  socket.on('error', () => undefined);
  socket.pipe(socket);
});
let port: number;
let proxy: TestProxy;

beforeAll(async () => {
  await once(echo.listen(0, '127.0.0.1'), 'listening');
  port = (echo.address() as AddressInfo).port;
});
afterAll(() => {
  echo.close();
});
beforeEach(async () => {
  proxy = await openProxy(port);
  return () => proxy[Symbol.asyncDispose]();
});

const open = async (to = proxy.port): Promise<Socket> => {
  const socket = connect(to, '127.0.0.1').on('error', () => undefined);
  await once(socket, 'connect');
  return socket;
};

/** @returns Whether a text comes back within 100 ms. */
const isAnswered = async (socket: Socket): Promise<boolean> => {
  const answer = once(socket, 'data', { signal: AbortSignal.timeout(100) });
  socket.write('hello');
  return answer.then(
    ([bytes]) => String(bytes) === 'hello',
    () => false,
  );
};

describe('a proxy', () => {
  test('passes bytes, and counts the connections of its clients', async () => {
    expect(proxy.connections).toBe(0);
    const socket = await open();
    expect(await isAnswered(socket)).toBe(true);
    expect(proxy.connections).toBe(1);
    socket.destroy();
    while (proxy.connections > 0) await new Promise(setImmediate);
  });

  test('while silent, accepts connections without answering or closing them', async () => {
    const before = await open();
    proxy.fallSilent();
    const during = await open();
    expect(await Promise.all([isAnswered(before), isAnswered(during)])).toEqual([false, false]);
    expect([before.destroyed, during.destroyed]).toEqual([false, false]);
  });

  test('after recovery, keeps connections that lost bytes half-open, and serves the others', async () => {
    const [lossy, idle] = [await open(), await open()];
    proxy.fallSilent();
    expect(await isAnswered(lossy)).toBe(false);
    proxy.recover();
    expect(await isAnswered(lossy)).toBe(false);
    expect(await isAnswered(idle)).toBe(true);
    expect(await isAnswered(await open())).toBe(true);
  });

  test('cut() resets every connection', async () => {
    const socket = await open();
    const closed = new Promise((resolve) => socket.on('close', resolve));
    proxy.cut();
    await closed;
    expect(proxy.connections).toBe(0);
  });
});

test('measureSilence sees a client with new connections recover, and one with an old connection never', async () => {
  await using other = await openProxy(port);
  const requestOverNewConnection = async (): Promise<boolean> => {
    const socket = await open(other.port);
    const answer = await isAnswered(socket);
    socket.destroy();
    return answer;
  };
  const kept = (await open()).setMaxListeners(0);
  const [anew, keeping] = await Promise.all([
    measureSilence({ proxy: other, request: requestOverNewConnection }),
    measureSilence({ proxy, request: () => isAnswered(kept) }),
  ]);
  expect(anew.rightBefore).toBeGreaterThan(0.5);
  expect(anew.rightAfterMs).toBeLessThan(Number.POSITIVE_INFINITY);
  expect(keeping.rightBefore).toBeGreaterThan(0.5);
  expect(keeping.rightAfterMs).toBe(Number.POSITIVE_INFINITY);
  expect(keeping.connections).toEqual({ before: 1, silent: 1, after: 1 });
});
