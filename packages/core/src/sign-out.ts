import type { Auth } from './auth.ts';
import { AuthError } from './errors.ts';
import { fail, readFunction, readNumber, readObject, readOptional } from './option-values.ts';
import { callStore, RevocationStoreError } from './revocation-call.ts';
import { type RevocationStore, readStore } from './revocation-store.ts';

/** Options of {@link signOut}. */
export interface SignOutOptions {
  /** The store that verifiers ask. */
  readonly store: Pick<RevocationStore, 'revokeToken' | 'revokeSession' | 'revokeUser'>;
  /** Whether all sign-ins of the user end, on every device. Default false: only the one that the token is from. */
  readonly everywhere?: boolean;
  /** The store's deadline in milliseconds, 1 to 60,000. Default 5,000. */
  readonly timeoutMs?: number;
  /** The time in milliseconds since the epoch. Default `Date.now`; for tests. */
  readonly clock?: () => number;
}

const name = 'signOut';

const notRecorded = 'The sign-out could not be recorded. Try again shortly.';

const isAuth = (given: unknown): boolean =>
  typeof given === 'object' &&
  given !== null &&
  ['userPoolId', 'subject'].every((member) => typeof Reflect.get(given, member) === 'string') &&
  typeof Reflect.get(given, 'claims') === 'object';

/** Token text and claims are easily passed for it. Neither is for messages. */
const assertAuth = (given: unknown): void => {
  if (isAuth(given)) return;
  const isNothing = given === undefined || given === null;
  const shown = isNothing ? String(given) : typeof given === 'string' ? 'text' : 'something else';
  throw new TypeError(`${name}: auth must be what verifying a token returned, such as getAuth(req); got ${shown}.`);
};

/**
 * Signs a user out of whatever asks the store: from now on, once the answers that verifiers remember have run out, their
 * access and ID tokens are refused with `token_revoked`.
 *
 * It ends the sign-in that the token is from (`origin_jti`), or the one token where it has none, as a machine's. With
 * `everywhere` it ends that sign-in and also revokes every token that the user had until now, those of this very second
 * included: who signs in again within it is refused until the next token.
 *
 * It does not call Cognito, where the refresh token stays good. Call RevokeToken there, or GlobalSignOut with
 * `everywhere`, and call it first: then no new tokens come in between, and a failure can be tried again.
 *
 * @param auth - The verified token of the user who signs out.
 * @param options - The store, and how far it goes.
 * @throws {@link AuthError} `revocation_unavailable` (503) where the store fails or is late; its `cause` says which. The
 * user is then not signed out, or not everywhere: try again.
 * @throws TypeError for mistaken options, for what is no verified token, and for a token without `jti` and `origin_jti`,
 * which `everywhere` alone can revoke.
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
  const given = readObject(`${name}: options`, options, ['store', 'everywhere', 'timeoutMs', 'clock']);
  const store = readStore(`${name}: store`, given['store'], 'revokeToken', 'revokeSession', 'revokeUser');
  const everywhere = readOptional(given, 'everywhere', false, (value) =>
    typeof value === 'boolean' ? value : fail(`${name}: everywhere`, value, 'true or false'),
  );
  const readTimeout = readNumber(`${name}: timeoutMs`, 1, 60_000, 'milliseconds');
  const timeoutMs = readOptional(given, 'timeoutMs', 5_000, readTimeout);
  const clock = readOptional(given, 'clock', () => Date.now(), readFunction<() => number>(`${name}: clock`));
  const { userPoolId, subject, issuedAt } = auth;
  const { jti, origin_jti: originJti } = auth.claims;

  const work: (() => Promise<void>)[] = [];
  if (originJti !== undefined) work.push(() => store.revokeSession({ userPoolId, originJti }));
  else if (jti !== undefined) work.push(() => store.revokeToken({ userPoolId, jti }));
  if (everywhere) {
    // The later of the two clocks, so that the token itself is covered where ours is behind Cognito's.
    const issuedBefore = Math.floor(Math.max(clock() / 1000, issuedAt)) + 1;
    work.push(() => store.revokeUser({ userPoolId, subject, issuedBefore }));
  }
  if (work.length === 0) throw new TypeError(`${name}: this token has no id that could be revoked; use everywhere.`);
  const outcome = await callStore(timeoutMs, () => Promise.all(work.map((write) => write())));
  if (outcome instanceof RevocationStoreError) {
    throw new AuthError('revocation_unavailable', { message: notRecorded, cause: outcome });
  }
};
