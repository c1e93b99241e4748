import type { Verifier } from '@cognito-guard/core';
import { withAuth } from '@cognito-guard/core/web';

/** Takes a Fetch API request and returns its response: what `Bun.serve`, `Deno.serve` and Workers call. */
export type FetchHandler = (request: Request) => Response | Promise<Response>;

const orders = [{ id: 1, item: 'tea' }];

/** An orders API. Every route but /health needs a token. */
export const createApp = (verifier: Verifier<'access'>): FetchHandler => {
  const routes: Readonly<Record<string, FetchHandler>> = {
    'GET /health': () => new Response('ok'),
    'GET /api/me': withAuth(verifier, (_request, { username, clientId }) =>
      Response.json({ hello: username ?? `machine ${clientId}` }),
    ),
    'GET /api/orders': withAuth(verifier, () => Response.json(orders), {
      requirements: { allScopes: ['orders/read'] },
    }),
  };
  return (request) => {
    const route = `${request.method} ${new URL(request.url).pathname}`;
    const handler = Object.hasOwn(routes, route) ? routes[route] : undefined;
    return handler?.(request) ?? new Response('Not Found', { status: 404 });
  };
};
