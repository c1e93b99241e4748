/** Starts the façade with a real user pool: `ISSUER=https://… USER_POOL_DOMAIN=… CLIENT_ID=… npm run serve`. */
import { serve } from '@hono/node-server';
import { createFacade } from './app.ts';

const read = (name: string): string => {
  const value = process.env[name];
  if (value === undefined || value === '') throw new Error(`The environment variable ${name} is not set.`);
  return value;
};

const facade = createFacade({
  issuer: read('ISSUER'),
  userPoolDomain: read('USER_POOL_DOMAIN'),
  clientId: read('CLIENT_ID'),
  redirectUris: read('REDIRECT_URIS').split(' '),
  scopes: read('SCOPES').split(' '),
  secret: read('SECRET'),
});

serve({ fetch: facade.fetch, port: Number(process.env['PORT'] ?? 3001) });
