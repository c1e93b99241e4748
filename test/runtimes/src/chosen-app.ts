/** The app that the process is started for: `web` as its argument, Hono by default. */
import app from './app.ts';
import webApp from './web-app.ts';

const { USER_POOL_ID = '', CLIENT_ID = '', JWKS_URI = '' } = process.env;
const env = { USER_POOL_ID, CLIENT_ID, JWKS_URI };

/** Answers one request. */
export const fetchHandler = (request: Request): Response | Promise<Response> =>
  process.argv[2] === 'web' ? webApp.fetch(request, env) : app.fetch(request);
