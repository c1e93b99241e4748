import { type Auth, AuthError, type TokenUse, type Verifier } from '@cognito-guard/core';
import {
  bearer,
  fail,
  type HttpRequest,
  readOptional,
  readToken,
  readTokenSources,
  type TokenSource,
} from '@cognito-guard/core/http';
import { hintOnImport } from './options.ts';

/** An error that says when to try again: the token could not be judged. */
const isTrouble = ({ headers }: AuthError): boolean => 'Retry-After' in headers;

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
  if (typeof verifier?.verify !== 'function') {
    return fail(`${maker}: verifier`, verifier, 'made by createVerifier()', undefined, hintOnImport(verifier));
  }
  const sources = readOptional({ ...Object(options) }, 'token', defaultSources, (token) =>
    readTokenSources(`${maker}: token`, token),
  );
  return async (request) => {
    try {
      const token = readToken(request, sources);
      return token === undefined ? new AuthError('missing_token') : await verifier.verify(token);
    } catch (error) {
      if (!AuthError.is(error) || isTrouble(error)) throw error;
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
