import { Hono } from 'hono';
import { signInPage } from '../pages/index.ts';
import type { LocalPool } from '../pool/local-pool.ts';
import type { User } from '../pool/users.ts';
import { Visit } from './visit.ts';

/** What a user who is picked has to do next; undefined for one who is signed in at once. */
const markOf = ({ status, isEnabled, mfa }: User): string | undefined => {
  if (!isEnabled) return 'disabled';
  if (status === 'UNCONFIRMED') return 'address not confirmed';
  if (status === 'FORCE_CHANGE_PASSWORD') return 'temporary password';
  return mfa?.when === 'every-sign-in' ? 'second factor' : undefined;
};

/** The sign-in page. */
const showSignIn = (visit: Visit, error?: string, username?: string): Response | Promise<Response> => {
  const { c, pool, request } = visit;
  const { config, users } = pool;
  const hasPassword = request.client.providers.includes('COGNITO');
  return c.html(
    signInPage({
      form: visit.form('/login', error),
      clientName: request.client.name,
      loginHint: username ?? request.loginHint,
      hasPassword,
      byEmail: users.byEmail,
      users:
        config.pickUsers && hasPassword
          ? users.seeded().map((user) => ({
              username: user.username,
              email: user.attributes['email'],
              groups: user.groups,
              mark: markOf(user),
            }))
          : [],
      providers: config.providers
        .filter(({ name }) => request.client.providers.includes(name))
        .map(({ name }) => ({ name, href: visit.href(`/providers/${name}`) })),
      signUpHref: config.signUp && hasPassword ? visit.href('/signup') : undefined,
      forgotPasswordHref: visit.href('/forgotPassword'),
    }),
    error === undefined ? 200 : 400,
  );
};

/** @see https://docs.aws.amazon.com/cognito/latest/developerguide/login-endpoint.html */
export const loginRoutes = (pool: LocalPool): Hono => {
  const { authentication, config } = pool;
  const respond = async (visit: Visit): Promise<Response> => {
    const field = await visit.fields();
    return visit.trying(
      (error) => showSignIn(visit, error),
      async () => visit.next(await authentication.respond(field('session'), field('answer'), visit.attempt)),
    );
  };
  return new Hono()
    .get('/login', (c) => showSignIn(new Visit(c, pool)))
    .post('/login', async (c) => {
      const visit = new Visit(c, pool);
      visit.requireLocalUsers();
      const field = await visit.fields();
      const picked = field('pick');
      return visit.trying(
        (error) => showSignIn(visit, error, field('username') || undefined),
        async () =>
          visit.next(
            config.pickUsers && picked !== ''
              ? await authentication.pick(picked, visit.attempt)
              : await authentication.start(field('username'), field('password'), visit.attempt),
          ),
      );
    })
    .post('/mfa', (c) => respond(new Visit(c, pool)))
    .post('/newPassword', (c) => respond(new Visit(c, pool)));
};
