import { AuthError } from '../errors/auth-error.ts';
import { optional, readOptions, type Schema } from '../lib/option-schema.ts';
import { numberOf, objectWith } from '../lib/option-values.ts';
import type { Auth } from '../token/auth.ts';
import type { TokenUse } from '../token/claims.ts';
import type { Verifier } from '../verifier/verifier.ts';
import { assertAuth, readVerifier } from './authenticate-request.ts';

/** Options of {@link authSignal}. */
export interface AuthSignalOptions {
  /** Aborts when the connection closes: no timer outlives the connection. */
  readonly signal: AbortSignal;
  /** Seconds between two checks of the token, 1 to 3,600. Default 60. */
  readonly checkEverySeconds?: number;
}

const schema = {
  signal: objectWith<AbortSignal>('an AbortSignal that aborts when the connection closes', 'addEventListener'),
  checkEverySeconds: optional(numberOf(1, 3_600, 'seconds'), 60),
} satisfies Schema<AuthSignalOptions>;

/** The verifier accepts a token for its clock tolerance after `exp`, so that it is checked each second from `exp` on. */
const checkAfterExpiryMs = 1_000;

/**
 * Returns a signal for a connection that outlives its request: server-sent events, a WebSocket, a stream of the Model
 * Context Protocol. Nothing else ends such a connection when its token expires.
 *
 * It verifies the token again every `checkEverySeconds`, and from `exp` on each second until the verifier refuses it: at
 * `exp` plus `clockToleranceSeconds`. Most checks are cache hits; each one counts
 * in the verifier's statistics and events, and evaluates revocation. A failure that says nothing about the token
 * (`AuthError.isTransient`) keeps the connection until the next check, but not past the token's `exp`.
 *
 * @param verifier - Verifies the token: the one that verified it for the request. For `behindLoadBalancer`, pass the
 *   verifier inside it, because the load balancer signs its claims for one request only.
 * @param auth - The connection's verified token, such as `getAuth(req)`, and no copy of it: a spread drops the token.
 * @param options - {@link AuthSignalOptions}.
 * @returns A signal that aborts once the verifier refuses the token: it has expired, it is revoked, or its pool has
 *   withdrawn the key. Its `reason` is the {@link AuthError}: `token_expired`, `token_revoked`, `unknown_key`. It does
 *   not abort after `options.signal` has.
 * @throws TypeError for an invalid argument or option, and for a copy of a verified token.
 * @example
 * ```ts
 * import { authenticate, authSignal, getAuth } from '@cognito-guard/express';
 *
 * app.get('/events', authenticate(verifier), (req, res) => {
 *   const connection = new AbortController();
 *   res.on('close', () => connection.abort());
 *   authSignal(verifier, getAuth(req), { signal: connection.signal }).addEventListener('abort', () => res.end());
 *   res.writeHead(200, { 'Content-Type': 'text/event-stream' }).write('data: ready\n\n');
 * });
 * ```
 */
export const authSignal = <Use extends TokenUse | null>(
  verifier: Verifier<Use>,
  auth: Pick<Auth, 'token' | 'expiresAt'>,
  options: AuthSignalOptions,
): AbortSignal => {
  const { verify } = readVerifier('authSignal', verifier);
  const { signal, checkEverySeconds } = readOptions('authSignal: options', options, schema);
  assertAuth('authSignal', auth);
  const { token, expiresAt } = auth;
  const refusal = new AbortController();
  const millisecondsLeft = (): number => expiresAt * 1000 - Date.now();
  let timer: ReturnType<typeof setTimeout> | undefined;

  const stop = (): void => clearTimeout(timer);
  const refuse = (reason: unknown): void => {
    signal.removeEventListener('abort', stop);
    refusal.abort(reason);
  };
  const check = async (): Promise<void> => {
    try {
      await verify(token);
    } catch (error) {
      if (signal.aborted) return;
      // The connection itself has proved possession of its key. Expiry and revocation are checked before the proof.
      const needsProof = AuthError.is(error) && error.code === 'invalid_proof';
      if (!needsProof && !(AuthError.is(error) && error.isTransient)) return refuse(error);
      if (millisecondsLeft() <= 0) return refuse(new AuthError('token_expired'));
    }
    schedule();
  };
  // At most an hour, so that the delay never exceeds the limit of timers (2^31 ms), and a timer that was paused with the
  // machine is late by one interval at most.
  const schedule = (): void => {
    if (signal.aborted) return;
    const untilExpiry = millisecondsLeft();
    const delay = Math.min(checkEverySeconds * 1000, untilExpiry > 0 ? untilExpiry : checkAfterExpiryMs);
    timer = setTimeout(check, delay);
    // Timers of Workers and browsers are numbers.
    if (typeof timer === 'object') timer.unref();
  };

  signal.addEventListener('abort', stop, { once: true });
  schedule();
  return refusal.signal;
};
