/** Checked by the compiler: the changes of a trigger have the type of its schema, written by an async function or not. */
import { preTokenGeneration } from '@cognito-guard/core/triggers';
import { z } from 'zod';

const claims = z.object({ tenant: z.string(), plan: z.enum(['free', 'pro']) });

preTokenGeneration({ claims }, () => ({ claims: { tenant: 'acme', plan: 'free' } }));
preTokenGeneration({ claims }, async () => ({ claims: { tenant: 'acme', plan: 'pro' } }));

// @ts-expect-error: the schema has no such plan
preTokenGeneration({ claims }, async () => ({ claims: { tenant: 'acme', plan: 'other' } }));
// @ts-expect-error: the schema requires a plan
preTokenGeneration({ claims }, () => ({ claims: { tenant: 'acme' } }));
