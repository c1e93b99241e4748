import { optional, readOptions, type Schema } from '../lib/option-schema.ts';
import { fail, functionOf, type Reader } from '../lib/option-values.ts';
import { type StandardSchema, schemaOption } from '../lib/standard-schema.ts';
import type { TokenKind } from './claim-rules.ts';
import { readTokenChanges, type TokenChanges } from './token-changes.ts';
import { readTokenRequest, type TokenRequest, type TokenUser } from './token-request.ts';
import { makeResponse } from './token-response.ts';

/** Options of {@link preTokenGeneration}. */
export interface PreTokenGenerationOptions<Claims> {
  /**
   * Checks the claims before they leave the trigger: the `claims` schema of the verifier. It must be synchronous. The token
   * gets the claims as `decide` returns them, without the schema's defaults and transformations, because the verifier's
   * schema checks the token again.
   */
  readonly claims: StandardSchema<Claims>;
  /**
   * The tokens that get the claims: the verifier's `tokenUse`, null for both. Default `'access'`, for which the user pool
   * must send events of version `V2_0` or `V3_0`.
   */
  readonly tokenUse?: TokenKind | null;
}

/** The handler of a Lambda function: it takes the trigger's event, and resolves to the event with its response. */
export type PreTokenGenerationHandler = <Event extends object>(event: Event) => Promise<Event>;

type Decision<Claims> = TokenChanges<Claims> | Promise<TokenChanges<Claims>>;

const name = 'preTokenGeneration';

const tokenUse: Reader<TokenKind | null> = (given, path) =>
  given === null || given === 'access' || given === 'id' ? given : fail(path, given, '"access", "id", or null');

const schema = {
  claims: schemaOption,
  tokenUse: optional(tokenUse, 'access'),
} satisfies Schema<PreTokenGenerationOptions<unknown>>;

/**
 * Makes the handler of Cognito's pre token generation trigger, for events of versions 1, 2 and 3.
 *
 * Cognito calls it for every token, a refresh included, waits at most five seconds, and issues no token where it throws. It
 * sends the message of an error to the client.
 *
 * @param options - {@link PreTokenGenerationOptions}.
 * @param decide - Returns the {@link TokenChanges} for a user, or a machine (`user.username` is undefined). What it throws
 * is rethrown unchanged.
 * @returns The handler. It throws a TypeError, and no token is issued, for claims that the schema refuses (the message has
 * the path and no value), for claims that Cognito lets no trigger change (with their names), and for values that the
 * event's version does not allow.
 * @throws TypeError for an invalid option.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-token-generation.html
 * @example
 * ```ts
 * import { preTokenGeneration } from '@cognito-guard/core/triggers';
 * import { z } from 'zod';
 *
 * const claims = z.object({ tenant: z.string(), plan: z.enum(['free', 'pro']) });
 *
 * export const handler = preTokenGeneration({ claims }, async (user, request) => ({
 *   claims: { tenant: user.attributes['custom:tenant'] ?? 'none', plan: 'free' },
 *   scopes: { add: request.scopes.has('openid') ? ['orders/read'] : [] },
 * }));
 * ```
 */
export const preTokenGeneration = <
  Claims,
  // Keeps literals such as 'free', which NoInfer would widen to string.
  const Given extends Claims,
>(
  options: PreTokenGenerationOptions<Claims>,
  decide: (user: TokenUser, request: TokenRequest) => Decision<Given>,
): PreTokenGenerationHandler => {
  if ('~standard' in Object(options)) {
    fail(`${name}: options`, options, 'an object with the schema in it, { claims }', 'the schema itself');
  }
  const settings = readOptions(`${name}: options`, options, schema);
  functionOf()(decide, `${name}: decide`);
  return async (event) => {
    const { user, request } = readTokenRequest(event);
    const changes = readTokenChanges(await decide(user, request));
    return { ...event, response: makeResponse(changes, user, request, settings) };
  };
};
