import { AuthError, createVerifier } from '@cognito-guard/core';
import type { TestPool } from '@cognito-guard/testing';

/** How a verifier answered, and what that cost upstream. */
export interface Outcome {
  readonly code: string;
  readonly status: number;
  /** Requests that the pool's key endpoint saw. */
  readonly fetches: number;
}

/** What every refusal before the key step comes to. */
export const malformed: Outcome = { code: 'malformed_token', status: 401, fetches: 0 };

/** What a good token comes to, on a verifier that has to fetch its keys. */
export const accepted: Outcome = { code: 'accepted', status: 200, fetches: 1 };

/** Anything but an AuthError is a crash, and fails the test that asked. */
const read = (error: unknown): Pick<Outcome, 'code' | 'status'> => {
  if (!AuthError.is(error)) throw error;
  return { code: error.code, status: error.status };
};

type Verify = (token: string) => Promise<unknown>;

const answerOf = (verify: Verify, token: unknown): Promise<Pick<Outcome, 'code' | 'status'>> =>
  verify(token as string).then(() => ({ code: 'accepted', status: 200 }), read);

/**
 * Shows a token to a fresh verifier that holds no keys, then to one that holds them: both must give the same answer.
 *
 * @returns The answer, with the fetches of the verifier that held no keys.
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
