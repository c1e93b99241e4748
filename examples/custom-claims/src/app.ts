import { type AuthOf, createVerifier, type OnePoolOptions } from '@cognito-guard/core';
import { authenticate, authorize } from '@cognito-guard/hono';
import { Hono } from 'hono';
import { claims } from './claims.ts';

/** The verifier: `claims` is the trigger's own schema. */
export const createApiVerifier = (pool: Omit<OnePoolOptions<'access'>, 'tokenUse' | 'claims'>) =>
  createVerifier({ ...pool, tokenUse: 'access', claims });

type ApiVerifier = ReturnType<typeof createApiVerifier>;

/** An orders API, whose routes read the claims with their types. */
export const createApp = (verifier: ApiVerifier) =>
  new Hono()
    .use('/api/*', authenticate(verifier))
    .get('/api/plan', (c) => {
      const { tenant, plan, limits } = c.var.auth.custom;
      return c.json({ tenant, plan, ordersLeft: limits.orders - 1 });
    })
    .get(
      '/api/reports',
      authorize<AuthOf<ApiVerifier>>({ check: (auth) => auth.custom.plan === 'pro' }),
      authorize({ allScopes: ['orders/export'] }),
      (c) => c.json([]),
    );
