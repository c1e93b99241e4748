import { z } from 'zod';

/** The claims of every access token: the trigger writes them, and the verifier reads them. */
export const claims = z.object({
  tenant: z.string().min(1),
  plan: z.enum(['free', 'pro']),
  limits: z.object({ orders: z.int().positive() }),
});
