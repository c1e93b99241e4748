import type { TestIdentityPool } from '@cognito-guard/testing/identity-pool';
import { Hono, type MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { cors } from 'hono/cors';
import { secureHeaders } from 'hono/secure-headers';
import { identityPoolApiRoutes } from '../api/identity-pool-api.ts';
import { userPoolApiRoutes } from '../api/user-pool-api.ts';
import { accountRoutes } from '../login/account.ts';
import { errorRoutes } from '../login/error-page.ts';
import { forgotPasswordRoutes } from '../login/forgot-password.ts';
import { indexRoutes } from '../login/index-page.ts';
import { inspectorRoutes } from '../login/inspector.ts';
import { loginRoutes } from '../login/login.ts';
import { providerRoutes } from '../login/providers.ts';
import { signUpRoutes } from '../login/sign-up.ts';
import { authorizeRoutes } from '../oauth/authorize.ts';
import { discoveryRoutes } from '../oauth/discovery.ts';
import { logoutRoutes } from '../oauth/logout.ts';
import { methodRoutes } from '../oauth/methods.ts';
import { revokeRoutes } from '../oauth/revoke.ts';
import { tokenRoutes } from '../oauth/token.ts';
import { userInfoRoutes } from '../oauth/user-info.ts';
import { inspectorPath, styles, stylesPath } from '../pages/index.ts';
import type { LocalPool } from '../pool/local-pool.ts';
import { answerError } from './unexpected-error.ts';

/** The headers of every response. Without scripts and `connect-src`, a page runs no script and sends no request of one. */
const headers = (scriptSrc: readonly string[]): MiddlewareHandler =>
  secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'none'"],
      ...(scriptSrc.length > 0 && { scriptSrc: [...scriptSrc] }),
      styleSrc: ["'self'"],
      imgSrc: ['data:'],
      frameAncestors: ["'none'"],
      baseUri: ["'none'"],
    },
    // No form-action: Chromium applies it to the redirects behind a form, and an app may redirect to other origins.
    // HSTS would hold for every other server on localhost.
    strictTransportSecurity: false,
    // A page that is opened as a popup must reach the app that opened it.
    crossOriginOpenerPolicy: false,
    xFrameOptions: 'DENY',
  });

/**
 * All endpoints and pages of the local pool.
 *
 * @param save - Writes the state before each answer leaves the pool. Where it throws, an error replaces the answer.
 */
export const createApp = (pool: LocalPool, identityPool: TestIdentityPool | undefined, save: () => void): Hono => {
  const routes = createRoutes(pool, identityPool);
  return new Hono().onError(answerError(pool)).all('*', async (c) => {
    const response = await routes.fetch(c.req.raw);
    save();
    return response;
  });
};

const createRoutes = (pool: LocalPool, identityPool: TestIdentityPool | undefined): Hono => {
  const app = new Hono().onError(answerError(pool));
  const { host } = new URL(pool.origin);
  // A site whose name resolves to this machine (DNS rebinding) must not read the pool's pages.
  app.use(async (c, next) => {
    if (new URL(c.req.url).host === host) return next();
    return c.text(`This is the local user pool of ${pool.origin}. Open it there.`, 421);
  });
  const pageHeaders = headers([]);
  const inspectorHeaders = headers(["'self'"]);
  app.use((c, next) => (c.req.path === inspectorPath ? inspectorHeaders : pageHeaders)(c, next));
  app.use(bodyLimit({ maxSize: 64 * 1024 }));
  // Apps in a browser call these; no cookie counts there.
  app.on(
    ['POST', 'OPTIONS'],
    '/',
    cors({ exposeHeaders: ['x-amzn-RequestId', 'x-amzn-ErrorType', 'x-amzn-ErrorMessage'] }),
  );
  for (const path of ['/oauth2/token', '/oauth2/revoke', '/oauth2/userInfo', `/${pool.config.userPoolId}/*`]) {
    app.use(path, cors());
  }
  app.route('/', identityPoolApiRoutes(identityPool));
  for (const routes of [
    ...[authorizeRoutes, tokenRoutes, userInfoRoutes, revokeRoutes, discoveryRoutes, logoutRoutes, methodRoutes],
    ...[loginRoutes, signUpRoutes, forgotPasswordRoutes, providerRoutes, accountRoutes, errorRoutes, indexRoutes],
    inspectorRoutes,
    userPoolApiRoutes,
  ]) {
    app.route('/', routes(pool));
  }
  app.get(stylesPath, (c) => c.body(styles, 200, { 'Content-Type': 'text/css; charset=utf-8' }));
  return app;
};
