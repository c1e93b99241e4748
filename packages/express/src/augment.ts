import type { Auth } from '@cognito-guard/core';
import { type GuardHandler, getAuth } from './middleware.ts';

declare global {
  // Express's own way to extend its request: https://www.npmjs.com/package/@types/express-serve-static-core
  namespace Express {
    interface Request {
      /** The verified token, null for an anonymous request; set by `exposeAuth()`. */
      auth?: Auth | null;
    }
  }
}

/**
 * Sets `req.auth`, for code that expects it there. Importing this module adds the property to Express's types.
 *
 * @returns Middleware to mount behind `authenticate`. It replaces a `req.auth` that other middleware has set.
 * @throws Error, passed to `next`, where `authenticate` is not mounted in front of it.
 * @example
 * ```ts
 * import { exposeAuth } from '@cognito-guard/express/augment';
 * import { authenticate } from '@cognito-guard/express';
 *
 * app.use(authenticate(verifier), exposeAuth());
 * app.get('/me', (req, res) => {
 *   res.json({ sub: req.auth?.subject });
 * });
 * ```
 */
export const exposeAuth = (): GuardHandler => (request, _response, next) => {
  request.auth = getAuth(request, { optional: true });
  next();
};
