import { type CognitoIdentityProviderClient, RevokeTokenCommand } from '@aws-sdk/client-cognito-identity-provider';
import { AuthError, type RevocationStore, type Verifier } from '@cognito-guard/core';
import { signOut } from '@cognito-guard/core/revocation';
import { authenticate, getAuth } from '@cognito-guard/express';
import express, { type ErrorRequestHandler, type Express } from 'express';

/** Answers refusals as JSON, and keeps them out of the error log. */
const answerRefusals: ErrorRequestHandler = (error, _req, res, next) => {
  if (!AuthError.is(error)) return next(error);
  const { code, message } = error;
  res.status(error.status).set(error.headers).json({ code, message });
};

// #region app
/** An API whose users can sign out. `verifier` asks the same store that `signOut` writes. */
export const createApp = (
  verifier: Verifier<'access'>,
  store: RevocationStore,
  cognito: CognitoIdentityProviderClient,
): Express => {
  const app = express();
  app.use('/api', authenticate(verifier));

  app.get('/api/me', (req, res) => {
    res.json({ hello: getAuth(req).username });
  });

  app.post('/api/sign-out', express.json(), async (req, res) => {
    const auth = getAuth(req);
    const refreshToken: unknown = req.body?.refreshToken;
    if (typeof refreshToken !== 'string') {
      res.sendStatus(400);
      return;
    }
    // First Cognito, so that nothing new is issued; then the tokens that are out already. Where the store does not answer,
    // the caller gets a 503 and signs out again: RevokeToken may be called twice.
    await cognito.send(new RevokeTokenCommand({ ClientId: auth.clientId, Token: refreshToken }));
    await signOut(auth, { store });
    res.sendStatus(204);
  });

  app.use(answerRefusals);
  return app;
};
// #endregion
