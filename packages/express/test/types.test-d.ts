import type { AccessAuth, Verifier } from '@cognito-guard/core';
import { authenticate, authorize, getAuth } from '@cognito-guard/express';
import { exposeAuth } from '@cognito-guard/express/augment';
import type { Express } from 'express';

declare const app: Express;
declare const access: Verifier<'access'>;
declare const id: Verifier<'id'>;

// Our middleware keeps a route's parameter types.
app.delete(
  '/orders/:id',
  authenticate(access),
  exposeAuth(),
  authorize<AccessAuth>({ check: (auth) => auth.claims.client_id === 'web' }),
  (req, res) => {
    const parameter: string = req.params.id;
    // @ts-expect-error the route has no such parameter
    const other: string = req.params.other;
    // Typed by the verifier, and null only where anonymous callers are accepted.
    const client: string = getAuth(req, { verifier: access }).claims.client_id;
    const audience: string = getAuth(req, { verifier: id }).claims.aud;
    const subject: string | undefined = getAuth(req, { optional: true })?.subject;
    // @ts-expect-error an anonymous request has no subject
    getAuth(req, { optional: true }).subject;
    // @ts-expect-error an ID token has no client_id of a known type
    const none: string = getAuth(req, { verifier: id }).claims.client_id;
    res.json([parameter, other, client, audience, subject, none]);
  },
);
app.use('/api', authenticate(access, { optional: true }), exposeAuth());
// @ts-expect-error unknown option
authenticate(access, { optinal: true });
