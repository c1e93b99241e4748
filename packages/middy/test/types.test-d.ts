import type { AccessAuth, Auth, IdAuth, Verifier } from '@cognito-guard/core';
import { type AuthContext, type AuthorizedCaller, authenticate, authorize, getAuth } from '@cognito-guard/middy';
import { httpEvent, lambdaContext } from '@cognito-guard/testing/lambda-events';
import middy from '@middy/core';
import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';

declare const access: Verifier<'access'>;
declare const id: Verifier<'id'>;
declare const either: Verifier<null>;
declare const context: Context;

/** True only where both are the same type. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const same = <A, B>(_isSame: Same<A, B>): void => undefined;

middy()
  .use(authenticate(access))
  .handler(async (_event, { auth, awsRequestId }) => {
    same<typeof auth, AccessAuth>(true);
    same<typeof auth.claims.client_id, string>(true);
    same<typeof awsRequestId, string>(true);
  });

middy()
  .use(authenticate(id))
  .use(authorize({ anyGroup: ['admins'] }))
  .handler(async (_event, { auth }) => {
    same<typeof auth, IdAuth>(true);
    // @ts-expect-error an ID token has no client_id of its own type
    same<typeof auth.claims.client_id, string>(true);
  });

middy()
  .use([authenticate(access), authorize({ allScopes: ['a'] })])
  .handler(async (_event, { awsRequestId }) => awsRequestId);

middy()
  .use(authenticate(either, { optional: true }))
  .handler(async (_event, { auth }) => {
    same<typeof auth, Auth | null>(true);
    // @ts-expect-error it may be null
    auth.subject;
  });

middy()
  .use(authenticate.fromAuthorizer())
  .handler(async (_event, { auth }) => {
    same<typeof auth, AuthorizedCaller>(true);
    // @ts-expect-error an authorizer passes no token
    auth.token;
  });

middy()
  .use(authenticate.fromAuthorizer<{ tenant: string; level?: number }>())
  .use(authorize<AuthorizedCaller<{ tenant: string }>>({ check: ({ context: { tenant } }) => tenant === 'acme' }))
  .handler(async (_event, { auth }) => {
    same<typeof auth.context, { readonly tenant?: string; readonly level?: string }>(true);
    // @ts-expect-error the authorizer's context function returns no such name
    auth.context.tenent;
    // @ts-expect-error a cached answer of the previous deployment may lack it
    auth.context.tenant.length;
  });

middy().handler(async (_event, plain) => {
  // @ts-expect-error no authenticate before
  plain.auth;
});

middy<{ headers: Record<string, string> }, { statusCode: number }>()
  .use(authenticate(access))
  .handler(async (event, { auth }) => {
    same<typeof event, { headers: Record<string, string> }>(true);
    // @ts-expect-error auth is read-only
    auth.subject = 'other';
    return { statusCode: 200 };
  });

const plain = getAuth(context);
same<typeof plain, Auth>(true);
const exact = getAuth(context, { verifier: id });
same<typeof exact, IdAuth>(true);
const optional = getAuth(context, { verifier: access, optional: true });
same<typeof optional, AccessAuth | null>(true);

const named = (_event: unknown, { auth }: AuthContext<AccessAuth>): string | undefined => auth.username;
middy()
  .use(authenticate(access))
  .handler(async (event, given) => named(event, given));

authorize<AccessAuth>({ check: (auth) => auth.claims.client_id === 'web' });
authorize<AuthorizedCaller>({ check: (caller) => caller.username !== undefined });
// @ts-expect-error unknown requirement
authorize({ anyGroups: ['admins'] });
// @ts-expect-error check is synchronous
authorize({ check: async () => true });
// @ts-expect-error an authorizer passes no token
authorize<AuthorizedCaller>({ check: (caller) => caller.token !== '' });
// @ts-expect-error a verifier is required
authenticate();
// @ts-expect-error unknown option
authenticate(access, { optionnal: true });

// A test calls a handler without a cast, whatever its middleware adds to the context.
const untyped = middy()
  .use(authenticate(access))
  .handler(async (_event, { auth }) => auth.subject);
const typed = middy<APIGatewayProxyEventV2, string>()
  .use(authenticate(access))
  .use(authorize({ anyGroup: ['admins'] }))
  .handler(async (_event, { auth }) => auth.subject);
untyped(httpEvent(), lambdaContext()) satisfies Promise<string>;
typed(httpEvent(), lambdaContext()) satisfies Promise<string>;
