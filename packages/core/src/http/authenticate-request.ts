import { AuthError } from '../errors/auth-error.ts';
import type { ChallengeParameters } from '../errors/challenge.ts';
import { classOf, fail } from '../lib/option-values.ts';
import { isObject } from '../lib/value-types.ts';
import type { Auth } from '../token/auth.ts';
import type { TokenUse } from '../token/claims.ts';
import type { Verifier } from '../verifier/verifier.ts';
import type { AuthenticateSettings } from './options.ts';
import { findToken, type HttpRequest } from './token-source.ts';

/** The outcome of {@link authenticateRequest}. */
export interface AuthenticatedRequest<Use extends TokenUse | null = null, Custom = unknown> {
  /** The verified token; null for an anonymous request, which `isOptional` allows. */
  readonly auth: Auth<Use, Custom> | null;
  /** Whether the token was part of the URL. */
  readonly isInUrl: boolean;
}

/**
 * Adds the challenge's parameters to an `AuthError`; returns every other error unchanged. `scope` is added to a 401 that
 * names no scope. A 403 for a group must not name scopes: the client would request them again without effect.
 */
export const withChallenge = (error: unknown, { scope, ...others }: ChallengeParameters): unknown => {
  if (!AuthError.is(error)) return error;
  const namesScope = scope !== undefined && error.status === 401 && error.scope === undefined;
  const added = namesScope ? { ...others, scope } : others;
  return Object.keys(added).length > 0 ? error.withChallenge(added) : error;
};

/**
 * Finds the token of a request and verifies it. Every adapter and every authorizer calls this function.
 *
 * @param verifier - Verifies the token.
 * @param settings - Where the token is read from, whether it is optional, and what challenges carry.
 * @param request - The request, as the adapter reads it.
 * @returns The verified token, and whether it was part of the URL.
 * @throws {@link AuthError} with any code of `verify`, or `missing_token`, `multiple_tokens`, `malformed_credentials`.
 */
export const authenticateRequest = async <Use extends TokenUse | null, Custom = unknown>(
  verifier: Pick<Verifier<Use, Custom>, 'verify'>,
  { sources, isOptional, challenge }: AuthenticateSettings,
  request: HttpRequest,
): Promise<AuthenticatedRequest<Use, Custom>> => {
  try {
    const found = findToken(request, sources);
    if (found !== undefined) {
      const auth = await verifier.verify(found.token, undefined, request);
      return { auth, isInUrl: found.source.isInUrl === true };
    }
    if (!isOptional) throw new AuthError('missing_token');
    return { auth: null, isInUrl: false };
  } catch (error) {
    throw withChallenge(error, challenge);
  }
};

/** Names the probable mistake behind a value that is not a verifier. */
const hintOnVerifier = (given: unknown): string | undefined => {
  if (given === undefined) return 'Is it exported under another name, or is an import circular?';
  if (!isObject(given) || given instanceof Promise) return undefined;
  if ('userPoolId' in given || 'pools' in given) return 'Pass these options to createVerifier first.';
  return classOf(given) && 'Is authenticate itself mounted where authenticate(verifier) belongs?';
};

/**
 * Validates the first argument of an adapter.
 *
 * @param maker - The adapter's function, for messages: `authenticate`.
 * @throws TypeError where the argument is not a verifier.
 */
export const readVerifier = <Use extends TokenUse | null, Custom = unknown>(
  maker: string,
  given: Verifier<Use, Custom>,
): Verifier<Use, Custom> => {
  if (typeof given?.verify === 'function') return given;
  // `authenticate(verifier.verify)`: the rejection of the promise that it returned must not end the process.
  if (given instanceof Promise) given.catch(() => undefined);
  return fail(`${maker}: verifier`, given, 'made by createVerifier()', undefined, hintOnVerifier(given));
};

/**
 * Validates a verified token that an application passes. Its member `token` is not enumerable, so that a copy lacks it.
 *
 * @param maker - The function, for messages: `authSignal`.
 * @throws TypeError without a token. The message shows no claim.
 */
export const assertAuth = (maker: string, given: Pick<Auth, 'token'>): void => {
  if (typeof given?.token === 'string') return;
  const hint = given instanceof Promise ? 'Is an await missing?' : 'Is it a copy? A spread drops the token.';
  fail(`${maker}: auth`, given, 'a verified token', given ? 'a value without token' : String(given), hint);
};
