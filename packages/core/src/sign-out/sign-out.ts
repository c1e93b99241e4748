import { AuthError } from '../errors/auth-error.ts';
import { Emitter, type EventListener } from '../events.ts';
import { optional, readMembers, readOptions, type Schema } from '../lib/option-schema.ts';
import { flag, functionOf, numberOf, type UnknownRecord } from '../lib/option-values.ts';
import { type RevocationStore, storeWith } from '../revocation/store.ts';
import { callStore, RevocationStoreError } from '../revocation/store-call.ts';
import type { Auth } from '../token/auth.ts';

/** Options of {@link signOut}. */
export interface SignOutOptions {
  /** The store of the verifiers. */
  readonly store: Pick<RevocationStore, 'revokeToken' | 'revokeSession' | 'revokeUser'>;
  /** Whether all sign-ins of the user end, on every device. Default false: only the token's own sign-in. */
  readonly everywhere?: boolean;
  /**
   * Seconds that this clock may be behind Cognito's, 0 to 300; used where all tokens of a user end. Default 5. A token
   * that is issued within this time after the sign-out is refused, too.
   */
  readonly clockToleranceSeconds?: number;
  /** The store's deadline in milliseconds, 1 to 60,000. Default 5,000. */
  readonly timeoutMs?: number;
  /**
   * Receives `revocation_failed` for each failed write, like the verifier's listener; the diagnostics channel
   * `cognito-guard` receives the same events. A sign-out route emits `sign_out_failed` for each 503, too. Default none.
   */
  readonly onEvent?: EventListener;
  /** The time in milliseconds since the epoch. Default `Date.now`; for tests. */
  readonly clock?: () => number;
}

const schema = {
  store: storeWith('revokeToken', 'revokeSession', 'revokeUser'),
  everywhere: optional(flag, false),
  clockToleranceSeconds: optional(numberOf(0, 300, 'seconds'), 5),
  timeoutMs: optional(numberOf(1, 60_000, 'milliseconds'), 5_000),
  onEvent: optional(functionOf<EventListener>(), () => undefined),
  clock: optional(functionOf<() => number>(), () => Date.now()),
} satisfies Schema<SignOutOptions>;

/** The names of {@link SignOutOptions}. */
export const signOutOptionNames: readonly string[] = Object.keys(schema);

const notRecorded = 'The sign-out could not be recorded. Try again shortly.';

const isAuth = (given: unknown): boolean =>
  typeof given === 'object' &&
  given !== null &&
  ['userPoolId', 'subject'].every((member) => typeof Reflect.get(given, member) === 'string') &&
  typeof Reflect.get(given, 'claims') === 'object';

/** A caller may pass token text or claims instead of the verified token. Messages contain neither. */
const assertAuth = (given: unknown): void => {
  if (isAuth(given)) return;
  const isNothing = given === undefined || given === null;
  const shown = isNothing ? String(given) : typeof given === 'string' ? 'text' : 'something else';
  throw new TypeError(`signOut: auth must be the result of verifying a token, such as getAuth(req); got ${shown}.`);
};

/** {@link SignOutOptions}, resolved. */
export interface SignOutSettings extends Required<SignOutOptions> {}

/**
 * Reads the {@link SignOutOptions} among an object's members.
 *
 * @param prefix - The text before a name in an option's path: `signOutRoute: `.
 * @throws TypeError for an invalid option.
 */
export const readSignOutMembers = (prefix: string, members: UnknownRecord): SignOutSettings =>
  readMembers(prefix, members, schema);

/** A machine's token has no sign-in: no token is refreshed from it. */
export const isMachine = (auth: Auth): boolean => auth.username === undefined;

/**
 * Writes a sign-out to the store; see {@link signOut}.
 *
 * @throws {@link AuthError} `revocation_unavailable`.
 */
export const recordSignOut = async (auth: Auth, settings: SignOutSettings): Promise<void> => {
  const { store, everywhere, clockToleranceSeconds, timeoutMs, onEvent, clock } = settings;
  const { userPoolId, subject, issuedAt } = auth;
  const { jti, origin_jti: originJti } = auth.claims;

  const revokeUser = (): Promise<void> => {
    // At least the token's own time: our clock may be further behind than the tolerance.
    const issuedBefore = Math.floor(Math.max(clock() / 1000 + clockToleranceSeconds, issuedAt)) + 1;
    return store.revokeUser({ userPoolId, subject, issuedBefore });
  };
  const write = async (): Promise<void> => {
    const isOneToken = originJti === undefined && isMachine(auth) && jti !== undefined;
    // The user first: with the sign-in revoked, the token would be refused when a failed sign-out is retried with it.
    if (everywhere || (originJti === undefined && !isOneToken)) await revokeUser();
    if (originJti !== undefined) await store.revokeSession({ userPoolId, originJti });
    else if (isOneToken) await store.revokeToken({ userPoolId, jti });
  };
  const emitter = new Emitter(onEvent);
  const outcome = await callStore(timeoutMs, write, ({ reason, errorName }, willRetry) =>
    emitter.emit({ type: 'revocation_failed', operation: 'write', reason, errorName, willRetry }),
  );
  if (outcome instanceof RevocationStoreError) {
    throw new AuthError('revocation_unavailable', { message: notRecorded, cause: outcome });
  }
};

/**
 * Signs a user out of every service whose verifier has the store: when the cached answers of the verifiers have expired
 * (`cacheSeconds`), the user's access and ID tokens are refused with `token_revoked`.
 *
 * The tokens that end depend on the token:
 *
 * - It has `origin_jti`: its sign-in ends, with its access and ID tokens and every token refreshed from it.
 * - A user's token without `origin_jti`, from an app client without token revocation: it does not identify its sign-in.
 *   All tokens issued to the user until now end, on every device.
 * - A machine's token: this token ends, or, without a `jti`, all tokens issued to the machine until now.
 * - With `everywhere`, all tokens issued to the user until now end as well.
 *
 * "Until now" reaches `clockToleranceSeconds` into the future, for servers whose clock is behind Cognito's: a user who
 * signs in again within these seconds is refused until the next token.
 *
 * It does not call Cognito, where the refresh token stays valid. First call RevokeToken, or GlobalSignOut with
 * `everywhere` and for app clients without token revocation: then Cognito issues no new tokens in between, and a failed
 * sign-out can be retried.
 *
 * @param auth - The verified token of the user who signs out.
 * @param options - {@link SignOutOptions}.
 * @throws {@link AuthError} `revocation_unavailable` (503) where the store fails or exceeds its deadline; see its
 *   `cause`. The user is not signed out, or not everywhere: retry.
 * @throws TypeError for an invalid option, and where `auth` is not a verified token.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/token-revocation.html
 * @example
 * ```ts
 * import { getAuth } from '@cognito-guard/express';
 * import { memoryRevocationStore, signOut } from '@cognito-guard/core/revocation';
 *
 * const store = memoryRevocationStore();
 * app.post('/sign-out', async (req, res) => {
 *   await signOut(getAuth(req), { store });
 *   res.sendStatus(204);
 * });
 * ```
 */
export const signOut = async (auth: Auth, options: SignOutOptions): Promise<void> => {
  assertAuth(auth);
  return recordSignOut(auth, readOptions('signOut: options', options, schema));
};
