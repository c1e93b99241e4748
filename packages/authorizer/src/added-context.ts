import type { Auth } from '@cognito-guard/core';
import { functionOf, optional, readMembers } from '@cognito-guard/core/internal';
import type { AddedContext } from '@cognito-guard/core/lambda';

/** The values that an authorizer passes to the function behind it, besides the caller. */
export interface ContextOptions<A extends Auth = Auth> {
  /**
   * Returns further values about the caller for the function, such as a tenant: text, numbers and booleans, all
   * converted to text. Undefined values are left out. The context's own names (`sub`, `groups`, `exp`, `principalId`,
   * …) are reserved. API Gateway caches the result with the answer. An error that it throws is a server error, never a
   * refusal. Default none.
   */
  readonly context?: (auth: A) => AddedContext | Promise<AddedContext>;
}

/**
 * Calls the user's function for a verified token.
 *
 * @throws Error naming the option; its cause is the function's error. It is wrapped, because API Gateway answers 401 to
 *   an error with the message `Unauthorized`.
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
 * @returns A function from a verified token to the added values.
 * @throws TypeError for an invalid option.
 */
export const contextAdder = (maker: string, options: object): ((auth: Auth) => Promise<AddedContext>) => {
  const option = `${maker}: context`;
  const nothing = (): AddedContext => ({});
  const schema = { context: optional(functionOf<(auth: Auth) => AddedContext>(), nothing) };
  const { context: add } = readMembers(`${maker}: `, { ...options }, schema);
  return (auth) => callOption(option, () => add(auth));
};
