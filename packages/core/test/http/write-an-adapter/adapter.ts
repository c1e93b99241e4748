import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Auth, AuthError, type TokenUse, type Verifier } from '@cognito-guard/core';
import {
  type AuthenticateOptions,
  type AuthResult,
  AuthStore,
  type GetAuthOptions,
  type Requirements,
  readNodeRequest,
} from '@cognito-guard/core/http';

const store = new AuthStore((request: IncomingMessage) => readNodeRequest(request), 'node-http-adapter');

/** Verifies the request's token. Rejects with an AuthError. */
export const authenticate = <Use extends TokenUse | null>(
  verifier: Verifier<Use>,
  options: AuthenticateOptions = {},
): ((request: IncomingMessage, response: ServerResponse) => Promise<void>) => {
  const run = store.authenticator(verifier, options);
  return async (request, response) => {
    await run(request);
    for (const [name, value] of Object.entries(store.answerHeaders(request))) response.setHeader(name, value);
  };
};

/** Checks the verified token. Throws an AuthError. */
export const authorize = (requirements: Requirements<Auth>): ((request: IncomingMessage) => void) =>
  store.authorizer(requirements);

/** Returns the verified token. */
export const getAuth = <Use extends TokenUse | null = null, Optional extends boolean = false>(
  request: IncomingMessage,
  options?: GetAuthOptions<Use, Optional>,
): AuthResult<Use, Optional> => store.get(request, options);

/** Answers a refusal; throws every other error. */
export const answerRefusal = (error: unknown, response: ServerResponse): void => {
  if (!AuthError.is(error)) throw error;
  const { code, message, status, headers } = error;
  response.writeHead(status, { 'Content-Type': 'application/json', ...headers });
  response.end(JSON.stringify({ code, message }));
};
