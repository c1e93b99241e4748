import { AuthError, createVerifier } from '@cognito-guard/core';
import type { TestPool } from '@cognito-guard/testing';

/** A verifier's answer, and its number of fetches. */
export interface Outcome {
  readonly code: string;
  readonly status: number;
  /** Requests to the pool's key endpoint. */
  readonly fetches: number;
}

/** The outcome of every refusal before the key step. */
export const malformed: Outcome = { code: 'malformed_token', status: 401, fetches: 0 };

/** The outcome of a good token on a verifier without keys. */
export const accepted: Outcome = { code: 'accepted', status: 200, fetches: 1 };

/** Any error other than an AuthError is a crash, and fails the test. */
const read = (error: unknown): Pick<Outcome, 'code' | 'status'> => {
  if (!AuthError.is(error)) throw error;
  return { code: error.code, status: error.status };
};

type Verify = (token: string) => Promise<unknown>;

const answerOf = (verify: Verify, token: unknown): Promise<Pick<Outcome, 'code' | 'status'>> =>
  verify(token as string).then(() => ({ code: 'accepted', status: 200 }), read);

/**
 * Passes a token to a new verifier without keys, then to one with keys: both must give the same answer.
 *
 * @returns The answer, with the fetches of the verifier without keys.
 */
export const outcomeOf = async (
  pool: TestPool,
  token: unknown,
  options: { readonly maxTokenLength?: number; readonly tokenUse?: 'access' | 'id' } = {},
): Promise<Outcome> => {
  const settings = { ...pool.options, tokenUse: 'access', ...options } as const;
  const before = pool.fetchCount;
  const cold = await answerOf(createVerifier(settings).verify, token);
  const fetches = pool.fetchCount - before;
  const warm = createVerifier(settings);
  await warm.ready();
  const again = await answerOf(warm.verify, token);
  if (again.code !== cold.code) throw new Error(`cold: ${cold.code}, warm: ${again.code}`);
  return { ...cold, fetches };
};
