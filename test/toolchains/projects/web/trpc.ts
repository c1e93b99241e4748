import type { Auth } from '@cognito-guard/core';
import { withAuth } from '@cognito-guard/core/web';
import { initTRPC } from '@trpc/server';
import { fetchRequestHandler } from '@trpc/server/adapters/fetch';
import { verifier } from './verifier.js';

const t = initTRPC.context<{ readonly auth: Auth<'access'> }>().create();
const router = t.router({ me: t.procedure.query(({ ctx }) => ctx.auth.subject) });

export const handler = withAuth(verifier, (req, auth) =>
  fetchRequestHandler({ endpoint: '/api/trpc', req, router, createContext: () => ({ auth }) }),
);
