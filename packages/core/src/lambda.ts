export {
  type AuthorizedCaller,
  type AuthorizerContextOptions,
  authorizerContextReader,
  toFlatContext,
  toJsonContext,
} from './authorizer-context.ts';
export { isHttpEvent, readLambdaEvent, wantsMultiValueHeaders } from './lambda-event.ts';
