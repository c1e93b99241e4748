/**
 * Simulates an hour of each fleet and writes docs/fleet: `npm run fleet`. It takes about ten minutes on one core. With
 * `--page`, it rewrites the page from the figures of the last run.
 */
import { parseArgs } from 'node:util';
import { type FleetResult, simulateFleet } from './fleet.ts';
import { readReport, writePage } from './page.ts';
import type { FleetSettings } from './sandbox.ts';
import { sizes, spreads } from './scenarios.ts';
import { createWorld, type World } from './world.ts';

const runAll = async (world: World, all: readonly FleetSettings[]): Promise<readonly FleetResult[]> => {
  const results: FleetResult[] = [];
  for (const settings of all) {
    const startedAt = performance.now();
    results.push(await simulateFleet(world, settings));
    const took = Math.round((performance.now() - startedAt) / 1_000);
    console.log(`${settings.sandboxes} sandboxes, cacheSeconds ${settings.cacheSeconds}: ${took} s`);
  }
  return results;
};

const { values } = parseArgs({ options: { page: { type: 'boolean', default: false } } });
if (values.page) {
  await writePage(await readReport());
} else {
  const world = await createWorld();
  await writePage({ spreads: await runAll(world, spreads), sizes: await runAll(world, sizes) });
}
