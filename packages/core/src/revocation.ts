export { DeadlineError, withDeadline } from './lib/deadline.ts';
export { type RevocationEventName, revocationEvents } from './revocation/cognito-call.ts';
export {
  clientEntry,
  entriesAbout,
  type MomentEntry,
  poolEntry,
  sessionEntry,
  sharedEntries,
  tokenEntry,
  userEntry,
} from './revocation/entries.ts';
export {
  type RevocationHandlerOptions,
  type RevocationHandlerResult,
  revocationHandler,
} from './revocation/handler.ts';
export { type MemoryRevocationStoreOptions, memoryRevocationStore } from './revocation/memory-store.ts';
export type { SqsBatchResponse } from './revocation/sqs-batch.ts';
export {
  type ClientRevocation,
  type PoolRevocation,
  type RevocationStore,
  revocationLifetimeSeconds,
  type SessionRevocation,
  type TokenIdentity,
  type TokenRevocation,
  type UserRevocation,
} from './revocation/store.ts';
export { askStore, type RevocationStoreError } from './revocation/store-call.ts';
export type { CookieToClear } from './sign-out/clear-cookie.ts';
export {
  type CognitoSignOut,
  CognitoSignOutError,
  type CognitoSignOutOptions,
  cognitoSignOut,
} from './sign-out/cognito-sign-out.ts';
export { type SignOutAnswer, type SignOutRouteOptions, signOutRoute } from './sign-out/route.ts';
export { type SignOutOptions, signOut } from './sign-out/sign-out.ts';
