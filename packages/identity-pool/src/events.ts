import { channel } from 'node:diagnostics_channel';
import type { AuthErrorCode } from '@cognito-guard/core';
import type { CredentialErrorCode } from './credential-error.ts';

/**
 * An event of an exchange. No event contains a token, a claim, a credential or an identity id.
 *
 * - `credentials_provided`: a provider call resolved, from the cache (`hit`) or from AWS (`miss`).
 * - `credentials_refused`: a provider call rejected.
 * - `credentials_failed`: a fetch from AWS failed; this includes background refreshes. `awsError` is the name of AWS's
 *   error; undefined without an answer of AWS.
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

/** Receives every {@link ExchangeEvent}, synchronously. The exchange ignores the listener's errors and rejections. */
export type ExchangeEventListener = (event: ExchangeEvent) => void;

/** The verifier publishes to the same channel; the event types differ. */
const diagnostics = channel('cognito-guard');

/** Passes events to the listener and to the diagnostics channel `cognito-guard`. Neither can fail a request. */
export const emitterOf =
  (listener: ExchangeEventListener | undefined): ExchangeEventListener =>
  (event) => {
    Object.freeze(event);
    if (diagnostics.hasSubscribers) diagnostics.publish(event);
    try {
      // An async listener returns a promise despite its type; its rejection must not end the process.
      const returned: unknown = listener?.(event);
      if (returned instanceof Promise) returned.catch(() => undefined);
    } catch {
      // A failing listener does not fail the request.
    }
  };
