export {
  type AuthorizedCaller,
  type AuthorizerContextOptions,
  authorizerContextReader,
} from './lambda/authorized-caller.ts';
export { type AddedContext, toFlatContext, toJsonContext } from './lambda/authorizer-context.ts';
export { isHttpEvent, readLambdaEvent, wantsMultiValueHeaders } from './lambda/event.ts';
