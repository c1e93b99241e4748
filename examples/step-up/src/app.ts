import type { Verifier } from '@cognito-guard/core';
import { authErrorHandler, authenticate, authorize, getAuth } from '@cognito-guard/express';
import express, { type Express } from 'express';
import { type PageOptions, pageWith } from './page.ts';

/** The API and its page, which have one origin: a page of another one needs `Access-Control-Expose-Headers`. */
export const createApp = (verifier: Verifier<'access'>, page: PageOptions): Express => {
  const app = express();
  app.get(['/', '/callback'], (_req, res) => {
    res.type('html').send(pageWith(page));
  });
  app.get('/api/account', authenticate(verifier), (req, res) => {
    const { username, acr = 'none' } = getAuth(req, { verifier });
    res.json({ username, level: acr });
  });
  app.post(
    '/api/payments',
    authenticate(verifier),
    authorize({ acr: 'urn:cognito:loa:3', maxAuthAgeSeconds: 300 }),
    (_req, res) => {
      res.status(201).json({ paid: true });
    },
  );
  app.use(authErrorHandler());
  return app;
};
