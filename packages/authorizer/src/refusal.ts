import { type Auth, AuthError } from '@cognito-guard/core';
import type { CompiledRequirements } from '@cognito-guard/core/http';
import type { Rules } from './options.ts';

/** Why requirements are not met. */
export interface Refusal {
  readonly code: NonNullable<ReturnType<CompiledRequirements['refusal']>>;
  /** What a token needs: scopes, or a level and an age of the sign-in. */
  readonly challenge: ReturnType<CompiledRequirements['challengeFor']>;
}

/** Wraps an error of `check`: API Gateway would answer 401 to an error with the message `Unauthorized`. */
const codeOf = (compiled: Rules['compiled'], auth: Auth): Refusal['code'] | undefined => {
  try {
    return compiled?.refusal(auth);
  } catch (cause) {
    throw new Error('A check threw, which is a server error.', { cause });
  }
};

/**
 * Evaluates requirements for a verified token.
 *
 * @returns The refusal; undefined where the token meets all of them.
 * @throws Error whose cause is the error of a `check`: a server error, not a refusal.
 */
export const refusalOf = ({ compiled }: Rules, auth: Auth): Refusal | undefined => {
  const code = codeOf(compiled, auth);
  if (compiled === undefined || code === undefined) return undefined;
  return { code, challenge: compiled.challengeFor(code) };
};

/**
 * Returns the context's members about refusals, from which a `GatewayResponse` makes a challenge (RFC 6750
 * §3.1, RFC 9470 §3). API Gateway caches the answer for every route that it denies, so the members state only what
 * applies to all of them.
 *
 * @param refusals - One for each set of requirements that the token does not meet.
 * @returns `error`, `error_description`, `required_scope` where it is known, and `challenge`, the complete value of
 * `WWW-Authenticate`, because a GatewayResponse cannot concatenate text.
 */
export const refusalContext = (refusals: readonly Refusal[]): Record<string, string> => {
  const [first] = refusals;
  if (first === undefined) return {};
  const { code, challenge: parameters } = first;
  const isCommon = refusals.every((other) => other.code === code);
  const needed = JSON.stringify(parameters);
  const isSame = isCommon && refusals.every(({ challenge: other }) => JSON.stringify(other) === needed);
  const error = new AuthError(isCommon ? code : 'forbidden', isSame ? { challenge: parameters } : {});
  const { headers, message, scope } = error;
  const { 'WWW-Authenticate': challenge = 'Bearer' } = headers;
  return {
    error: error.code === 'insufficient_user_authentication' ? error.code : 'insufficient_scope',
    error_description: message,
    ...(scope === undefined ? {} : { required_scope: scope }),
    challenge,
  };
};
