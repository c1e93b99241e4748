// Requests

export type { IdentityCaller } from './lambda-events/identity-caller.ts';
export type { LambdaRequest, NameAndValue } from './lambda-events/lambda-request.ts';

// Events of functions

export {
  type CognitoCallEvent,
  type CognitoCallFields,
  cognitoCallEvent,
} from './lambda-events/cognito-call-event.ts';
export {
  functionUrlEvent,
  type HttpEvent,
  type HttpRequestContext,
  type HttpRequestFields,
  httpEvent,
} from './lambda-events/http-event.ts';
export { type LambdaContext, lambdaContext } from './lambda-events/lambda-context.ts';
export {
  type AccessTokenChanges,
  type ClaimChanges,
  type ClaimsAndScopeOverrideDetails,
  type ClaimsOverrideDetails,
  type GroupChanges,
  type GroupConfiguration,
  type PreTokenGenerationEvent,
  type PreTokenGenerationFields,
  type PreTokenGenerationSource,
  type PreTokenGenerationVersion,
  preTokenGenerationEvent,
} from './lambda-events/pre-token-generation-event.ts';
export {
  type HttpEventV1,
  httpEventV1,
  type RestEvent,
  type RestIdentity,
  type RestRequestContext,
  restEvent,
} from './lambda-events/rest-event.ts';
export { type SqsEvent, type SqsRecord, sqsEvent } from './lambda-events/sqs-event.ts';
export { type AlbEvent, albEvent, type LatticeEvent, latticeEvent } from './lambda-events/target-event.ts';
export {
  type WebSocketEvent,
  type WebSocketRequest,
  type WebSocketRequestContext,
  webSocketEvent,
} from './lambda-events/web-socket-event.ts';

// Contexts of API Gateway's native authorizers

export {
  cognitoAuthorizerContext,
  jwtAuthorizerContext,
  type NativeClaims,
  restJwtAuthorizerContext,
} from './lambda-events/native-authorizer.ts';

// Events of authorizers

export {
  type AppSyncAuthorization,
  type AppSyncAuthorizerEvent,
  type AppSyncEventsAuthorization,
  type AppSyncEventsAuthorizerEvent,
  type AppSyncEventsOperation,
  appSyncAuthorizerEvent,
  appSyncEventsAuthorizerEvent,
} from './lambda-events/app-sync-event.ts';
export {
  type HttpAuthorizerEvent,
  type HttpAuthorizerEventV1,
  httpAuthorizerEvent,
  httpAuthorizerEventV1,
  type IdentifiedRequest,
  type RequestAuthorizerEvent,
  requestAuthorizerEvent,
  type TokenAuthorizerEvent,
  tokenAuthorizerEvent,
  type WebSocketAuthorizerEvent,
  webSocketAuthorizerEvent,
} from './lambda-events/authorizer-event.ts';
