// Handler makers, one for each kind of API

export { type AppSyncAnswer, type AppSyncOptions, appSyncAuthorizer, type FieldRule } from './app-sync.ts';
export {
  type AppSyncEventsAnswer,
  type AppSyncEventsOptions,
  appSyncEventsAuthorizer,
} from './app-sync-events.ts';
export type { ChannelRule } from './channel-rules.ts';
export { type HttpAnswerOptions, type HttpContext, httpAuthorizer } from './http-api.ts';
export { type RestAnswerOptions, restAuthorizer } from './rest.ts';
export { type WebSocketOptions, webSocketAuthorizer } from './web-socket.ts';

// The routes and fields that they allow

export type { TokenOptions } from './options.ts';
export type { PolicyOptions, RouteRule, RoutesOptions, ThisRouteOptions, WholeApiOptions } from './policy-options.ts';
export type { RouteMethod } from './route-pattern.ts';

// Their answers

export type { AddedContext } from '@cognito-guard/core/lambda';
export type { ContextOptions } from './added-context.ts';
export type { PolicyAnswer } from './policy-answer.ts';
export type { PolicyDocument, PolicyStatement } from './policy-document.ts';
export type { SimpleAnswer } from './simple-answer.ts';

// Token sources

export type { AmplifyCookieOptions, CookieOptions, Requirements, TokenSource } from '@cognito-guard/core/http';
export { amplifyCookie, bearer, cookie, query, webSocketProtocol } from '@cognito-guard/core/http';
