import { setTimeout as pause } from 'node:timers/promises';
import type { TestKey } from '@cognito-guard/testing';
import { JumpingClock } from './clock.ts';
import { type KeysEndpoint, startKeysEndpoint } from './keys-endpoint.ts';
import { putUnderLoad } from './load.ts';
import type { Subject, Usage } from './subject.ts';
import { Tally } from './tally.ts';
import { makeKeys, Timeline } from './timeline.ts';
import { TokenStream } from './tokens.ts';

/** The pool of the servers' verifiers. */
interface PoolNames {
  readonly userPoolId: string;
  readonly clientId: string;
}

/** Options of a run. */
export interface SoakOptions {
  readonly seconds: number;
  /** Milliseconds between two steps of the timeline. */
  readonly stepMs: number;
  /** Connections to each server. */
  readonly connections: number;
  /** Starts the servers, each with its own keys endpoint. */
  readonly start: readonly ((pool: PoolNames, endpoint: KeysEndpoint) => Promise<Subject>)[];
}

/** The result of one server. */
export interface SoakResult {
  readonly tally: Tally;
  readonly fetches: number;
  readonly usage: readonly (Usage & { readonly second: number })[];
}

const watch = async (subject: Subject, startedAt: number, isOver: () => boolean): Promise<SoakResult['usage']> => {
  const seen: (Usage & { second: number })[] = [];
  while (!isOver()) {
    seen.push({ ...(await subject.usage()), second: (Date.now() - startedAt) / 1000 });
    for (let second = 0; second < 5 && !isOver(); second++) await pause(1_000);
  }
  return seen;
};

/** Sends load to servers while the timeline runs, and checks every answer. Ends early after many wrong answers. */
export const soak = async ({ seconds, stepMs, connections, start }: SoakOptions): Promise<readonly SoakResult[]> => {
  const keys = makeKeys();
  const [first] = keys as readonly [TestKey, ...TestKey[]];
  const clock = new JumpingClock();
  const stream = await TokenStream.create(clock.now, first);
  const subjects = await Promise.all(
    start.map(async (startOne) => startOne(stream.pool, await startKeysEndpoint([first]))),
  );
  const startedAt = Date.now();
  const tallies = new Map(subjects.map((subject) => [subject, new Tally(subject.name, startedAt)]));
  const isOver = (): boolean =>
    Date.now() - startedAt > seconds * 1000 || [...tallies.values()].some(({ isHopeless }) => isHopeless);
  const timeline = new Timeline(subjects, clock, stream, keys);
  const load = { stream, clock, isOver, changedAt: () => timeline.changedAt };
  try {
    const [, ...results] = await Promise.all([
      timeline.run(isOver, stepMs),
      ...[...tallies].map(async ([subject, tally]): Promise<SoakResult> => {
        const [usage] = await Promise.all([
          watch(subject, startedAt, isOver),
          putUnderLoad(subject, tally, load, connections),
        ]);
        return { tally, fetches: subject.endpoint.log.length, usage };
      }),
    ]);
    return results;
  } finally {
    await Promise.all(subjects.map((subject) => subject.close()));
  }
};
