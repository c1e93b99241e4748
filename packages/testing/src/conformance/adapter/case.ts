import { createTestPool, type TestPool } from '../../user-pool/pool.ts';

/** One HTTP request. */
export interface ConformanceRequest {
  readonly method: string;
  /** Path and query, for example `/query?access_token=…`. */
  readonly path: string;
  /** Name and value pairs in order; a name can appear twice. */
  readonly headers: readonly (readonly [name: string, value: string])[];
}

/** The expected `WWW-Authenticate: Bearer` header. A parameter that is missing here must be missing there. */
export interface ConformanceChallenge {
  readonly error?: string;
  readonly scope?: string;
  readonly acrValues?: string;
  readonly maxAge?: string;
}

/** The expected answer. Members that are missing here are not compared. */
export interface ConformanceAnswer {
  readonly status: number;
  /** The error's code, expected in the `x-auth-code` response header; `null`: that header must be absent. */
  readonly code?: string | null;
  /** `{}` is a challenge without error and scope; `null`: the header must be absent. */
  readonly challenge?: ConformanceChallenge | null;
  /** The value of `Cache-Control`; `null`: the header must be absent. */
  readonly cacheControl?: string | null;
  /** The answer must carry `Retry-After` in whole seconds. */
  readonly retryAfter?: true;
  /** The `subject` in the JSON body of a 200; `null` is an anonymous caller. */
  readonly subject?: string | null;
}

/** The pools of the app under test. Made by {@link createConformanceWorld}. */
export interface ConformanceWorld {
  /** The pool that the app trusts, with `tokenUse: 'access'` and `clientId: pool.clientId`. */
  readonly pool: TestPool;
  /** A pool the app must not trust. It shares the region and the client id, so that only the issuer differs. */
  readonly otherPool: TestPool;
}

/** One case of the suite: this request has this answer. */
export interface ConformanceCase {
  /** A sentence, unique among all cases. */
  readonly name: string;
  /** The request, with tokens made at the time of the call. */
  request(world: ConformanceWorld): ConformanceRequest;
  readonly answer: ConformanceAnswer;
  /** Prepares the world, for example by breaking the pool's `fetch`. */
  before?(world: ConformanceWorld): void | Promise<void>;
  /** Undoes {@link ConformanceCase.before}, also after a failed case. */
  after?(world: ConformanceWorld): void | Promise<void>;
}

/**
 * Creates the two pools.
 *
 * @param options - `clock`: milliseconds since the epoch, default `Date.now`; pass the clock of the app's verifier.
 *
 * @example
 * ```ts
 * import { createVerifier } from '@cognito-guard/core';
 * import { createConformanceWorld } from '@cognito-guard/testing/conformance';
 *
 * const world = await createConformanceWorld();
 * // The verifier of the app with conformanceRoutes.
 * const verifier = createVerifier({ ...world.pool.options, tokenUse: 'access' });
 * ```
 */
export async function createConformanceWorld(
  options: { readonly clock?: () => number } = {},
): Promise<ConformanceWorld> {
  const [pool, otherPool] = await Promise.all([
    createTestPool(options),
    createTestPool({ ...options, userPoolId: 'eu-west-1_OtherPool2' }),
  ]);
  return { pool, otherPool };
}
