import { diagnosticsChannel, emitWarning } from '#runtime';
import type { AuthError } from './errors/auth-error.ts';
import { RefusalCause } from './errors/causes.ts';
import type { AuthErrorCode } from './errors/codes.ts';
import { type KeyFailure, KeyFailureError } from './errors/key-failure.ts';
import { shared } from './lib/shared.ts';
import { RevocationStoreError } from './revocation/store-call.ts';
import type { TokenUse } from './token/claims.ts';

/**
 * An outcome or a failure inside a verifier, or in `signOut`. No event holds token text, a claim, a kid or a URL.
 *
 * - `verified`: a token was accepted, with a cached verdict (`hit`) or not (`miss`), after `microseconds`.
 * - `rejected`: `verify` threw an AuthError, transient ones included (`keys_unavailable`, `revocation_unavailable`).
 *   `cause` is the message of the AuthError's `cause`: the broken rule, or the reason why keys are unavailable.
 * - `keys_refreshed`: a pool's key set was fetched; `skipped` counts published keys that are not usable.
 * - `keys_failed`: a fetch failed, or the set holds a key that must not be published (`private_key`).
 * - `keys_stale`: a fetch failed, and the last fetched set stays in use for at most `secondsLeft`.
 * - `revocation_failed`: a call to the revocation store rejected (`error`), exceeded its deadline (`timeout`), or
 *   returned neither true nor false (`no_boolean`). `operation` is `read` for the check of a token, `write` for a
 *   revocation. `errorName` is the name or code of the store's error, such as `ECONNREFUSED`; undefined where it has
 *   none. `willRetry`: a second try follows, so that no request has failed yet.
 * - `sign_out_failed`: a sign-out route answered 503, and the user is still signed in. `step` tells whether Cognito or
 *   the store failed; `errorName` is Cognito's or the store's error, such as `TooManyRequestsException`, `ENOTFOUND`,
 *   `timeout`.
 */
export type VerifierEvent =
  | {
      readonly type: 'verified';
      readonly userPoolId: string;
      readonly tokenUse: TokenUse;
      readonly cache: 'hit' | 'miss';
      readonly microseconds: number;
    }
  | {
      readonly type: 'rejected';
      readonly code: AuthErrorCode;
      /** A fixed sentence; undefined where the application threw the AuthError with a cause of its own. */
      readonly cause: string | undefined;
      /** Undefined where no configured pool has the token's issuer, or the issuer was not read. */
      readonly userPoolId: string | undefined;
      readonly microseconds: number;
    }
  | {
      readonly type: 'keys_refreshed';
      readonly userPoolId: string;
      readonly generation: number;
      readonly keys: number;
      readonly skipped: number;
    }
  | {
      readonly type: 'keys_failed';
      /** Undefined where `resolvePool` failed for an unknown issuer. */
      readonly userPoolId: string | undefined;
      readonly reason: KeyFailure | 'private_key';
      /** The network client's code, such as `ECONNREFUSED`, or the HTTP status; undefined where there is none. */
      readonly errorCode: string | undefined;
      readonly retryAfterSeconds: number;
    }
  | {
      readonly type: 'keys_stale';
      readonly userPoolId: string;
      readonly ageSeconds: number;
      readonly secondsLeft: number;
    }
  | {
      readonly type: 'revocation_failed';
      readonly operation: 'read' | 'write';
      readonly reason: RevocationStoreError['reason'];
      readonly errorName: string | undefined;
      readonly willRetry: boolean;
    }
  | {
      readonly type: 'sign_out_failed';
      readonly step: 'cognito' | 'store';
      readonly errorName: string;
    };

/** The text of a cause that this package made. An application's own cause may contain secrets. */
const textOf = (cause: unknown): string | undefined =>
  cause instanceof RefusalCause || cause instanceof KeyFailureError || cause instanceof RevocationStoreError
    ? cause.message
    : undefined;

/** Makes the event of a refusal. */
export const rejectedEvent = (
  error: AuthError,
  userPoolId: string | undefined,
  microseconds: number,
): VerifierEvent => ({ type: 'rejected', code: error.code, cause: textOf(error.cause), userPoolId, microseconds });

/**
 * Receives every {@link VerifierEvent}, synchronously. Its errors do not affect requests: on Node, the first one becomes a
 * process warning, `CognitoGuardWarning`, with the stack.
 */
export type EventListener = (event: VerifierEvent) => void;

const failedListeners = shared('failed-listeners.1', () => new WeakSet<EventListener>());

/** Warns once for each listener, because a faulty one fails on every request. */
const warnOf = (listener: EventListener, error: unknown): void => {
  if (failedListeners.has(listener)) return;
  failedListeners.add(listener);
  const detail = error instanceof Error ? (error.stack ?? error.message) : 'It threw a value that is not an Error.';
  emitWarning('onEvent failed. The request continues; later failures of this listener are not reported.', detail);
};

/** Passes events to the listener and to the diagnostics channel `cognito-guard`. Never throws. */
export class Emitter {
  readonly #listener: EventListener | undefined;
  readonly #channel = diagnosticsChannel('cognito-guard');

  constructor(listener: EventListener | undefined) {
    this.#listener = listener;
  }

  /** Whether there is a listener or a subscriber; without one, callers make no events. */
  get isListening(): boolean {
    return this.#listener !== undefined || this.#channel?.hasSubscribers === true;
  }

  emit(event: VerifierEvent): void {
    Object.freeze(event);
    if (this.#channel?.hasSubscribers) this.#channel.publish(event);
    const listener = this.#listener;
    if (listener === undefined) return;
    try {
      // An async listener returns a promise in spite of its type; its rejection must not end the process.
      const returned: unknown = listener(event);
      if (returned instanceof Promise) returned.catch((error: unknown) => warnOf(listener, error));
    } catch (error) {
      warnOf(listener, error);
    }
  }
}
