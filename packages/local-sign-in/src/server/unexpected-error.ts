import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { readAuthorizationRequest } from '../oauth/authorization-request.ts';
import { Refusal } from '../oauth/oauth-error.ts';
import { withParameters } from '../oauth/parameters.ts';
import type { LocalPool } from '../pool/local-pool.ts';

/** Where the browser goes: to the app, as Cognito documents it, or to the error page where the app is not known. */
const locationOf = (c: Context, pool: LocalPool): string => {
  try {
    const { redirectUri, state } = readAuthorizationRequest(new URL(c.req.url).searchParams, pool);
    return withParameters(redirectUri, { error: 'server_error', state });
  } catch {
    return '/error?error=server_error';
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
    console.error(error);
    const isPage = c.req.path === '/oauth2/authorize' || !/^\/(?:oauth2\/|$)/.test(c.req.path);
    return isPage ? c.redirect(locationOf(c, pool)) : c.json({ error: 'server_error' }, 500);
  };
