/** A pool, a verifier that trusts it, and the name of its user. */
import { createVerifier, type Verifier } from '@cognito-guard/core';
import { createTestPool, type TestPool } from '@cognito-guard/testing';

export interface World {
  readonly pool: TestPool;
  readonly verifier: Verifier<'access'>;
}

/** Their clock does not advance. */
export const createWorld = async (): Promise<World> => {
  const pool = await createTestPool({ clock: () => 1_795_000_000_000 });
  return { pool, verifier: createVerifier({ ...pool.options, tokenUse: 'access', clock: pool.clock }) };
};

/** The error of a rejected promise. */
export const errorOf = async (promise: Promise<unknown>): Promise<Error> => {
  const outcome: unknown = await promise.catch((error: unknown) => error);
  if (outcome instanceof Error) return outcome;
  throw new Error('It did not reject.');
};
