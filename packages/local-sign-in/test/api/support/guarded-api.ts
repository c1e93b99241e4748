import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createVerifier, type RevocationStore } from '@cognito-guard/core';
import { authErrorHandler, authenticate } from '@cognito-guard/express';
import express from 'express';
import type { LocalSignIn } from '../../../src/index.ts';

/** An API whose guard trusts the pool and its client `web`. */
export interface GuardedApi extends AsyncDisposable {
  /** The status of the API's answer to an access token. */
  statusFor(accessToken: string): Promise<number>;
}

export const startGuardedApi = async (local: LocalSignIn, store: RevocationStore): Promise<GuardedApi> => {
  const revocation = { store, cacheSeconds: 0 };
  const verifier = createVerifier({ ...local.options, clientId: 'web', tokenUse: 'access', revocation });
  const app = express();
  app.get('/', authenticate(verifier), (_, res) => void res.json({}));
  app.use(authErrorHandler());
  const server = createServer(app).listen(0, 'localhost');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    statusFor: async (accessToken) =>
      (await fetch(`http://localhost:${port}`, { headers: { authorization: `Bearer ${accessToken}` } })).status,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
    },
  };
};
