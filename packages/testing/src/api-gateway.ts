// The APIs

export { type HttpApiOptions, type HttpAuthorizer, type PayloadVersion, startHttpApi } from './api-gateway/http-api.ts';
export { type RestApiOptions, startRestApi } from './api-gateway/rest-api.ts';
export type { RestAuthorizer } from './api-gateway/rest-authorizer.ts';
export {
  type LocalWebSocketApi,
  startWebSocketApi,
  type WebSocketApiOptions,
  type WebSocketAuthorizer,
} from './api-gateway/web-socket-api.ts';
export type { WebSocketTarget } from './api-gateway/web-socket-routes.ts';

// Shared types

export type { GatewayResponse, GatewayResponses, GatewayResponseType } from './api-gateway/gateway-response.ts';
export type { LambdaFunction } from './api-gateway/lambda-function.ts';
export type { LocalApi } from './api-gateway/local-server.ts';
export type { RouteTarget } from './api-gateway/routes.ts';
