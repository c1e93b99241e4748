import { AuthError } from '../errors/auth-error.ts';
import { fail, functionOf } from '../lib/option-values.ts';
import type { Auth } from '../token/auth.ts';
import type { Verifier } from '../verifier/verifier.ts';
import { readVerifier } from './authenticate-request.ts';
import { type McpAuthInfo, toMcpAuthInfo } from './mcp-auth-info.ts';

const path = 'mcpTokenVerifier: invalidToken';

/** Assignable to `OAuthTokenVerifier` of the Model Context Protocol SDK, versions 1 and 2. */
export interface McpTokenVerifier {
  /** Resolves to the caller; rejects with the SDK's error for a token that is refused. */
  verifyAccessToken(token: string): Promise<McpAuthInfo>;
}

/**
 * Makes a token verifier for the Model Context Protocol SDK's `requireBearerAuth`. The SDK recognizes a refused token by
 * the class of the error, so the application passes a function that constructs it.
 *
 * `requireBearerAuth` answers 401 and 403 with its own challenge, and every other error with status 500. An outage of the
 * key endpoint or of the revocation store is 503 with `Retry-After` only behind `authenticate` of an adapter, which
 * replaces `requireBearerAuth`.
 *
 * @param verifier - Made by `createVerifier`, for access tokens. An ID token that it accepts is refused all the same.
 * @param invalidToken - Constructs the SDK's error for a refused token from the message for the caller.
 * @returns The verifier, for the option `verifier` of `requireBearerAuth`.
 * @throws TypeError for an argument of another kind.
 * @example
 * ```ts
 * import { mcpTokenVerifier } from '@cognito-guard/core/http';
 * import { InvalidTokenError } from '@modelcontextprotocol/sdk/server/auth/errors.js';
 *
 * const tokens = mcpTokenVerifier(verifier, (message) => new InvalidTokenError(message));
 * // In version 2: (message) => new OAuthError(OAuthErrorCode.InvalidToken, message)
 * // requireBearerAuth({ verifier: tokens, requiredScopes: ['orders/write'], resourceMetadataUrl, expectedResource })
 * ```
 */
export const mcpTokenVerifier = (
  verifier: Verifier<'access'>,
  invalidToken: (message: string) => Error,
): McpTokenVerifier => {
  readVerifier('mcpTokenVerifier', verifier);
  functionOf()(invalidToken, path);
  const given: unknown = invalidToken;
  if (given === Error || invalidToken.prototype instanceof Error) {
    const hint = 'Pass (message) => new InvalidTokenError(message).';
    fail(path, given, 'a function that returns an error', 'the class of the error', hint);
  }
  return {
    verifyAccessToken: async (token) => {
      try {
        const auth: Auth = await verifier.verify(token);
        // At run time, the verifier may be one of both kinds.
        if (auth.tokenUse !== 'access') throw new AuthError('wrong_token_use');
        return toMcpAuthInfo(auth);
      } catch (error) {
        throw AuthError.is(error) && error.status === 401 ? invalidToken(error.message) : error;
      }
    },
  };
};
