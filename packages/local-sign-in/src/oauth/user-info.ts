import { Hono } from 'hono';
import { accessTokenReader } from '../pool/access-tokens.ts';
import { attributesFor } from '../pool/attributes.ts';
import { CognitoError } from '../pool/cognito-error.ts';
import type { LocalPool } from '../pool/local-pool.ts';
import { Refusal } from './oauth-error.ts';

const refusal = (status: 400 | 401, error: string, description: string, reason: string): Refusal => {
  const headers = { 'WWW-Authenticate': `error="${error}", error_description="${description}"` };
  return new Refusal(
    status,
    error,
    reason,
    Response.json({ error, error_description: description }, { status, headers }),
  );
};

const badRequest = (): Refusal =>
  refusal(
    400,
    'invalid_request',
    'Bad OAuth2 request at UserInfo Endpoint',
    'the header Authorization must be Bearer and an access token',
  );
const badToken = (reason: string): Refusal =>
  refusal(
    401,
    'invalid_token',
    'Access token is expired, disabled, or deleted, or the user has globally signed out.',
    reason,
  );

/**
 * The attributes of the user whose access token is shown. Verified flags are text, as in Cognito.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/userinfo-endpoint.html
 */
export const userInfoRoutes = (pool: LocalPool): Hono => {
  const read = accessTokenReader(pool);
  return new Hono().get('/oauth2/userInfo', async (c) => {
    const token = /^Bearer ([^\s,]+)$/i.exec(c.req.header('Authorization') ?? '')?.[1];
    if (token === undefined) throw badRequest();
    const { auth, user } = await read(token).catch((error: unknown) => {
      throw error instanceof CognitoError ? badToken(error.reason) : error;
    });
    if (!auth.scopes.has('openid')) throw badToken('the access token lacks the scope openid');
    c.header('Cache-Control', 'no-cache, no-store, max-age=0, must-revalidate');
    return c.json({ sub: user.sub, ...attributesFor(user, [...auth.scopes]), username: user.username });
  });
};
