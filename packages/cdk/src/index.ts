// Functions

export { AuthorizerFunction, type AuthorizerFunctionProps } from './authorizer-function.ts';
export { BundledFunction, type BundledFunctionProps } from './bundled-function.ts';

// APIs with an authorizer for all routes or fields

export { GuardedGraphqlApi, type GuardedGraphqlApiProps } from './guarded-graphql-api.ts';
export { GuardedHttpApi, type GuardedHttpApiProps } from './guarded-http-api.ts';
export { GuardedRestApi, type GuardedRestApiProps } from './guarded-rest-api.ts';
export { GuardedWebSocketApi, type GuardedWebSocketApiProps } from './guarded-web-socket-api.ts';

// Parts for existing APIs

export { HttpPolicyAuthorizer, type HttpPolicyAuthorizerProps } from './http-policy-authorizer.ts';
export type { GuardedRoute, GuardedRoutes } from './routes.ts';
