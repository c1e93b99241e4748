import { type Auth, AuthError, type TokenUse, type Verifier } from '@cognito-guard/core';
import {
  authenticateRequest,
  bearer,
  type HttpRequest,
  readVerifier,
  type TokenSource,
} from '@cognito-guard/core/http';
import { optional, readMembers, tokenSources } from '@cognito-guard/core/internal';

/**
 * Verifies the token of a request.
 *
 * @param maker - `restAuthorizer`, for messages. The maker calls this first, so that options in place of the verifier
 *   are reported as a missing verifier.
 * @param options - The caller's options; only `token` is read.
 * @param defaultSources - The token sources without that option.
 * @returns A function from a request to its verified token, or to the refusal of an invalid or missing token. It
 *   rejects where the token cannot be verified: that must not become an answer, because API Gateway caches answers.
 * @throws TypeError for an invalid option.
 */
export const authenticator = <Use extends TokenUse | null>(
  maker: string,
  verifier: Verifier<Use>,
  options: unknown,
  defaultSources: readonly TokenSource[] = [bearer()],
): ((request: HttpRequest) => Promise<Auth | AuthError>) => {
  readVerifier(maker, verifier);
  const schema = { token: optional(tokenSources, defaultSources) };
  const { token: sources } = readMembers(`${maker}: `, { ...Object(options) }, schema);
  const settings = { sources, isOptional: true, challenge: {} };
  return async (request) => {
    try {
      const { auth } = await authenticateRequest(verifier, settings, request);
      return auth ?? new AuthError('missing_token');
    } catch (error) {
      if (!AuthError.is(error) || error.isTransient) throw error;
      return error;
    }
  };
};

/**
 * Returns the verified token; throws a refusal in API Gateway's form.
 *
 * @throws Error with the message `Unauthorized`, to which API Gateway answers 401. Its cause is the refusal.
 */
export const authorizedOrThrow = (outcome: Auth | AuthError): Auth => {
  if (AuthError.is(outcome)) throw new Error('Unauthorized', { cause: outcome });
  return outcome;
};
