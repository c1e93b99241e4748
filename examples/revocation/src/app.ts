import { AuthError, type RevocationStore, type Verifier } from '@cognito-guard/core';
import { type CognitoSignOut, cognitoSignOut } from '@cognito-guard/core/revocation';
import { authenticate, getAuth, signOutHandler } from '@cognito-guard/express';
import express, { type ErrorRequestHandler, type Express } from 'express';

/** Answers refusals as JSON, and keeps them out of the error log. */
const answerRefusals: ErrorRequestHandler = (error, _req, res, next) => {
  if (!AuthError.is(error)) return next(error);
  const { code, message } = error;
  res.status(error.status).set(error.headers).json({ code, message });
};

// #region app
/** An API whose users can sign out. `verifier` asks the same store that the sign-out writes. */
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

  app.use(answerRefusals);
  return app;
};
// #endregion
