export {
  type AuthorizedCaller,
  type AuthorizerContextOptions,
  authorizerContextReader,
  toFlatContext,
  toJsonContext,
} from './authorizer-context.ts';
