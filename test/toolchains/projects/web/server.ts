import { guard } from '@cognito-guard/core/web';
import type { RequestHandler } from '@sveltejs/kit';
import { verifier } from './verifier.js';

const readOrders = guard(verifier, { requirements: { allScopes: ['orders/read'] } });

export const GET: RequestHandler = async ({ request }) => {
  const auth = await readOrders(request);
  if (auth instanceof Response) return auth;
  return Response.json({ subject: auth.subject });
};
