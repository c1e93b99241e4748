import type { Auth } from '@cognito-guard/core';
import { functionOf, optional, readMembers } from '@cognito-guard/core/internal';
import type { AddedContext } from '@cognito-guard/core/lambda';

/** What an authorizer tells the function behind it, besides who the caller is. */
export interface ContextOptions<A extends Auth = Auth> {
  /**
   * Returns what else the function shall know about the caller, such as a tenant: text, numbers and booleans, all handed
   * on as text; undefined is left out. The names that the context has anyway (`sub`, `groups`, `exp`, `principalId`, …) are
   * reserved. API Gateway caches the result with the answer. What this throws is a server error, never a refusal. Default:
   * nothing.
   */
  readonly context?: (auth: A) => AddedContext | Promise<AddedContext>;
}

/**
 * Calls a function of the user's for a verified token.
 *
 * @throws Error naming the option; its cause is what the function threw. API Gateway would take an error that says
 * `Unauthorized` for a refusal, so the cause does not pass as it is.
 */
export const callOption = async <T>(option: string, call: () => T | Promise<T>): Promise<T> => {
  try {
    return await call();
  } catch (cause) {
    throw new Error(`${option} threw, which is a server error.`, { cause });
  }
};

/**
 * Reads the option `context`.
 *
 * @param maker - `restAuthorizer`, for messages.
 * @returns A function from a verified token to what the option adds.
 * @throws TypeError naming the option, what was given and what is expected.
 */
export const contextAdder = (maker: string, options: object): ((auth: Auth) => Promise<AddedContext>) => {
  const option = `${maker}: context`;
  const nothing = (): AddedContext => ({});
  const schema = { context: optional(functionOf<(auth: Auth) => AddedContext>(), nothing) };
  const { context: add } = readMembers(`${maker}: `, { ...options }, schema);
  return (auth) => callOption(option, () => add(auth));
};
