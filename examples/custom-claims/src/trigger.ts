import { preTokenGeneration } from '@cognito-guard/core/triggers';
import type { z } from 'zod';
import { claims } from './claims.ts';

/** Your database: what each customer has bought. */
const contracts = new Map<string | undefined, Omit<z.input<typeof claims>, 'tenant'>>([
  ['acme', { plan: 'pro', limits: { orders: 100 } }],
  ['globex', { plan: 'free', limits: { orders: 5 } }],
]);

/** The tenant of each machine, by its app client. */
const machines = new Map([['nightlyimport', 'acme']]);

/** The handler of the pre token generation trigger. Without a contract, Cognito issues no token. */
export const handler = preTokenGeneration({ claims }, async (user, { clientId }) => {
  const tenant = user.attributes['custom:tenant'] ?? machines.get(clientId);
  const contract = contracts.get(tenant);
  if (tenant === undefined || contract === undefined) throw new Error('This account has no contract.');
  return {
    claims: { tenant, ...contract },
    scopes: { add: contract.plan === 'pro' ? ['orders/export'] : [] },
  };
});
