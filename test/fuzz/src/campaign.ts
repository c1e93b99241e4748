import fc from 'fast-check';
import { authorizerPromise } from './authorizer-promises.ts';
import { type Host, startHono } from './hosts.ts';
import { eventPromise, requestPromise, sourcePromise } from './request-promises.ts';
import { type Tally, tokenPromise } from './token-promises.ts';

/** A promise and the tally of its cases. */
export interface Target {
  readonly name: string;
  readonly tally: Tally;
  readonly property: fc.IRawProperty<unknown>;
  /** Cases per round, about one second. */
  readonly casesPerRound: number;
}

/** The result of a round. */
export interface Round {
  readonly cases: number;
  /** The shrunk finding; undefined if the promise held. */
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
 * Checks a promise with new cases.
 *
 * @param target - The promise.
 * @param seed - Determines the cases.
 * @param cases - The number of cases. Default: one round.
 */
export const runRound = async (target: Target, seed: number, cases: number = target.casesPerRound): Promise<Round> => {
  const details = await fc.check(target.property as fc.IAsyncProperty<unknown>, { seed, numRuns: cases });
  const found = details.failed
    ? `${target.name}, after ${details.numShrinks} shrinks: ${details.errorInstance}`
    : undefined;
  return { cases: details.numRuns, found };
};
