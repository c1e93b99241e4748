import { Hono } from 'hono';
import { forgotPasswordPage, resetPasswordPage } from '../pages/index.ts';
import type { LocalPool } from '../pool/local-pool.ts';
import { passwordProblem } from '../pool/passwords.ts';
import { codeProblem } from './code-problem.ts';
import { Visit } from './visit.ts';

const open = (visit: Visit): Visit => {
  visit.requireLocalUsers();
  return visit;
};

const showReset = (visit: Visit, username: string, error?: string): Response | Promise<Response> =>
  visit.c.html(
    resetPasswordPage({
      form: visit.form('/confirmForgotPassword', error),
      username,
      forgotPasswordHref: visit.href('/forgotPassword'),
      signInHref: visit.href('/login'),
    }),
    error === undefined ? 200 : 400,
  );

/** A forgotten password: a code, then a new password. */
export const forgotPasswordRoutes = (pool: LocalPool): Hono => {
  const { users, oneTimeCodes } = pool;
  return new Hono()
    .get('/forgotPassword', (c) => {
      const visit = open(new Visit(c, pool));
      return c.html(forgotPasswordPage({ form: visit.form('/forgotPassword'), signInHref: visit.href('/login') }));
    })
    .post('/forgotPassword', async (c) => {
      const visit = open(new Visit(c, pool));
      const field = await visit.fields();
      const user = users.find(field('username'));
      // The answer is the same for a user that does not exist, as with Cognito's PreventUserExistenceErrors.
      if (user?.status === 'CONFIRMED') oneTimeCodes.send('forgot-password', user.username);
      return showReset(visit, field('username'));
    })
    .post('/confirmForgotPassword', async (c) => {
      const visit = open(new Visit(c, pool));
      const field = await visit.fields();
      const [name, password] = [field('username'), field('password')];
      const user = users.find(name);
      // The password first: a code is used up by the check.
      const problem =
        passwordProblem(password) ??
        codeProblem(oneTimeCodes.check('forgot-password', user?.username ?? name, field('code').trim()));
      if (user === undefined || problem !== undefined) return showReset(visit, name, problem);
      users.update(user, { password });
      return c.redirect(visit.href('/login'));
    });
};
