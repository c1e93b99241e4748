import { createTestPool, type TestPool } from '../pool.ts';

/** One request of the contract, as it goes over the wire. */
export interface ContractRequest {
  readonly method: string;
  /** Path and query, for example `/query?access_token=…`. */
  readonly path: string;
  /** Name and value pairs in order; a name may stand twice. */
  readonly headers: readonly (readonly [name: string, value: string])[];
}

/** What the `WWW-Authenticate: Bearer` header must say. A parameter left out here must be absent there. */
export interface ContractChallenge {
  readonly error?: string;
  readonly scope?: string;
}

/** The answer every adapter must give. What is left out is not compared. */
export interface ContractAnswer {
  readonly status: number;
  /** The error's code, expected in the `x-auth-code` response header; `null`: that header must be absent. */
  readonly code?: string | null;
  /** `{}` is a challenge without error and scope; `null`: the header must be absent. */
  readonly challenge?: ContractChallenge | null;
  /** The value of `Cache-Control`; `null`: the header must be absent. */
  readonly cacheControl?: string | null;
  /** The answer must carry `Retry-After` in whole seconds. */
  readonly retryAfter?: true;
  /** The `subject` in the JSON body of a 200; `null` is an anonymous caller. */
  readonly subject?: string | null;
}

/** The pools a contract app knows of. Made by {@link createContractWorld}. */
export interface ContractWorld {
  /** The pool the app guards its routes with: `tokenUse: 'access'`, `clientId: pool.clientId`. */
  readonly pool: TestPool;
  /** A pool the app must not trust. It shares the region and the client id, so that only the issuer differs. */
  readonly otherPool: TestPool;
}

/** One promise of the contract: this request has this answer. */
export interface ContractCase {
  /** A sentence, unique among all cases. */
  readonly name: string;
  /** The request, with tokens made at the time of the call. */
  request(world: ContractWorld): ContractRequest;
  readonly answer: ContractAnswer;
  /** Prepares the world, for example by breaking the pool's `fetch`. */
  before?(world: ContractWorld): void | Promise<void>;
  /** Undoes {@link ContractCase.before}; run it whether the case passed or not. */
  after?(world: ContractWorld): void | Promise<void>;
}

/**
 * Makes the two pools. Take the clock's default unless the app's verifier shares yours.
 *
 * @example
 * ```ts
 * import { createVerifier } from '@cognito-guard/core';
 * import { createContractWorld } from '@cognito-guard/testing';
 *
 * const world = await createContractWorld();
 * // What the app's routes authenticate with; contractRoutes lists them.
 * const verifier = createVerifier({ ...world.pool.options, tokenUse: 'access' });
 * ```
 */
export async function createContractWorld(options: { readonly clock?: () => number } = {}): Promise<ContractWorld> {
  const [pool, otherPool] = await Promise.all([
    createTestPool(options),
    createTestPool({ ...options, userPoolId: 'eu-west-1_OtherPool2' }),
  ]);
  return { pool, otherPool };
}
