import { Hono } from 'hono';
import { signUpPage } from '../pages/index.ts';
import type { LocalPool } from '../pool/local-pool.ts';
import { passwordProblem } from '../pool/passwords.ts';
import { codeProblem } from './code-problem.ts';
import { Visit } from './visit.ts';

const emailPattern = /^[^\s@]+@[^\s@]+$/;

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
    signUpPage({ form: visit.form('/signup', error), username, email, signInHref: visit.href('/login') }),
    error === undefined ? 200 : 400,
  );

/** Sign-up, and the confirmation of the address. */
export const signUpRoutes = (pool: LocalPool): Hono => {
  const { users, oneTimeCodes, authentication } = pool;
  return new Hono()
    .get('/signup', (c) => showSignUp(open(new Visit(c, pool))))
    .post('/signup', async (c) => {
      const visit = open(new Visit(c, pool));
      const field = await visit.fields();
      const [username, email, password] = [field('username').trim(), field('email').trim(), field('password')];
      const again = (error: string): Response | Promise<Response> => showSignUp(visit, username, email, error);
      if (username === '') return again('Enter a username.');
      if (emailPattern.test(username)) {
        return again('Username cannot be of email format, since user pool is configured for email alias.');
      }
      if (!emailPattern.test(email)) return again('Invalid email address format.');
      const problem = passwordProblem(password);
      if (problem !== undefined) return again(problem);
      const user = users.add({
        username,
        password,
        status: 'UNCONFIRMED',
        groups: [],
        attributes: { email, email_verified: 'false' },
        mfa: undefined,
        identities: [],
      });
      if (user === undefined) return again('User already exists');
      oneTimeCodes.send('sign-up', username);
      return visit.confirm(username);
    })
    .post('/confirm', async (c) => {
      const visit = new Visit(c, pool);
      const field = await visit.fields();
      const user = users.find(field('username'));
      const username = user?.username ?? field('username');
      const problem = codeProblem(oneTimeCodes.check('sign-up', username, field('code').trim()));
      if (user === undefined || problem !== undefined) return visit.confirm(username, problem);
      const owner = users.findByEmail(user.attributes['email'] ?? '');
      // AliasExistsException: an address becomes an alias when it is confirmed, and an alias has one user.
      if (owner !== undefined && owner !== user) {
        return visit.confirm(username, 'An account with the email already exists.');
      }
      const attributes = { ...user.attributes, email_verified: 'true' };
      const confirmed = users.update(user, { status: 'CONFIRMED', attributes });
      return visit.next(authentication.resume(confirmed), (error) => visit.confirm(username, error));
    })
    .post('/resendcode', async (c) => {
      const visit = new Visit(c, pool);
      const field = await visit.fields();
      const user = users.find(field('username'));
      if (user?.status === 'UNCONFIRMED') oneTimeCodes.send('sign-up', user.username);
      return visit.confirm(field('username'));
    });
};
