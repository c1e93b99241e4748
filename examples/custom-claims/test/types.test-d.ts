/** Checked by `tsc -p tsconfig.test.json` and never run: a claim has one type from the trigger to the route. */
import { createVerifier } from '@cognito-guard/core';
import { preTokenGeneration } from '@cognito-guard/core/triggers';
import { z } from 'zod';
import { createApiVerifier, createApp } from '../src/app.ts';
import { claims } from '../src/claims.ts';

const pool = { userPoolId: 'eu-west-1_AbC123xyz', clientId: 'web' };

/** The schema after a change: the limit of orders is text. */
const changed = claims.extend({ limits: z.object({ orders: z.string() }) });

createApp(createApiVerifier(pool));
// @ts-expect-error the routes of the app calculate with the limit
createApp(createVerifier({ ...pool, tokenUse: 'access', claims: changed }));

const contract = { tenant: 'acme', plan: 'pro', limits: { orders: 100 } } as const;
preTokenGeneration({ claims }, async () => ({ claims: contract }));
// A literal of an async function keeps its type.
preTokenGeneration({ claims }, async (user) => ({
  claims: { tenant: user.subject, plan: 'free', limits: { orders: 1 } },
}));
// @ts-expect-error the trigger writes a number
preTokenGeneration({ claims: changed }, async () => ({ claims: contract }));
// @ts-expect-error the schema has no such plan
preTokenGeneration({ claims }, () => ({ claims: { ...contract, plan: 'gold' } }));
// @ts-expect-error the schema requires the limits
preTokenGeneration({ claims }, () => ({ claims: { tenant: 'acme', plan: 'pro' } }));
// @ts-expect-error scopes are added or suppressed
preTokenGeneration({ claims }, () => ({ claims: contract, scopes: ['orders/read'] }));
