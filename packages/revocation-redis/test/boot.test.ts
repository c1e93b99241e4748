import { createVerifier } from '@cognito-guard/core';
import { createTestPool } from '@cognito-guard/testing';
import { beforeAll, expect, test, vi } from 'vitest';
import { recipes } from './recipes/index.ts';
import { startRedis } from './support/redis-server.ts';

// The recipes log connection failures to the console.
beforeAll(() => {
  const written = vi.spyOn(console, 'error').mockReturnValue();
  return () => written.mockRestore();
});

const pool = await createTestPool();
const verifierWith = (store: Awaited<ReturnType<(typeof recipes)[number]['connectStore']>>['store']) =>
  createVerifier({ ...pool.options, tokenUse: 'access', revocation: { store } });

test.each(recipes)('$name: with a wrong password at boot, ready() rejects', async ({ connectStore }) => {
  await using server = await startRedis('--requirepass', 'right');
  const { store, close } = await connectStore(`redis://:wrong@127.0.0.1:${server.port}`);
  try {
    await expect(verifierWith(store).ready()).rejects.toMatchObject({ code: 'revocation_unavailable' });
  } finally {
    await close();
  }
});

test.each(recipes)('$name: with Redis down at boot, ready() rejects, and resolves once it is up', async (recipe) => {
  await using server = await startRedis();
  await server.stop();
  const { store, close } = await recipe.connectStore(`redis://127.0.0.1:${server.port}`);
  const verifier = verifierWith(store);
  try {
    await expect(verifier.ready()).rejects.toMatchObject({ code: 'revocation_unavailable' });
    await server.start();
    await vi.waitFor(() => verifier.ready(), { timeout: 10_000, interval: 50 });
  } finally {
    await close();
  }
});

test.each(recipes)('$name: with Redis up at boot, the first ready() resolves', async ({ connectStore }) => {
  await using server = await startRedis();
  const { store, close } = await connectStore(`redis://127.0.0.1:${server.port}`);
  try {
    await verifierWith(store).ready();
  } finally {
    await close();
  }
});
