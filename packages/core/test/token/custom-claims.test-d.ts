/** Checked by `tsc -p tsconfig.test.json` and never run: a claim of the verifier's schema has its type at the route. */

import type { Auth, AuthOf, Verifier } from '@cognito-guard/core';
import { createVerifier, type StandardSchema } from '@cognito-guard/core';
import { AuthStore } from '@cognito-guard/core/http';
import { guard, withAuth } from '@cognito-guard/core/web';
import { type } from 'arktype';
import * as v from 'valibot';
import { z } from 'zod';
import { same } from '../support/types.ts';

declare const claims: StandardSchema<unknown, { readonly tenant: string }>;
const verifier = createVerifier({ userPoolId: 'eu-west-1_AbC123xyz', clientId: 'web', tokenUse: 'access', claims });

const pool = { userPoolId: 'eu-west-1_AbC123xyz', clientId: 'web', tokenUse: 'access' } as const;
same<typeof verifier, Verifier<'access', { readonly tenant: string }>>(true);

// --- every library, and every shape of options ---
type Plan = 'free' | 'pro';
const zod = createVerifier({
  ...pool,
  claims: z.object({ plan: z.enum(['free', 'pro']), since: z.string().transform(Number) }),
});
same<AuthOf<typeof zod>['custom'], { plan: Plan; since: number }>(true);
const valibot = createVerifier({ pools: [pool], claims: v.object({ plan: v.picklist(['free', 'pro']) }) });
same<AuthOf<typeof valibot>['custom'], { plan: Plan }>(true);
const arktype = createVerifier({ resolvePool: () => pool, claims: type({ plan: "'free' | 'pro'" }) });
same<AuthOf<typeof arktype>['custom'], { plan: Plan }>(true);
const none = createVerifier(pool);
same<AuthOf<typeof none>['custom'], unknown>(true);
// @ts-expect-error a function is not a schema
createVerifier({ ...pool, claims: () => true });

// --- a verified token with claims is a verified token, and its verifier a verifier ---
const nameOf = (auth: Auth): string => auth.subject;
const any: Verifier = verifier;
const exact: Verifier<'access'> = verifier;
// @ts-expect-error a verifier without a schema does not know the claims
const unknown: typeof verifier = none;

export { any, exact, unknown };

export const read = async (token: string): Promise<readonly unknown[]> => {
  const auth = await verifier.verify(token, { check: ({ custom }) => custom.tenant === 'acme' });
  const tenant: string = auth.custom.tenant;
  // @ts-expect-error the schema makes tenant a string
  const wrong: number = auth.custom.tenant;
  // @ts-expect-error the schema makes no such claim
  auth.custom.tenants;
  return [tenant, wrong, nameOf(auth)];
};

// --- what adapters are made of ---
const store = new AuthStore(() => ({ header: () => undefined, query: () => [] }));
same<typeof run, (host: object) => Promise<AuthOf<typeof verifier>>>(true);
const run = store.authenticator(verifier);
store.get({}, { verifier }).custom.tenant satisfies string;
export const GET = withAuth(verifier, (_request, auth) => new Response(auth.custom.tenant), {
  requirements: { check: (auth) => auth.custom.tenant === 'acme' },
});
export const guarded = async (request: Request): Promise<string | Response> => {
  const auth = await guard(verifier)(request);
  return auth instanceof Response ? auth : auth.custom.tenant;
};
