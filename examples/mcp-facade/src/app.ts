import { randomUUID } from 'node:crypto';
import { type Context, Hono } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { cors } from 'hono/cors';
import { secureHeaders } from 'hono/secure-headers';
import { readAuthorizationRequest, UntrustedRequest } from './authorization-request.ts';
import { consentPage } from './consent-page.ts';
import { metadataRoutes } from './metadata.ts';
import type { FacadeOptions } from './options.ts';
import { seal, unseal } from './request-state.ts';
import { forwardTokenRequest } from './token-request.ts';

const cookieName = '__Host-mcp-facade';
const cookieOptions = { path: '/', secure: true, httpOnly: true, sameSite: 'Lax', maxAge: 600 } as const;

type Parameters = Readonly<Record<string, string | undefined>>;

const redirect = (c: Context, url: string, parameters: Parameters): Response => {
  const target = new URL(url);
  for (const [name, value] of Object.entries(parameters)) if (value !== undefined) target.searchParams.set(name, value);
  return c.redirect(target.href, 303);
};

/**
 * An authorization server for Model Context Protocol clients. Users sign in to the user pool, which issues the tokens.
 *
 * @throws TypeError for a short secret.
 */
export const createFacade = (options: FacadeOptions): Hono => {
  const { issuer, userPoolDomain, clientId, secret } = options;
  if (secret.length < 32) throw new TypeError('secret: expected at least 32 characters.');
  const callback = `${issuer}/callback`;
  // RFC 9207: `iss` tells the client which server responds.
  const redirectToClient = (c: Context, redirectUri: string, parameters: Parameters): Response =>
    redirect(c, redirectUri, { ...parameters, iss: issuer });

  const app = new Hono();
  const contentSecurityPolicy = { defaultSrc: ["'none'"], frameAncestors: ["'none'"] };
  app.use(secureHeaders({ contentSecurityPolicy, xFrameOptions: 'DENY' }));
  app.route('/', metadataRoutes(options));

  app.get('/authorize', async (c) => {
    const { redirectUri, ...request } = readAuthorizationRequest(new URL(c.req.url).searchParams, options);
    if ('error' in request) return redirectToClient(c, redirectUri, { ...request });
    const browser = getCookie(c, cookieName) ?? randomUUID();
    setCookie(c, cookieName, browser, cookieOptions);
    const state = { ...request, redirectUri, browser, step: 'consent' } as const;
    return c.html(consentPage(state, await seal(state, secret)));
  });

  app.post('/authorize', async (c) => {
    const form = await c.req.parseBody();
    const consent = { step: 'consent', browser: getCookie(c, cookieName) } as const;
    const request = await unseal(form['request'], consent, secret);
    if (request === undefined) throw new UntrustedRequest('This page has expired. Start again in the application.');
    const { redirectUri, state, parameters } = request;
    if (form['decision'] !== 'allow') return redirectToClient(c, redirectUri, { state, error: 'access_denied' });
    return redirect(c, `${userPoolDomain}/oauth2/authorize`, {
      ...parameters,
      response_type: 'code',
      client_id: clientId,
      redirect_uri: callback,
      state: await seal({ ...request, step: 'callback' }, secret),
    });
  });

  // Cognito knows this redirect URI only. A link that skips the consent page ends here, without a state of this browser.
  app.get('/callback', async (c) => {
    const { state: sealed, code, error, error_description } = c.req.query();
    const request = await unseal(sealed, { step: 'callback', browser: getCookie(c, cookieName) }, secret);
    if (request === undefined) throw new UntrustedRequest('This sign-in has expired. Start again in the application.');
    return redirectToClient(c, request.redirectUri, { state: request.state, code, error, error_description });
  });

  app.use('/token', cors());
  app.post('/token', async (c) => forwardTokenRequest(await c.req.parseBody(), options, callback));

  app.onError((error, c) => {
    if (error instanceof UntrustedRequest) return c.text(error.message, 400);
    console.error(error);
    return c.json({ error: 'server_error' }, 500);
  });
  return app;
};
