export { type AuthorizedCaller, type AuthorizerContextOptions, authorizerContextReader } from './authorized-caller.ts';
export { type AddedContext, toFlatContext, toJsonContext } from './authorizer-context.ts';
export { isHttpEvent, readLambdaEvent, wantsMultiValueHeaders } from './lambda-event.ts';
