import { Hono } from 'hono';

/** Endpoints that have one method, and the one that each has. */
const only: Readonly<Record<string, 'GET' | 'POST'>> = {
  '/oauth2/authorize': 'GET',
  '/oauth2/token': 'POST',
  '/oauth2/userInfo': 'GET',
  '/oauth2/revoke': 'POST',
  '/logout': 'GET',
};

/** Answers 405 with `Allow` where an endpoint does not have the method. Mount it behind the endpoints. */
export const methodRoutes = (): Hono => {
  const app = new Hono();
  for (const [path, method] of Object.entries(only)) {
    app.all(path, (c) => c.text('Method Not Allowed', 405, { Allow: method }));
  }
  return app;
};
