import { createVerifier, type Verifier } from '@cognito-guard/core';
import { authenticate, authorize } from '@cognito-guard/hono';
import { Hono } from 'hono';

/** The Worker's variables. */
export interface Env {
  readonly USER_POOL_ID: string;
  readonly CLIENT_ID: string;
  /** The key set of a local pool; omit it for a real one. */
  readonly JWKS_URI?: string;
}

let verifier: Verifier<'access'> | undefined;

/** The first request of an isolate creates the verifier; later requests share it and its cached keys. */
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
