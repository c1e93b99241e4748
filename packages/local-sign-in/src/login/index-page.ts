import { Hono } from 'hono';
import { signInUrl } from '../oauth/sign-in-url.ts';
import { indexPage, inspectorPath } from '../pages/index.ts';
import type { LocalPool } from '../pool/local-pool.ts';

/** The start page of the pool. Cognito has none. */
export const indexRoutes = (pool: LocalPool): Hono =>
  new Hono().get('/', (c) =>
    c.html(
      indexPage({
        clients: [...pool.clients.values()].map((client) => ({
          name: client.name,
          signInHref: signInUrl(pool, client),
          isMachine: client.grants.includes('client_credentials'),
        })),
        accountHref: '/account',
        inspectorHref: inspectorPath,
        discoveryHref: `${pool.issuer}/.well-known/openid-configuration`,
      }),
    ),
  );
