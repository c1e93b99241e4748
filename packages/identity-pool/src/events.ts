import { channel } from 'node:diagnostics_channel';
import type { AuthErrorCode } from '@cognito-guard/core';
import type { CredentialErrorCode } from './credential-error.ts';

/**
 * What happened inside an exchange. No event holds a token, a claim, a credential or an identity id.
 *
 * - `credentials_provided`: a provider resolved; `cache` says whether the credentials were kept, `microseconds` how long it
 *   took.
 * - `credentials_refused`: a provider rejected.
 * - `credentials_failed`: a fetch from AWS failed, also one behind a request. `awsError` is the name of AWS's error,
 *   undefined where AWS did not answer.
 */
export type ExchangeEvent =
  | { readonly type: 'credentials_provided'; readonly cache: 'hit' | 'miss'; readonly microseconds: number }
  | {
      readonly type: 'credentials_refused';
      readonly code: AuthErrorCode | CredentialErrorCode;
      readonly microseconds: number;
    }
  | {
      readonly type: 'credentials_failed';
      readonly code: AuthErrorCode | CredentialErrorCode;
      readonly awsError: string | undefined;
    };

/** Receives every {@link ExchangeEvent}, synchronously. What it throws or rejects with is ignored. */
export type ExchangeEventListener = (event: ExchangeEvent) => void;

/** The channel of the verifier's events, too: their types differ. */
const diagnostics = channel('cognito-guard');

/** Hands events to the listener and to the diagnostics channel `cognito-guard`. Neither can break a request. */
export const emitterOf =
  (listener: ExchangeEventListener | undefined): ExchangeEventListener =>
  (event) => {
    Object.freeze(event);
    if (diagnostics.hasSubscribers) diagnostics.publish(event);
    try {
      // An async listener returns a promise in spite of its type; its rejection must not end the process.
      const returned: unknown = listener?.(event);
      if (returned instanceof Promise) returned.catch(() => undefined);
    } catch {
      // The listener's own failure: the request goes on.
    }
  };
