/** Type tests of the routes' callers. `tsc -p tsconfig.test.json` checks this file; it never runs. */
import type { Http2Server } from 'node:http2';
import type { AccessAuth, Auth, IdAuth, Verifier } from '@cognito-guard/core';
import {
  authenticate,
  authorize,
  cognitoGuard,
  cookie,
  getAuth,
  protectedResourceMetadata,
} from '@cognito-guard/fastify';
import Fastify, { type FastifyRequest } from 'fastify';
import { same } from './support/types.ts';

declare const access: Verifier<'access'>;
declare const id: Verifier<'id'>;

const app = Fastify();
app.register(cognitoGuard, { verifier: access });
app.register(cognitoGuard, { verifier: id, token: cookie('session'), optional: true, realm: 'orders' });
// @ts-expect-error verifier is required
app.register(cognitoGuard, { optional: true });
// @ts-expect-error pool options are not a verifier
app.register(cognitoGuard, { verifier: { userPoolId: 'eu-west-1_AbC123xyz' } });
// @ts-expect-error the option does not exist
authenticate(access, { optinal: true });

// The hooks do not change a route's types.
interface OrderRoute {
  Params: { id: string };
  Reply: { 200: { id: string } };
}
app.delete<OrderRoute>(
  '/orders/:id',
  {
    onRequest: [authenticate(access), authorize<AccessAuth>({ check: (auth) => auth.claims.client_id === 'web' })],
    preValidation: authorize({ anyGroup: ['admins'] }),
    preHandler: authorize({ allScopes: ['orders/write'] }),
  },
  async (request, reply) => {
    same<typeof request.params.id, string>(true);
    // @ts-expect-error the route has no such parameter
    request.params.other;
    same<typeof request.auth, Auth>(true);
    // @ts-expect-error request.auth is read-only
    request.auth = getAuth(request);
    const exact = getAuth(request, { verifier: access });
    same<typeof exact, AccessAuth>(true);
    const user = getAuth(request, { verifier: id });
    same<typeof user, IdAuth>(true);
    const optional = getAuth(request, { verifier: access, optional: true });
    same<typeof optional, AccessAuth | null>(true);
    // @ts-expect-error an anonymous request has no subject
    getAuth(request, { optional: true }).subject;
    return reply.code(200).send({ id: request.params.id });
  },
);
app.addHook('onRequest', authenticate(access));
app.addHook('preHandler', authorize({ anyScope: ['orders/read'] }));
app.register(
  protectedResourceMetadata({ resource: 'https://api.example.com', authorizationServers: ['https://idp.example.com'] }),
);

// The hooks work over HTTP/2.
const http2 = Fastify<Http2Server>({ http2: true });
http2.register(cognitoGuard, { verifier: access });
http2.get('/me', { onRequest: authenticate(access) }, async (request) => getAuth(request).subject);

const owns = (request: FastifyRequest, owner: string): boolean => getAuth(request).subject === owner;

export { owns };
