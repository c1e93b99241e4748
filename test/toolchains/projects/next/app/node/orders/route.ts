import { guard } from '@cognito-guard/core/web';
import { getVerifier } from '../../verifier';

export const runtime = 'nodejs';

const readOrders = guard(getVerifier, { requirements: { allScopes: ['orders/read'] } });

export const GET = async (request: Request): Promise<Response> => {
  const auth = await readOrders(request);
  if (auth instanceof Response) return auth;
  return Response.json({ subject: auth.subject });
};
