import type { Verifier } from '@cognito-guard/core';
import { authenticate, authorize } from '@cognito-guard/hono';
import { Hono } from 'hono';
import { cors } from 'hono/cors';
import { liveRoutes } from './live.ts';

const orders = [{ id: 1, item: 'tea' }];

/** An orders API. Every route below /api needs a token; cors() comes first, so that refusals have its headers. */
export const createApp = (verifier: Verifier<'access'>) =>
  new Hono()
    .get('/health', (c) => c.text('ok'))
    .use('/api/*', cors(), authenticate(verifier))
    .get('/api/me', (c) => c.json({ hello: c.var.auth.username ?? `machine ${c.var.auth.clientId}` }))
    .get('/api/orders', authorize({ allScopes: ['orders/read'] }), (c) => c.json(orders))
    .delete('/api/orders/:id', authorize({ anyGroup: ['admins', 'ops'] }), (c) => c.body(null, 204))
    .route('/live', liveRoutes(verifier));
