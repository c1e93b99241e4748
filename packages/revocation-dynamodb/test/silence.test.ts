import { createVerifier } from '@cognito-guard/core';
import { createTestPool } from '@cognito-guard/testing';
import { measureSilence, openProxy, silentStoreCases } from '@cognito-guard/testing/conformance';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { createStore } from './recipes/dynamodb.ts';
import { createTable, type TestTable } from './support/table.ts';

let table: TestTable;
beforeAll(async () => {
  table = await createTable();
});
afterAll(() => table[Symbol.asyncDispose]());

/** The README's client behind a proxy. */
const openStore = (port: number): ReturnType<typeof createStore> =>
  createStore({
    region: 'eu-west-1',
    endpoint: `http://127.0.0.1:${port}`,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });

describe.concurrent("the README's recipe", () => {
  test('answers correctly within 2 s after 5 s of silence, at 100 requests per second, and frees its sockets', async () => {
    await using proxy = await openProxy(table.port);
    const { store, close } = openStore(proxy.port);
    const pool = await createTestPool();
    const verifier = createVerifier({ ...pool.options, tokenUse: 'access', revocation: { store, cacheSeconds: 0 } });
    await verifier.ready();

    const tokens = Array.from({ length: 20 }, () => pool.accessToken());
    const revoked = new Set(tokens.slice(10));
    for (const token of revoked) {
      const { userPoolId, claims } = await verifier.verify(token);
      await store.revokeSession({ userPoolId, originJti: claims.origin_jti ?? '' });
    }
    let requests = 0;
    const request = async (): Promise<boolean> => {
      const token = tokens[requests++ % tokens.length] ?? '';
      const code: unknown = await verifier.verify(token).then(
        () => 'accepted',
        (error) => error.code,
      );
      return code === (revoked.has(token) ? 'token_revoked' : 'accepted');
    };
    const report = await measureSilence({ proxy, request });
    expect(report.rightBefore).toBe(1);
    expect(report.rightAfterMs).toBeLessThan(2_000);
    // One probe per second needs one or two sockets; without the store's deadline, all 50 sockets of the client are in use.
    expect(report.connections.silent).toBeLessThan(10);

    close();
    await vi.waitFor(() => expect(proxy.connections).toBe(0));
  });

  test.each(silentStoreCases)('$name', async ({ run }) => {
    await using proxy = await openProxy(table.port);
    const { store, close } = openStore(proxy.port);
    const mismatches = await run({
      store,
      now: () => Date.now() / 1000,
      pass: () => undefined,
      fallSilent: proxy.fallSilent,
      recover: async () => proxy.recover(),
    });
    expect(mismatches).toEqual([]);
    close();
  });
});
