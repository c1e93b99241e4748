import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { answerInternalError } from '../api/wire.ts';
import { readAuthorizationRequest } from '../oauth/authorization-request.ts';
import { Refusal } from '../oauth/oauth-error.ts';
import { withParameters } from '../oauth/parameters.ts';
import { CognitoError } from '../pool/cognito-error.ts';
import type { LocalPool } from '../pool/local-pool.ts';
import { refusalOf } from '../pool/refusals.ts';

/** The OAuth error of an error, with the message that triggers' errors show to users, as in Cognito. */
const answerOf = (error: Error): { readonly error: string; readonly error_description?: string } =>
  error instanceof CognitoError
    ? { error: 'invalid_request', error_description: error.message }
    : { error: 'server_error' };

/** Where the browser goes: to the app, as Cognito documents it, or to the error page where the app is not known. */
const locationOf = (c: Context, pool: LocalPool, error: Error): string => {
  try {
    const { redirectUri, state } = readAuthorizationRequest(new URL(c.req.url).searchParams, pool);
    return withParameters(redirectUri, { ...answerOf(error), state });
  } catch {
    return `/error?error=${answerOf(error).error}`;
  }
};

/**
 * Answers where a handler throws: with its own answer, or with `server_error` for what no handler expects, such as a
 * revocation store that rejects. The terminal gets the error.
 */
export const answerError =
  (pool: LocalPool) =>
  (error: Error, c: Context): Response => {
    if (error instanceof Refusal) {
      const { method, path } = c.req;
      pool.config.onRefusal(Object.freeze({ method, path, error: error.error, reason: error.reason }));
    }
    if (error instanceof HTTPException) return error.getResponse();
    if (error instanceof CognitoError) {
      pool.config.onRefusal(Object.freeze({ ...refusalOf(c.req, error), error: answerOf(error).error }));
    } else console.error(error);
    if (c.req.path === '/' && c.req.method === 'POST') return answerInternalError(c);
    const isPage = c.req.path === '/oauth2/authorize' || !/^\/(?:oauth2\/|$)/.test(c.req.path);
    if (isPage) return c.redirect(locationOf(c, pool, error));
    return c.json(answerOf(error), error instanceof CognitoError ? 400 : 500);
  };
