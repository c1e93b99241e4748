import type { RevocationStore, Verifier } from '@cognito-guard/core';
import { type CognitoSignOut, cognitoSignOut } from '@cognito-guard/core/revocation';
import { authErrorHandler, authenticate, getAuth, signOutHandler } from '@cognito-guard/express';
import express, { type Express } from 'express';

// #region app
/** An API with sign-out. `verifier` reads the store that the sign-out writes. */
export const createApp = (
  verifier: Verifier<'access'>,
  store: RevocationStore,
  cognito: (request: CognitoSignOut) => Promise<void> = cognitoSignOut(),
): Express => {
  const app = express();
  app.use('/api', authenticate(verifier));

  app.get('/api/me', (req, res) => {
    res.json({ hello: getAuth(req).username });
  });

  const refreshToken = (req: express.Request): unknown => req.body?.refreshToken;
  app.post('/api/sign-out', express.json(), signOutHandler({ store, cognito, refreshToken }));

  app.use(authErrorHandler());
  return app;
};
// #endregion
