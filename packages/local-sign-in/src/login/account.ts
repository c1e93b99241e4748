import { type Context, Hono } from 'hono';
import { redirectError } from '../oauth/oauth-error.ts';
import { accountPage } from '../pages/index.ts';
import type { LocalPool } from '../pool/local-pool.ts';
import type { Session } from '../pool/sessions.ts';
import type { User } from '../pool/users.ts';
import { csrfToken, readOwnForm, readSession } from './cookies.ts';

/** The signed-in user's page, with the user's sessions. Cognito has none: an app builds its own. */
export const accountRoutes = (pool: LocalPool): Hono => {
  const signedIn = (c: Context): { readonly session: Session; readonly user: User } => {
    const session = readSession(c, pool);
    const user = session && pool.users.find(session.username);
    if (session === undefined || user === undefined) throw redirectError('/error?error=login_required');
    return { session, user };
  };
  const nameOf = (clientId: string): string => pool.clients.get(clientId)?.name ?? clientId;
  return new Hono()
    .get('/account', (c) => {
      const { session, user } = signedIn(c);
      return c.html(
        accountPage({
          form: { action: '/account', csrf: csrfToken(c, pool) },
          username: user.username,
          attributes: user.attributes,
          groups: user.groups,
          sessions: pool.sessions.of(user.username).map((one) => ({
            handle: one.handle,
            signedInAt: new Date(one.authTime * 1000),
            methods: one.methods,
            apps: [...new Set(one.grants.map(({ clientId }) => nameOf(clientId)))],
            isThis: one.id === session.id,
          })),
        }),
      );
    })
    .post('/account', async (c) => {
      const { user } = signedIn(c);
      const field = await readOwnForm(c);
      const ended = pool.sessions.of(user.username).find(({ handle }) => handle === field('session'));
      if (ended !== undefined) pool.sessions.end(ended.id);
      return c.redirect('/account');
    });
};
