import type { Auth } from '../token/auth.ts';

/**
 * The caller in the form of `@modelcontextprotocol/sdk`: assignable to its `AuthInfo`, which it passes to every tool as
 * `extra.authInfo`.
 */
export interface McpAuthInfo {
  /** The token as sent. Unlike the token of {@link Auth}, it is enumerable: do not log this object. */
  token: string;
  clientId: string;
  scopes: string[];
  /** Seconds since the epoch. */
  expiresAt: number;
  /** The caller, for tools. */
  extra: McpCaller;
}

/** The caller of a tool. */
export type McpCaller = {
  /** `sub`: the user's stable id, or the client id of a machine. */
  subject: string;
  /** Absent for a machine. */
  username?: string;
  groups: string[];
  /** All claims of the token, frozen. */
  claims: Auth['claims'];
};

/**
 * Turns a verified token into the Model Context Protocol SDK's `AuthInfo`.
 *
 * @param auth - The result of `verify` or `getAuth`.
 * @returns A new object of plain values; `extra` holds the caller.
 * @example
 * ```ts
 * import { toMcpAuthInfo } from '@cognito-guard/core/http';
 *
 * const { clientId, scopes, extra } = toMcpAuthInfo(auth);
 * console.log(clientId, scopes.includes('orders/read'), extra.username ?? 'a machine');
 * ```
 */
export const toMcpAuthInfo = (auth: Auth): McpAuthInfo => ({
  token: auth.token,
  clientId: auth.clientId,
  scopes: [...auth.scopes],
  expiresAt: auth.expiresAt,
  extra: {
    subject: auth.subject,
    ...(auth.username === undefined ? {} : { username: auth.username }),
    groups: [...auth.groups],
    claims: auth.claims,
  },
});
