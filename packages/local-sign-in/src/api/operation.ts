import { CognitoError } from '../pool/cognito-error.ts';
import type { LocalPool } from '../pool/local-pool.ts';
import { type Body, type Input, readInput, type Shape } from './input.ts';
import { userPoolId } from './members.ts';

/** An operation of the API. */
export interface Operation {
  /** Whether AWS requires a request that is signed with AWS credentials. */
  readonly isSigned: boolean;
  /** Validates the body of a request and resolves to the body of the answer. */
  run(pool: LocalPool, body: Body): Promise<object>;
}

/** Operations by name. */
export type Operations = Readonly<Record<string, Operation>>;

/**
 * Defines an operation that apps call.
 *
 * @param shape - Its input, as the API reference has it.
 * @param run - Returns the output, or throws a `CognitoError`.
 */
export const operation = <const Members extends Shape>(
  shape: Members,
  run: (pool: LocalPool, input: Input<Members>) => object | Promise<object>,
): Operation => ({ isSigned: false, run: async (pool, body) => run(pool, readInput(shape, body)) });

const requirePool = ({ config }: LocalPool, given: string): void => {
  if (given === config.userPoolId) return;
  throw new CognitoError('ResourceNotFoundException', `User pool ${given} does not exist.`);
};

/** Defines an operation on the pool, which names it and which AWS requires to be signed. */
export const adminOperation = <const Members extends Shape>(
  shape: Members,
  run: (pool: LocalPool, input: Input<Members>) => object | Promise<object>,
): Operation => ({
  isSigned: true,
  run: async (pool, body) => {
    const input = readInput(shape, body, { UserPoolId: userPoolId });
    requirePool(pool, userPoolId(body['UserPoolId'], 'userPoolId'));
    return run(pool, input);
  },
});
