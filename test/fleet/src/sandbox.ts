import { AuthError, createVerifier } from '@cognito-guard/core';
import { dynamoDbRevocationStore } from '@cognito-guard/revocation-dynamodb';
import { tableName } from './table.ts';
import type { Tally } from './tally.ts';
import { hour, type World } from './world.ts';

/** Settings of a fleet. */
export interface FleetSettings {
  readonly sandboxes: number;
  readonly cacheSeconds: number;
  readonly refreshAfterSeconds: number;
  /** Average seconds between two requests of one sandbox; the gaps are exponentially distributed. */
  readonly secondsBetweenRequests: number;
}

/** The whole fleet starts within this time; a sandbox that ends is replaced immediately. */
const rampSeconds = 60;
const lifetimeSeconds = { min: 600, max: 3_600 } as const;

/** A random gap between two requests. */
const gap = (mean: number, random: () => number): number => -Math.log(1 - random()) * mean;

/** Waits for a background refresh, which uses no network here. */
const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 5; turn++) await new Promise(setImmediate);
};

/** One sandbox: an application's verifier, from its first request to its end. */
const live = async (
  world: World,
  settings: FleetSettings,
  [from, to]: readonly [number, number],
  random: () => number,
  tally: Tally,
): Promise<void> => {
  const { pool, startedAt, table } = world;
  let second = from;
  let fetches = 0;
  const clock = (): number => Math.round(startedAt + second * 1_000);
  const client = table.clientOf(clock, (items) => {
    tally.questions.add(second);
    tally.itemsRead.add(second, items);
  });
  const verifier = createVerifier({
    ...pool.options,
    tokenUse: 'access',
    clock,
    keys: {
      refreshAfterSeconds: settings.refreshAfterSeconds,
      fetch: async () => {
        fetches += 1;
        tally.keyFetches.add(second);
        return new Response(world.keySetAt(second));
      },
    },
    revocation: {
      store: dynamoDbRevocationStore({ client, tableName, clock }),
      cacheSeconds: settings.cacheSeconds,
    },
  });

  while (second < to) {
    const before = fetches;
    const { token, endedAt, isRevoked } = world.presentedAt(second, random);
    tally.requests.add(second);
    const staleSeconds = second - endedAt;
    try {
      await verifier.verify(token);
      if (isRevoked) tally.revocationStaleSeconds = Math.max(tally.revocationStaleSeconds, staleSeconds);
      else tally.keyStaleSeconds = Math.max(tally.keyStaleSeconds, staleSeconds);
    } catch (error) {
      if (!AuthError.is(error)) throw error;
      if (staleSeconds < 0) tally.wrongRefusals += 1;
    }
    if (fetches !== before) await settle();
    second += gap(settings.secondsBetweenRequests, random);
  }
};

/** One place in the fleet for the whole hour: a sandbox and its replacements. */
export const runPlace = async (
  world: World,
  settings: FleetSettings,
  random: () => number,
  tally: Tally,
): Promise<void> => {
  let from = random() * rampSeconds;
  while (from < hour.end) {
    const lifetime = lifetimeSeconds.min + random() * (lifetimeSeconds.max - lifetimeSeconds.min);
    const to = Math.min(hour.end, from + lifetime);
    await live(world, settings, [from, to], random, tally);
    from = to;
  }
};
