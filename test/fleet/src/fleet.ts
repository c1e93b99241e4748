import { randomFrom } from './random.ts';
import { type FleetSettings, runPlace } from './sandbox.ts';
import { Tally } from './tally.ts';
import { hour, type World } from './world.ts';

/** The results of one hour of a fleet. */
export interface FleetResult extends FleetSettings {
  readonly requestsPerSecond: number;
  /** The most key fetches in one second. */
  readonly keyFetchPeaks: {
    readonly coldStart: number;
    readonly refresh: number;
    readonly rotation: number;
    readonly withdrawal: number;
  };
  readonly keyFetches: number;
  readonly questionPeak: number;
  readonly questionsPerSecond: number;
  readonly itemsReadPerSecond: number;
  readonly revocationStaleSeconds: number;
  readonly keyStaleSeconds: number;
  readonly wrongRefusals: number;
}

/** Fetches of the first two minutes are cold starts; refreshes start at the soft age. */
const coldStartEndsAt = 120;

/** Simulates the hour, one sandbox after another: they share only the world, which is a function of time. */
export const simulateFleet = async (world: World, settings: FleetSettings): Promise<FleetResult> => {
  const tally = new Tally();
  for (let place = 0; place < settings.sandboxes; place++) {
    await runPlace(world, settings, randomFrom(place + 1), tally);
  }
  return {
    ...settings,
    requestsPerSecond: tally.requests.total() / hour.end,
    keyFetchPeaks: {
      coldStart: tally.keyFetches.peak(0, coldStartEndsAt),
      refresh: tally.keyFetches.peak(coldStartEndsAt, hour.rotatedAt),
      rotation: tally.keyFetches.peak(hour.rotatedAt, hour.withdrawnAt),
      withdrawal: tally.keyFetches.peak(hour.withdrawnAt, hour.end),
    },
    keyFetches: tally.keyFetches.total(),
    questionPeak: tally.questions.peak(),
    questionsPerSecond: tally.questions.total() / hour.end,
    itemsReadPerSecond: tally.itemsRead.total() / hour.end,
    revocationStaleSeconds: tally.revocationStaleSeconds,
    keyStaleSeconds: tally.keyStaleSeconds,
    wrongRefusals: tally.wrongRefusals,
  };
};
