import type { Verifier } from '@cognito-guard/core';
import { authSignal, getAuth } from '@cognito-guard/express';
import type { RequestHandler } from 'express';

// #region streams
/** Ends a stream of events once its token has expired or is revoked. Other answers finish. */
export const endWithToken =
  (verifier: Verifier<'access'>): RequestHandler =>
  (req, res, next) => {
    const connection = new AbortController();
    res.on('close', () => connection.abort());
    authSignal(verifier, getAuth(req), { signal: connection.signal }).addEventListener('abort', () => {
      if (res.headersSent) res.end();
    });
    next();
  };
// #endregion
