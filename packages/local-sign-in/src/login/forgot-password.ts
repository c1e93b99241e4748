import { Hono } from 'hono';
import { forgotPasswordPage, resetPasswordPage } from '../pages/index.ts';
import type { LocalPool } from '../pool/local-pool.ts';
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
  const { registration, users } = pool;
  const showForgot = (visit: Visit, error?: string): Response | Promise<Response> =>
    visit.c.html(
      forgotPasswordPage({
        form: visit.form('/forgotPassword', error),
        byEmail: users.byEmail,
        signInHref: visit.href('/login'),
      }),
      error === undefined ? 200 : 400,
    );
  return new Hono()
    .get('/forgotPassword', (c) => showForgot(open(new Visit(c, pool))))
    .post('/forgotPassword', async (c) => {
      const visit = open(new Visit(c, pool));
      const field = await visit.fields();
      return visit.trying(
        (error) => showForgot(visit, error),
        async () => {
          await registration.forgotPassword(field('username'), visit.attempt);
          return showReset(visit, field('username'));
        },
      );
    })
    .post('/confirmForgotPassword', async (c) => {
      const visit = open(new Visit(c, pool));
      const field = await visit.fields();
      const name = field('username');
      return visit.trying(
        (error) => showReset(visit, name, error),
        async () => {
          await registration.confirmForgotPassword(name, field('code').trim(), field('password'), visit.attempt);
          return c.redirect(visit.href('/login'));
        },
      );
    });
};
