import type { Auth } from '@cognito-guard/core';
import { guard } from '@cognito-guard/core/web';
import { initTRPC } from '@trpc/server';
import { fetchRequestHandler } from '@trpc/server/adapters/fetch';
import { verifier } from './verifier.js';

const t = initTRPC.context<{ readonly auth: Auth<'access'> }>().create();
const router = t.router({ me: t.procedure.query(({ ctx }) => ctx.auth.subject) });
const check = guard(verifier);

/** Answers refusals before tRPC runs, so that they keep their status and challenge. */
export const handler = async (req: Request): Promise<Response> => {
  const auth = await check(req);
  if (auth instanceof Response) return auth;
  return fetchRequestHandler({ endpoint: '/trpc', req, router, createContext: () => ({ auth }) });
};
