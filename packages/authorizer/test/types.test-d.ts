/** Checked by the compiler, from sources and from the packed package, and never run. */
import {
  type AppSyncAnswer,
  appSyncAuthorizer,
  appSyncEventsAuthorizer,
  bearer,
  httpAuthorizer,
  type PolicyAnswer,
  type RouteRule,
  restAuthorizer,
  type SimpleAnswer,
  webSocketAuthorizer,
  webSocketProtocol,
} from '@cognito-guard/authorizer';
import type { AccessAuth, IdAuth, Verifier } from '@cognito-guard/core';
import type {
  APIGatewayAuthorizerResult,
  APIGatewayRequestAuthorizerHandler,
  APIGatewayRequestSimpleAuthorizerHandlerV2WithContext,
  APIGatewayTokenAuthorizerHandler,
  AppSyncAuthorizerHandler,
} from 'aws-lambda';

declare const access: Verifier<'access'>;
declare const id: Verifier<'id'>;

/** True only where both are the same type. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const same = <A, B>(_isSame: Same<A, B>): void => undefined;

// --- the handlers have the handler types of aws-lambda ---
const rest = restAuthorizer(access, { policy: 'whole-api' });
export const restHandler: APIGatewayTokenAuthorizerHandler = rest;
export const requestHandler: APIGatewayRequestAuthorizerHandler = rest;
export const webSocketHandler: APIGatewayRequestAuthorizerHandler = webSocketAuthorizer(access);
export const answer: APIGatewayAuthorizerResult = await rest({});
export const appSync: AppSyncAuthorizerHandler<Record<string, string>> = appSyncAuthorizer(access);
export const fieldsHandler: AppSyncAuthorizerHandler<Record<string, string> | undefined> = appSyncAuthorizer(access, {
  context: () => ({ tenant: 'acme' }),
});
same<Awaited<ReturnType<typeof rest>>, PolicyAnswer<Record<string, string>>>(true);

const simple = httpAuthorizer(access, { policy: 'whole-api', answer: 'simple' });
same<Awaited<ReturnType<typeof simple>>, SimpleAnswer>(true);
export const simpleHandler: APIGatewayRequestSimpleAuthorizerHandlerV2WithContext<SimpleAnswer['context']> = simple;
const iam = httpAuthorizer(access, { policy: 'whole-api' });
same<Awaited<ReturnType<typeof iam>>['policyDocument'], PolicyAnswer<object>['policyDocument']>(true);
same<Awaited<ReturnType<ReturnType<typeof appSyncAuthorizer>>>, AppSyncAnswer>(true);

// --- checks have the verifier's type of token ---
restAuthorizer(access, {
  routes: [
    {
      method: 'GET',
      path: '/me',
      check: (auth) => {
        same<typeof auth, AccessAuth>(true);
        return true;
      },
    },
  ],
});
webSocketAuthorizer(id, {
  check: (auth) => {
    same<typeof auth, IdAuth>(true);
    return true;
  },
});

// --- so do context functions, and the keys of usage plans ---
restAuthorizer(access, {
  policy: 'whole-api',
  context: (auth) => {
    same<typeof auth, AccessAuth>(true);
    return { level: 1, beta: true, client: auth.claims.client_id, email: undefined };
  },
  usageIdentifierKey: ({ clientId }) => clientId,
});
httpAuthorizer(id, { policy: 'whole-api', context: async (auth) => ({ email: auth.claims.email }) });
appSyncEventsAuthorizer(access, {
  channels: [{ operation: 'subscribe', channel: '/chat/{sub}', check: (auth) => auth.claims.client_id === 'web' }],
  context: ({ username }) => ({ nick: username }),
});
// @ts-expect-error REST APIs answer 500 to a list
restAuthorizer(access, { policy: 'whole-api', context: () => ({ tenants: ['acme'] }) });
// @ts-expect-error only REST APIs have usage plans
httpAuthorizer(access, { policy: 'whole-api', usageIdentifierKey: () => 'key' });
// @ts-expect-error channels without rules would be closed to every caller
appSyncEventsAuthorizer(access, {});
// @ts-expect-error the operations are subscribe and publish
appSyncEventsAuthorizer(access, { channels: [{ operation: 'connect', channel: '/a' }] });

// --- rules from another module ---
const rules = [
  { method: 'GET', path: '/me' },
  { method: '*', path: '/admin/*', anyGroup: ['admins'] },
] as const satisfies readonly RouteRule[];
restAuthorizer(access, { routes: rules });
httpAuthorizer(id, { routes: rules, answer: 'iam', default: 'deny', maxPolicyBytes: 20_000 });

export const listed: RouteRule[] = [{ method: 'GET', path: '/me' }];
restAuthorizer(access, { routes: listed });
const unmarked = [{ method: 'GET', path: '/me' }];

// --- refused options ---
// @ts-expect-error without "satisfies", a method is any text
restAuthorizer(access, { routes: unmarked });
// @ts-expect-error a token source must be called
restAuthorizer(access, { policy: 'whole-api', token: bearer });
// @ts-expect-error a token source must be called
restAuthorizer(access, { policy: 'whole-api', token: webSocketProtocol });
// @ts-expect-error routes or a policy
restAuthorizer(access, {});
// @ts-expect-error not both
restAuthorizer(access, { routes: rules, policy: 'whole-api' });
// @ts-expect-error requirements beside routes would never be checked
restAuthorizer(access, { routes: rules, anyGroup: ['admins'] });
// @ts-expect-error a default is for routes
restAuthorizer(access, { policy: 'whole-api', default: 'allow' });
// @ts-expect-error methods are in upper case
restAuthorizer(access, { routes: [{ method: 'get', path: '/me' }] });
// @ts-expect-error API Gateway calls it for $connect only
webSocketAuthorizer(access, { routes: rules });
// @ts-expect-error AppSync has one place for tokens
appSyncAuthorizer(access, { token: () => [] });
