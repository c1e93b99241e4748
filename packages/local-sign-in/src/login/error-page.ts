import { Hono } from 'hono';
import { missingLogoutUri } from '../oauth/logout.ts';
import { errorPage } from '../pages/index.ts';
import type { LocalPool } from '../pool/local-pool.ts';

/** What the developer does about an error; undefined where the error says it all. */
const hintOf = ({ clients }: LocalPool, error: string, clientId: string): string | undefined => {
  const client = clients.get(clientId);
  if (error === 'invalid_client') return 'The pool has no app client with this id.';
  if (error === 'invalid_request') {
    return 'onRefusal receives the reason. By default, the terminal where this pool runs shows it.';
  }
  if (error === missingLogoutUri) return 'Cognito takes logout_uri and client_id, and no post_logout_redirect_uri.';
  if (error !== 'redirect_mismatch' || client === undefined) return undefined;
  if (client.grants.includes('client_credentials')) {
    return `${client.name} has only client_credentials: users cannot sign in there.`;
  }
  const { callbackUrls, logoutUrls } = client;
  const list = (urls: readonly string[]): string => (urls.length === 0 ? 'none' : urls.join(', '));
  return `URLs are compared exactly. Callback URLs of ${client.name}: ${list(callbackUrls)}. Sign-out URLs: ${list(logoutUrls)}.`;
};

/** The page for errors that cannot go back to an app. */
export const errorRoutes = (pool: LocalPool): Hono =>
  new Hono().get('/error', (c) => {
    const error = c.req.query('error') ?? 'server_error';
    return c.html(errorPage({ error, hint: hintOf(pool, error, c.req.query('client_id') ?? '') }), 400);
  });
