import { Hono } from 'hono';
import { signInPage } from '../pages/index.ts';
import type { LocalPool } from '../pool/local-pool.ts';
import { Visit } from './visit.ts';

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
      users:
        config.pickUsers && hasPassword
          ? users.seeded().map(({ username, attributes, groups }) => ({ username, email: attributes['email'], groups }))
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
  const respond = async (visit: Visit): Promise<Response> => {
    const field = await visit.fields();
    const step = pool.authentication.respond(field('session'), field('answer'));
    return visit.next(step, (error) => showSignIn(visit, error));
  };
  return new Hono()
    .get('/login', (c) => showSignIn(new Visit(c, pool)))
    .post('/login', async (c) => {
      const visit = new Visit(c, pool);
      visit.requireLocalUsers();
      const field = await visit.fields();
      const again = (error: string): Response | Promise<Response> =>
        showSignIn(visit, error, field('username') || undefined);
      const picked = field('pick');
      const { authentication, config } = pool;
      return config.pickUsers && picked !== ''
        ? visit.next(authentication.pick(picked), again)
        : visit.next(authentication.start(field('username'), field('password')), again);
    })
    .post('/mfa', (c) => respond(new Visit(c, pool)))
    .post('/newPassword', (c) => respond(new Visit(c, pool)));
};
