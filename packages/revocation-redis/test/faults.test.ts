import { readFileSync } from 'node:fs';
import type { RevocationStore } from '@cognito-guard/core';
import { openProxy } from '@cognito-guard/testing/conformance';
import { Redis } from 'ioredis';
import { beforeAll, expect, test, vi } from 'vitest';
import { faultTable, type StoreFault } from '../../core/test/support/store-faults.ts';
import { connectStore } from './recipes/ioredis.ts';
import { startRedis } from './support/redis-server.ts';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

// The recipe logs lost connections to the console.
beforeAll(() => {
  const written = vi.spyOn(console, 'error').mockReturnValue();
  return () => written.mockRestore();
});

interface World {
  readonly server: Awaited<ReturnType<typeof startRedis>>;
  readonly proxy: Awaited<ReturnType<typeof openProxy>>;
  readonly admin: Redis;
  readonly store: RevocationStore;
}

const unknownUser = {
  userPoolId: 'eu-west-1_AbC123xyz',
  subject: 'unknown-user',
  jti: undefined,
  originJti: undefined,
  issuedAt: 0,
};

/** The README's client behind a proxy, and an admin client with a direct connection. */
const fault = (what: string, strike: (world: World) => unknown): StoreFault => ({
  what,
  open: async () => {
    const server = await startRedis();
    const proxy = await openProxy(server.port);
    const admin = new Redis(server.port, '127.0.0.1', { retryStrategy: null });
    admin.on('error', () => undefined);
    const { store, close } = await connectStore(`redis://127.0.0.1:${proxy.port}`);
    return {
      store,
      strike: () => strike({ server, proxy, admin, store }),
      close: async () => {
        close();
        admin.disconnect();
        await proxy[Symbol.asyncDispose]();
        await server[Symbol.asyncDispose]();
      },
    };
  },
});

const faults: readonly StoreFault[] = [
  fault('none', () => undefined),
  fault('connections are cut once', ({ proxy }) => proxy.cut()),
  fault('Redis is stopped', async ({ server, proxy, store }) => {
    await server.stop();
    await proxy[Symbol.asyncDispose]();
    // Until the client detects the loss: it sends a command in progress again after it reconnects.
    await vi.waitFor(() => expect(store.isRevoked(unknownUser)).rejects.toMatchObject({ code: 'CONNECTION_LOST' }));
  }),
  fault('Redis is frozen', ({ server }) => server.freeze()),
  fault('the network swallows every byte', ({ proxy }) => proxy.fallSilent()),
  fault('Redis is out of memory (`noeviction`)', ({ admin }) => admin.config('SET', 'maxmemory', '1')),
  // The primary does not exist.
  fault('Redis became a read-only replica', ({ admin }) => admin.replicaof('127.0.0.1', 1)),
  fault('an ACL forbids the commands', ({ admin }) => admin.acl('SETUSER', 'default', 'nocommands')),
];

test("the README's table lists the response to end users for each fault", async () => {
  expect(readme).toContain(await faultTable(faults));
});
