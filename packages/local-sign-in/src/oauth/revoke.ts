import { Hono } from 'hono';
import type { LocalPool } from '../pool/local-pool.ts';
import { revokeSignIn } from '../pool/revocation.ts';
import { isSignedToken } from '../pool/tokens.ts';
import { authenticateClient, readForm } from './client-authentication.ts';
import { oauthError } from './oauth-error.ts';

/**
 * Revokes a refresh token and the access tokens of its sign-in.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/revocation-endpoint.html
 */
export const revokeRoutes = (pool: LocalPool): Hono =>
  new Hono().post('/oauth2/revoke', async (c) => {
    const form = await readForm(c);
    const client = authenticateClient(c, form, pool.clients, 401);
    const token = form.get('token') ?? '';
    if (token === '') throw oauthError('invalid_request', 'token is missing');
    if (!client.tokenRevocation) {
      throw oauthError('invalid_request', `tokenRevocation of ${client.clientId} is false`);
    }
    if (isSignedToken(token)) throw oauthError('unsupported_token_type', 'only refresh tokens can be revoked');
    const grant = pool.refreshTokens.get(token);
    // A token that is not valid, or another client's, is answered as one that was revoked: RFC 7009 section 2.2.
    if (grant?.clientId === client.clientId) await revokeSignIn(pool, grant);
    return c.body(null, 200);
  });
