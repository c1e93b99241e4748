import { concurrencyCases } from './concurrency-cases.ts';
import { idCases } from './id-cases.ts';
import { incidentCases } from './incident-cases.ts';
import { lifetimeCases } from './lifetime-cases.ts';
import { mistakeCases } from './mistake-cases.ts';
import { scopeCases } from './scope-cases.ts';
import type { RevocationStoreCase } from './world.ts';

/**
 * What every revocation store promises, to be run against yours. Stores that can do more have more to promise:
 * {@link visibleStoreCases}, {@link lastingStoreCases}, {@link remoteStoreCases}.
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
