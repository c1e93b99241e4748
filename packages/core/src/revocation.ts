export type { CookieToClear } from './clear-cookie.ts';
export { type RevocationEventName, revocationEvents } from './cognito-call.ts';
export {
  type CognitoSignOut,
  CognitoSignOutError,
  type CognitoSignOutOptions,
  cognitoSignOut,
} from './cognito-sign-out.ts';
export { DeadlineError, withDeadline } from './deadline.ts';
export { type MemoryRevocationStoreOptions, memoryRevocationStore } from './memory-revocation-store.ts';
export { askStore, type RevocationStoreError } from './revocation-call.ts';
export {
  clientEntry,
  entriesAbout,
  type MomentEntry,
  poolEntry,
  sessionEntry,
  sharedEntries,
  tokenEntry,
  userEntry,
} from './revocation-entries.ts';
export {
  type RevocationHandlerOptions,
  type RevocationHandlerResult,
  revocationHandler,
  type SqsBatchResponse,
} from './revocation-handler.ts';
export { readRevocationOptions } from './revocation-options.ts';
export {
  type ClientRevocation,
  type PoolRevocation,
  type RevocationStore,
  revocationLifetimeSeconds,
  type SessionRevocation,
  type TokenIdentity,
  type TokenRevocation,
  type UserRevocation,
} from './revocation-store.ts';
export { type SignOutOptions, signOut } from './sign-out.ts';
export { type SignOutAnswer, type SignOutRouteOptions, signOutRoute } from './sign-out-route.ts';
export { SingleFlight } from './single-flight.ts';
