import { createVerifier } from '@cognito-guard/core';
import { createTestPool } from '@cognito-guard/testing';
import { measureSilence, openProxy, silentStoreCases } from '@cognito-guard/testing/conformance';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { recipes } from './recipes/index.ts';
import { type RedisServer, startRedis } from './support/redis-server.ts';

let server: RedisServer;
beforeAll(async () => {
  server = await startRedis();
});
afterAll(() => server[Symbol.asyncDispose]());
// The recipes log lost connections to the console.
beforeAll(() => {
  const written = vi.spyOn(console, 'error').mockReturnValue();
  return () => written.mockRestore();
});

describe.concurrent.each(recipes)("the README's recipe for $name", ({ connectStore }) => {
  test('answers correctly within 2 s after 5 s of silence, at 100 requests per second, on one connection', async () => {
    await using proxy = await openProxy(server.port);
    const { store, close } = await connectStore(`redis://127.0.0.1:${proxy.port}`);
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
    expect(report.connections).toMatchObject({ before: 1, after: 1 });

    await close();
    await vi.waitFor(() => expect(proxy.connections).toBe(0));
  });

  test.each(silentStoreCases)('$name', async ({ run }) => {
    await using proxy = await openProxy(server.port);
    const { store, close } = await connectStore(`redis://127.0.0.1:${proxy.port}`);
    const token = { userPoolId: 'eu-west-1_AbC123xyz', subject: 'ann', jti: 'a', originJti: 'b', issuedAt: 0 };
    const mismatches = await run({
      store,
      now: () => Date.now() / 1000,
      pass: () => undefined,
      fallSilent: proxy.fallSilent,
      recover: async () => {
        proxy.recover();
        await vi.waitFor(() => store.isRevoked(token), { timeout: 5_000 });
      },
    });
    expect(mismatches).toEqual([]);
    await close();
  });
});
