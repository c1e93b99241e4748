import type { Verifier } from '@cognito-guard/core';
import { authenticate, authorize } from '@cognito-guard/hono';
import { Hono } from 'hono';

const orders = [{ id: 1, item: 'tea' }];

/** An orders API. */
export const createApp = (verifier: Verifier<'access'>) =>
  new Hono()
    .use('/api/*', authenticate(verifier))
    .get('/api/me', (c) => c.json({ hello: c.var.auth.username ?? `machine ${c.var.auth.clientId}` }))
    .get('/api/orders', authorize({ allScopes: ['orders/read'] }), (c) => c.json(orders))
    .delete('/api/orders/:id', authorize({ anyGroup: ['admins', 'ops'] }), (c) => c.body(null, 204));
