import { type Context, Hono } from 'hono';
import { appError } from '../oauth/authorization-request.ts';
import { completeAuthorization } from '../oauth/completion.ts';
import type { Provider } from '../options/provider-options.ts';
import { providerPage } from '../pages/index.ts';
import type { LocalPool } from '../pool/local-pool.ts';
import { startSession } from './cookies.ts';
import { Visit } from './visit.ts';

/** Stand-ins for external providers: a page each, on which a user is picked. No OIDC or SAML messages are exchanged. */
export const providerRoutes = (pool: LocalPool): Hono => {
  const open = (c: Context): { readonly visit: Visit; readonly provider: Provider } => {
    const visit = new Visit(c, pool);
    const name = c.req.param('name');
    const provider = pool.config.providers.find((one) => one.name === name);
    if (provider === undefined || !visit.request.client.providers.includes(provider.name)) {
      const { clientId, providers } = visit.request.client;
      throw appError(visit.request, 'invalid_request', `${clientId} has the providers ${providers.join(', ')}`);
    }
    return { visit, provider };
  };
  const show = (visit: Visit, { name, type, users }: Provider, error?: string): Response | Promise<Response> => {
    // Cognito forwards the hint to Google and OIDC providers only.
    const loginHint = type === 'Google' || type === 'OIDC' ? visit.request.loginHint : undefined;
    const form = visit.form(`/providers/${name}`, error);
    return visit.c.html(providerPage({ form, name, users, loginHint }), error === undefined ? 200 : 400);
  };
  return new Hono()
    .get('/providers/:name', (c) => {
      const { visit, provider } = open(c);
      return show(visit, provider);
    })
    .post('/providers/:name', async (c) => {
      const { visit, provider } = open(c);
      const field = await visit.fields();
      const { name } = provider;
      if (field('refuse') !== '') {
        const reason = `the user refused at ${name}`;
        throw appError(visit.request, 'invalid_request', reason, `${name} Error - 401 access_denied`);
      }
      const from = provider.users.find(({ userId }) => userId === field('userId'));
      if (from === undefined) return show(visit, provider, 'There is no such user at the provider.');
      const user = await pool.federation.signIn(provider, from, visit.attempt);
      const session = startSession(c, pool, { username: user.username, methods: ['fed'], provider: name });
      return c.redirect(await completeAuthorization(pool, visit.request, session, user));
    });
};
