import { type Context, Hono } from 'hono';
import { accountPage, signedOutPage } from '../pages/index.ts';
import type { LocalPool } from '../pool/local-pool.ts';
import { revokeSignIn } from '../pool/revocation.ts';
import type { Session } from '../pool/sessions.ts';
import type { User } from '../pool/users.ts';
import { csrfToken, readOwnForm, readSession } from './cookies.ts';

/** The signed-in user's page, with the user's sessions. Cognito has none: an app builds its own. */
export const accountRoutes = (pool: LocalPool): Hono => {
  const signedIn = (c: Context): { readonly session: Session; readonly user: User } | undefined => {
    const session = readSession(c, pool);
    const user = session && pool.users.find(session.username);
    return session && user && { session, user };
  };
  const nameOf = (clientId: string): string => pool.clients.get(clientId)?.name ?? clientId;
  return new Hono()
    .get('/account', (c) => {
      const { session, user } = signedIn(c) ?? {};
      if (session === undefined || user === undefined) return c.html(signedOutPage(), 401);
      return c.html(
        accountPage({
          form: { action: '/account', csrf: csrfToken(c, pool) },
          username: pool.users.signInName(user.username),
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
      const { user } = signedIn(c) ?? {};
      const field = await readOwnForm(c, pool);
      const ended = user && pool.sessions.of(user.username).find(({ handle }) => handle === field('session'));
      if (ended !== undefined) {
        pool.sessions.end(ended.id);
        for (const grant of ended.grants) await revokeSignIn(pool, grant);
      }
      return c.redirect('/account');
    });
};
