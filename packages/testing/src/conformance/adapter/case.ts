import { createTestPool, type TestPool } from '../../pool.ts';

/** One request, as it is sent. */
export interface ConformanceRequest {
  readonly method: string;
  /** Path and query, for example `/query?access_token=…`. */
  readonly path: string;
  /** Name and value pairs in order; a name may stand twice. */
  readonly headers: readonly (readonly [name: string, value: string])[];
}

/** What the `WWW-Authenticate: Bearer` header must say. A parameter left out here must be absent there. */
export interface ConformanceChallenge {
  readonly error?: string;
  readonly scope?: string;
}

/** The answer every adapter must give. What is left out is not compared. */
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
  /** The pool the app guards its routes with: `tokenUse: 'access'`, `clientId: pool.clientId`. */
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
  /** Undoes {@link ConformanceCase.before}; run it whether the case passed or not. */
  after?(world: ConformanceWorld): void | Promise<void>;
}

/**
 * Makes the two pools. Take the clock's default unless the app's verifier shares yours.
 *
 * @example
 * ```ts
 * import { createVerifier } from '@cognito-guard/core';
 * import { createConformanceWorld } from '@cognito-guard/testing/conformance';
 *
 * const world = await createConformanceWorld();
 * // What the app's routes authenticate with; conformanceRoutes lists them.
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
