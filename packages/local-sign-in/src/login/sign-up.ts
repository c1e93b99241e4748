import { Hono } from 'hono';
import { signUpPage } from '../pages/index.ts';
import type { LocalPool } from '../pool/local-pool.ts';
import { Visit } from './visit.ts';

/** Refuses where sign-up is off, and at clients whose users sign in through providers alone. */
const open = (visit: Visit): Visit => {
  visit.requireLocalUsers();
  if (!visit.pool.config.signUp) {
    throw visit.errorPage('SignUp is not permitted for this user pool', 'the option signUp is false');
  }
  return visit;
};

const showSignUp = (visit: Visit, username = '', email = '', error?: string): Response | Promise<Response> =>
  visit.c.html(
    signUpPage({
      form: visit.form('/signup', error),
      byEmail: visit.pool.users.byEmail,
      username,
      email,
      signInHref: visit.href('/login'),
    }),
    error === undefined ? 200 : 400,
  );

/** Sign-up, and the confirmation of the address. */
export const signUpRoutes = (pool: LocalPool): Hono => {
  const { users, oneTimeCodes, authentication, registration } = pool;
  return new Hono()
    .get('/signup', (c) => showSignUp(open(new Visit(c, pool))))
    .post('/signup', async (c) => {
      const visit = open(new Visit(c, pool));
      const field = await visit.fields();
      const [username, email, password] = [field('username').trim(), field('email').trim(), field('password')];
      const again = (error: string): Response | Promise<Response> => showSignUp(visit, username, email, error);
      if (username === '') return again(users.byEmail ? 'Enter an email address.' : 'Enter a username.');
      return visit.trying(again, async () => {
        const user = await registration.signUp(
          { username, password, attributes: users.byEmail ? {} : { email } },
          visit.attempt,
        );
        return user.status === 'CONFIRMED'
          ? visit.next(await authentication.resume(user, visit.attempt))
          : visit.confirm(username);
      });
    })
    .post('/confirm', async (c) => {
      const visit = new Visit(c, pool);
      const field = await visit.fields();
      const username = users.find(field('username'))?.username ?? field('username');
      return visit.trying(
        (error) => visit.confirm(users.signInName(username), error),
        async () => {
          const user = await registration.confirmSignUp(username, field('code').trim(), visit.attempt);
          return visit.next(await authentication.resume(user, visit.attempt));
        },
      );
    })
    .post('/resendcode', async (c) => {
      const visit = new Visit(c, pool);
      const field = await visit.fields();
      const user = users.find(field('username'));
      if (user?.status === 'UNCONFIRMED') oneTimeCodes.send('sign-up', user.username);
      return visit.confirm(field('username'));
    });
};
