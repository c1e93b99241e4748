import type { LocalPool } from '../pool/local-pool.ts';
import { type Body, type Input, readInput, type Shape } from './input.ts';

/** An operation: it validates the body of a request and returns the body of the answer. */
export type Operation = (pool: LocalPool, body: Body) => Promise<object>;

/** Operations by name. */
export type Operations = Readonly<Record<string, Operation>>;

/**
 * Defines an operation.
 *
 * @param shape - Its input, as the API reference has it.
 * @param run - Returns the output, or throws a `CognitoError`.
 */
export const operation =
  <const Members extends Shape>(
    shape: Members,
    run: (pool: LocalPool, input: Input<Members>) => object | Promise<object>,
  ): Operation =>
  async (pool, body) =>
    run(pool, readInput(shape, body));
