/** A local user pool, a guarded API and a browser. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { createVerifier } from '@cognito-guard/core';
import { memoryRevocationStore } from '@cognito-guard/core/revocation';
import { authErrorHandler, authenticate, getAuth } from '@cognito-guard/express';
import { createLocalSignIn, type LocalSignIn, type LocalSignInOptions } from '@cognito-guard/local-sign-in';
import { build } from 'esbuild';
import express, { type Express } from 'express';
import type { Page } from 'playwright-core';
import { launchBrowser } from '../../../packages/local-sign-in/test/browser/support/browser.ts';

/** The pages' settings: esbuild replaces `settings` with them. */
export interface Settings {
  readonly origin: string;
  readonly issuer: string;
  readonly userPoolId: string;
  readonly clientId: string;
}

/** A running world. */
export interface World {
  /** The app's server: its pages, and the guarded `/api/me`. */
  readonly app: Express;
  readonly appOrigin: string;
  readonly local: LocalSignIn;
  readonly page: Page;
  /** The status of `/api/me` for an access token. */
  statusFor(token: string): Promise<number>;
  /** Serves a page at `/` and `/signed-out` that runs a client library. */
  servePage(source: string): Promise<void>;
  close(): Promise<void>;
}

export const clientId = 'web';

/** Starts the world with the app client `web` and the paths as its callback and sign-out URLs. */
export const startWorld = async (
  paths: { readonly callback: string; readonly signedOut: string },
  options: Partial<LocalSignInOptions> & { readonly clientSecret?: string },
): Promise<World> => {
  const server = createServer().listen(0, 'localhost');
  await once(server, 'listening');
  const appOrigin = `http://localhost:${(server.address() as AddressInfo).port}`;

  const store = memoryRevocationStore();
  const { clientSecret, ...others } = options;
  const local = await createLocalSignIn({
    clients: [
      {
        clientId,
        ...(clientSecret !== undefined && { clientSecret }),
        callbackUrls: [appOrigin + paths.callback],
        logoutUrls: [appOrigin + paths.signedOut],
        scopes: ['openid', 'email', 'profile', 'aws.cognito.signin.user.admin'],
      },
    ],
    users: [{ username: 'ada', password: 'Password1!', email: 'ada@example.com', groups: ['admins'] }],
    revocation: store,
    ...others,
  });
  const verifier = createVerifier({
    ...local.options,
    clientId,
    tokenUse: 'access',
    revocation: { store, cacheSeconds: 0 },
  });

  const app = express();
  app.get('/api/me', authenticate(verifier), (req, res) => {
    res.json({ username: getAuth(req).username });
  });
  app.use('/api', authErrorHandler());
  server.on('request', app);

  const browser = await launchBrowser();
  const page = await browser.newPage({ ignoreHTTPSErrors: true });
  page.setDefaultTimeout(20_000);
  return {
    app,
    appOrigin,
    local,
    page,
    statusFor: async (token) =>
      (await fetch(`${appOrigin}/api/me`, { headers: { authorization: `Bearer ${token}` } })).status,
    servePage: async (source) => {
      const { origin, issuer, userPoolId } = local;
      const settings: Settings = { origin, issuer, userPoolId, clientId };
      const { outputFiles } = await build({
        entryPoints: [fileURLToPath(new URL(source, import.meta.url))],
        bundle: true,
        write: false,
        format: 'esm',
        define: { settings: JSON.stringify(settings) },
      });
      app.get(['/', '/signed-out'], (_, res) => {
        res.type('html').send('<!doctype html><title>App</title><script type="module" src="/page.js"></script>');
      });
      app.get('/page.js', (_, res) => {
        res.type('js').send(outputFiles[0]?.text);
      });
    },
    close: async () => {
      await browser.close();
      await local.close();
      server.closeAllConnections();
      server.close();
    },
  };
};
