import { concurrencyCases } from './concurrency-cases.ts';
import { idCases } from './id-cases.ts';
import { incidentCases } from './incident-cases.ts';
import { lifetimeCases } from './lifetime-cases.ts';
import { mistakeCases } from './mistake-cases.ts';
import { scopeCases } from './scope-cases.ts';
import type { RevocationStoreCase } from './world.ts';

/**
 * The conformance suite of revocation stores. Further cases for stores with more abilities: {@link visibleStoreCases},
 * {@link lastingStoreCases}, {@link remoteStoreCases}, {@link silentStoreCases}.
 *
 * @example
 * ```ts
 * import { type RevocationStoreWorld, revocationStoreCases } from '@cognito-guard/testing/conformance';
 * import { expect, test } from 'vitest';
 *
 * const runSuite = (world: RevocationStoreWorld): void => {
 *   test.each(revocationStoreCases)('$name', async ({ run }) => {
 *     expect(await run(world)).toEqual([]);
 *   });
 * };
 * ```
 */
export const revocationStoreCases: readonly RevocationStoreCase[] = [
  ...scopeCases,
  ...idCases,
  ...concurrencyCases,
  ...lifetimeCases,
  ...mistakeCases,
  ...incidentCases,
];
