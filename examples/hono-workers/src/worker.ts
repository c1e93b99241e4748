import { createVerifier, type Verifier } from '@cognito-guard/core';
import { authenticate, authorize } from '@cognito-guard/hono';
import { Hono } from 'hono';

/** The Worker's variables. */
export interface Env {
  readonly USER_POOL_ID: string;
  readonly CLIENT_ID: string;
  /** Where a local pool publishes its keys. Leave it out for a real one. */
  readonly JWKS_URI?: string;
}

let verifier: Verifier<'access'> | undefined;

/** Made by an isolate's first request, for all that follow: one made for each would fetch keys each time. */
const verifierFor = ({ USER_POOL_ID: userPoolId, CLIENT_ID: clientId, JWKS_URI: jwksUri }: Env): Verifier<'access'> => {
  verifier ??= createVerifier({ userPoolId, clientId, tokenUse: 'access', ...(jwksUri && { jwksUri }) });
  return verifier;
};

const orders = [{ id: 1, item: 'tea' }];

/** An orders API. */
export default new Hono<{ Bindings: Env }>()
  .use(
    '/api/*',
    authenticate((c) => verifierFor(c.env)),
  )
  .get('/api/me', (c) => c.json({ hello: c.var.auth.username ?? `machine ${c.var.auth.clientId}` }))
  .get('/api/orders', authorize({ allScopes: ['orders/read'] }), (c) => c.json(orders))
  .delete('/api/orders/:id', authorize({ anyGroup: ['admins', 'ops'] }), (c) => c.body(null, 204));
