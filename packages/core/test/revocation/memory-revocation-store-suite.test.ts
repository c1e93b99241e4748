import { memoryRevocationStore } from '@cognito-guard/core/revocation';
import { type RevocationStoreWorld, revocationStoreCases } from '@cognito-guard/testing/conformance';
import { expect, test } from 'vitest';

const openWorld = (): RevocationStoreWorld => {
  let passed = 0;
  const clock = (): number => Date.now() + passed * 1000;
  return {
    store: memoryRevocationStore({ clock }),
    now: () => clock() / 1000,
    pass: (seconds) => {
      passed += seconds;
    },
  };
};

const world = openWorld();

test.each(revocationStoreCases)('$name', async ({ run }) => {
  expect(await run(world)).toEqual([]);
});
