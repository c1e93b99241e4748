// Functions

export { AuthorizerFunction, type AuthorizerFunctionProps } from './authorizer-function.ts';
export { BundledFunction, type BundledFunctionProps } from './bundled-function.ts';

// APIs whose routes or fields all stand behind an authorizer

export { GuardedGraphqlApi, type GuardedGraphqlApiProps } from './guarded-graphql-api.ts';
export { GuardedHttpApi, type GuardedHttpApiProps } from './guarded-http-api.ts';
export { GuardedRestApi, type GuardedRestApiProps } from './guarded-rest-api.ts';
export { GuardedWebSocketApi, type GuardedWebSocketApiProps } from './guarded-web-socket-api.ts';

// Parts, for APIs that exist already

export { HttpPolicyAuthorizer, type HttpPolicyAuthorizerProps } from './http-policy-authorizer.ts';
export type { GuardedRoute, GuardedRoutes } from './routes.ts';
