import type { Auth } from '../token/auth.ts';
import { assertAuth } from './authenticate-request.ts';

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
  /** The URL in `aud`: the API that the token was issued for (RFC 8707). Absent without resource binding. */
  resource?: URL;
  /** The URL of the protected resource metadata, which the SDK puts into its own challenges. */
  resourceMetadataUrl?: string;
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

/** What {@link toMcpAuthInfo} adds to the token's own values. */
export interface McpAuthInfoOptions {
  /** The URL of the protected resource metadata, as for `authenticate`. Default none. */
  readonly resourceMetadata?: string | undefined;
}

/** The first `aud` that is a URL. The `aud` of an ID token is a client id, which is no URL. */
const resourceOf = ({ aud }: Auth['claims']): URL | undefined => {
  const resource = [aud].flat().find((one) => one !== undefined && URL.canParse(one));
  return resource === undefined ? undefined : new URL(resource);
};

/**
 * Turns a verified token into the Model Context Protocol SDK's `AuthInfo`.
 *
 * @param auth - The result of `verify` or `getAuth`, and no copy of it: a spread drops the token.
 * @param options - {@link McpAuthInfoOptions}.
 * @returns A new object of plain values; `extra` holds the caller.
 * @throws TypeError for a copy of a verified token.
 * @example
 * ```ts
 * import { toMcpAuthInfo } from '@cognito-guard/core/http';
 *
 * const { clientId, scopes, extra } = toMcpAuthInfo(auth);
 * console.log(clientId, scopes.includes('orders/read'), extra.username ?? 'a machine');
 * ```
 */
export const toMcpAuthInfo = (auth: Auth, { resourceMetadata }: McpAuthInfoOptions = {}): McpAuthInfo => {
  assertAuth('toMcpAuthInfo', auth);
  const resource = resourceOf(auth.claims);
  return {
    token: auth.token,
    clientId: auth.clientId,
    scopes: [...auth.scopes],
    expiresAt: auth.expiresAt,
    ...(resource !== undefined && { resource }),
    ...(resourceMetadata !== undefined && { resourceMetadataUrl: resourceMetadata }),
    extra: {
      subject: auth.subject,
      ...(auth.username === undefined ? {} : { username: auth.username }),
      groups: [...auth.groups],
      claims: auth.claims,
    },
  };
};
