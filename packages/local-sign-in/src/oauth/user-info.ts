import { type Context, Hono } from 'hono';
import { accessTokenReader } from '../pool/access-tokens.ts';
import { attributesFor } from '../pool/attributes.ts';
import type { LocalPool } from '../pool/local-pool.ts';

const refuse = (c: Context, status: 400 | 401, error: string, description: string): Response => {
  c.header('WWW-Authenticate', `error="${error}", error_description="${description}"`);
  return c.json({ error, error_description: description }, status);
};

const badRequest = (c: Context): Response =>
  refuse(c, 400, 'invalid_request', 'Bad OAuth2 request at UserInfo Endpoint');
const badToken = (c: Context): Response =>
  refuse(
    c,
    401,
    'invalid_token',
    'Access token is expired, disabled, or deleted, or the user has globally signed out.',
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
    if (token === undefined) return badRequest(c);
    const holder = await read(token);
    if (holder === undefined || !holder.auth.scopes.has('openid')) return badToken(c);
    const { auth, user } = holder;
    c.header('Cache-Control', 'no-cache, no-store, max-age=0, must-revalidate');
    return c.json({ sub: user.sub, ...attributesFor(user, [...auth.scopes]), username: user.username });
  });
};
