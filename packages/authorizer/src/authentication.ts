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
 * @param maker - `restAuthorizer`, for messages. It calls this first: whoever forgot the verifier gave options for one.
 * @param options - What the caller gave; `token` is read.
 * @param defaultSources - Where the token is without that option.
 * @returns A function from a request to its verified token; to the refusal where the token is bad or missing. It rejects
 * where the token could not be judged, and that must not become an answer: answers are cached.
 * @throws TypeError naming the option, what was given and what is expected.
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
 * The verified token, for API Gateway.
 *
 * @throws Error whose message is exactly `Unauthorized`, which API Gateway answers with 401. Its cause is the refusal.
 */
export const authorizedOrThrow = (outcome: Auth | AuthError): Auth => {
  if (AuthError.is(outcome)) throw new Error('Unauthorized', { cause: outcome });
  return outcome;
};
