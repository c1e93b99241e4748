export {
  type PreTokenGenerationHandler,
  type PreTokenGenerationOptions,
  preTokenGeneration,
} from './triggers/pre-token-generation.ts';
export type { ClaimChanges, TokenChanges } from './triggers/token-changes.ts';
export type { TokenRequest, TokenSource, TokenUser } from './triggers/token-request.ts';
