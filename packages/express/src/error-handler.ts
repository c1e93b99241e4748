import { AuthError } from '@cognito-guard/core';
import type { ErrorRequestHandler } from 'express';

/**
 * Sends refusals as JSON, immediately. Express's default error handler waits for the whole upload of a request that it
 * refuses, and prints every refusal unless `NODE_ENV` is `test`.
 *
 * @returns An error handler to mount behind all routes. It sends an `AuthError` with its status, its headers and a body
 *   with `code` and `message`, and passes every other error to `next`.
 * @example
 * ```ts
 * import { authErrorHandler, authenticate } from '@cognito-guard/express';
 *
 * app.use('/api', authenticate(verifier));
 * app.use(authErrorHandler());
 * ```
 */
export const authErrorHandler = (): ErrorRequestHandler => (error, _request, response, next) => {
  if (!AuthError.is(error) || response.headersSent) {
    next(error);
    return;
  }
  const { code, message, status, headers } = error;
  response.status(status).set(headers).json({ code, message });
};
