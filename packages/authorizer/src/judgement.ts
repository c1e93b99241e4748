import { type Auth, AuthError } from '@cognito-guard/core';
import type { Rules } from './options.ts';

/** Why requirements are not met. */
export interface Refusal {
  readonly code: 'insufficient_scope' | 'insufficient_group' | 'forbidden';
  /** The scopes that are asked for, space-separated, where one is missing. */
  readonly scope: string | undefined;
}

/** API Gateway would take an error that says `Unauthorized` for a refusal, so what a `check` throws does not pass as it is. */
const codeOf = (compiled: Rules['compiled'], auth: Auth): Refusal['code'] | undefined => {
  try {
    return compiled?.refusal(auth);
  } catch (cause) {
    throw new Error('A check threw, which is a server error.', { cause });
  }
};

/**
 * Holds a verified token against requirements.
 *
 * @returns The refusal; undefined where all of them are met.
 * @throws Error whose cause is what the caller's `check` throws: that is a server error, no refusal.
 */
export const refusalOf = ({ compiled }: Rules, auth: Auth): Refusal | undefined => {
  const code = codeOf(compiled, auth);
  if (compiled === undefined || code === undefined) return undefined;
  const { scope } = compiled;
  return { code, scope: code === 'insufficient_scope' ? scope : undefined };
};

/**
 * What an answer says about its refusals, for the `GatewayResponse` that makes a challenge of it (RFC 6750 §3.1). The
 * answer is cached and serves every route that it denies, so it says only what is true of all of them.
 *
 * @param refusals - One for each set of requirements that the token does not meet.
 * @returns `error`, `error_description`, `required_scope` where one is known, and `challenge`, all of it as the value of
 * `WWW-Authenticate`: a GatewayResponse cannot put text together.
 */
export const refusalContext = (refusals: readonly Refusal[]): Record<string, string> => {
  const [first] = refusals;
  if (first === undefined) return {};
  const { code, scope } = first;
  const isCommon = refusals.every((other) => other.code === code);
  const hasScope = scope !== undefined && refusals.every(({ scope: other }) => other === scope);
  const { headers, message } = new AuthError(isCommon ? code : 'forbidden', hasScope ? { challenge: { scope } } : {});
  const { 'WWW-Authenticate': challenge = 'Bearer' } = headers;
  return {
    error: 'insufficient_scope',
    error_description: message,
    ...(hasScope ? { required_scope: scope } : {}),
    challenge,
  };
};
