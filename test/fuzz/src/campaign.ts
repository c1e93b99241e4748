import fc from 'fast-check';
import { authorizerPromise } from './authorizer-promises.ts';
import { type Host, startHono } from './hosts.ts';
import { eventPromise, requestPromise, sourcePromise } from './request-promises.ts';
import { type Tally, tokenPromise } from './token-promises.ts';

/** A promise, and what was seen of it so far. */
export interface Target {
  readonly name: string;
  readonly tally: Tally;
  readonly property: fc.IRawProperty<unknown>;
  /** Cases of a round: about a second's worth. */
  readonly casesPerRound: number;
}

/** How a round ended. */
export interface Round {
  readonly cases: number;
  /** What was found, shrunk; undefined where the promise held. */
  readonly found: string | undefined;
}

/** All promises. */
export const makeTargets = (hosts: readonly Host[]): readonly Target[] => {
  const target = (name: string, casesPerRound: number, make: (tally: Tally) => fc.IRawProperty<unknown>): Target => {
    const tally: Tally = new Map();
    return { name, tally, property: make(tally), casesPerRound };
  };
  return [
    target('tokens', 800, (tally) => tokenPromise(tally)),
    target('requests', 150, (tally) => requestPromise(tally, hosts)),
    target('events', 500, eventPromise),
    target('authorizers', 300, (tally) => authorizerPromise(tally, startHono())),
    target('token sources', 1_500, sourcePromise),
  ];
};

/**
 * Shows a promise new cases.
 *
 * @param target - The promise.
 * @param seed - Another one, other cases.
 * @param cases - How many. Default a round's.
 */
export const runRound = async (target: Target, seed: number, cases: number = target.casesPerRound): Promise<Round> => {
  const details = await fc.check(target.property as fc.IAsyncProperty<unknown>, { seed, numRuns: cases });
  const found = details.failed
    ? `${target.name}, after ${details.numShrinks} times smaller: ${details.errorInstance}`
    : undefined;
  return { cases: details.numRuns, found };
};
