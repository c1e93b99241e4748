import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { simulateFleet } from '../src/fleet.ts';
import { folder, pageOf, readReport } from '../src/page.ts';
import { dollarsPerMonth } from '../src/price.ts';
import { createWorld } from '../src/world.ts';

const world = await createWorld();
const settings = { sandboxes: 12, cacheSeconds: 5, refreshAfterSeconds: 600, secondsBetweenRequests: 5 };

test('a fleet refuses no valid token, and accepts revoked tokens and withdrawn keys no longer than documented', async () => {
  const { cacheSeconds, refreshAfterSeconds } = settings;
  const result = await simulateFleet(world, settings);
  expect(result.wrongRefusals).toBe(0);
  expect(result.revocationStaleSeconds).toBeLessThan(cacheSeconds);
  // Past twice the soft age, with 10 % jitter, a request waits for the refresh.
  expect(result.keyStaleSeconds).toBeLessThan(2.2 * refreshAfterSeconds);
  expect(result.keyStaleSeconds).toBeGreaterThan(0);
});

test('every sandbox fetches keys at its start, at the soft age, and for a new kid', async () => {
  const { keyFetches, keyFetchPeaks, requestsPerSecond } = await simulateFleet(world, settings);
  expect(keyFetches).toBeGreaterThan(settings.sandboxes * 6);
  // Tokens of the withdrawn key cause at most one fetch per sandbox in 5 seconds.
  expect(keyFetches).toBeLessThan(settings.sandboxes * (12 + 1_500 / 5));
  expect(keyFetchPeaks.coldStart).toBeGreaterThan(0);
  expect(requestsPerSecond).toBeCloseTo(settings.sandboxes / settings.secondsBetweenRequests, 0);
});

test('a longer cacheSeconds saves store calls if few instances share the traffic', async () => {
  const few = { ...settings, sandboxes: 1, secondsBetweenRequests: 0.5 };
  const short = await simulateFleet(world, few);
  const long = await simulateFleet(world, { ...few, cacheSeconds: 60 });
  expect(long.questionsPerSecond).toBeLessThan(short.questionsPerSecond);
  expect(long.revocationStaleSeconds).toBeGreaterThan(5);
  expect(long.revocationStaleSeconds).toBeLessThan(60);
});

test('a million read request units cost $0.125', () => {
  // Two items are one unit; a month has 2,628,000 seconds.
  expect(dollarsPerMonth(2_000_000 / 2_628_000)).toBeCloseTo(0.125);
});

test('the page in docs/fleet matches its figures', async () => {
  expect(readFileSync(join(folder, 'README.md'), 'utf8')).toBe(pageOf(await readReport()));
});
