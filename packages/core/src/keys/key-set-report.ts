import type { KeyFailureError } from '../errors/key-failure.ts';
import type { Emitter, VerifierEvent } from '../events.ts';
import type { RefreshSchedule } from '../lib/refresh-schedule.ts';

/** One pool's keys, for operators. */
export interface KeySetStats {
  /** Keys in use. */
  readonly keys: number;
  /** Number of sets put in use so far, a preloaded one included. */
  readonly generation: number;
  /** Seconds since the set in use was requested or preloaded; undefined while there is none. */
  readonly ageSeconds: number | undefined;
  /** Fetches started. */
  readonly fetches: number;
  /** Failed attempts since the last successful one. */
  readonly failures: number;
}

type KeysFailed = Extract<VerifierEvent, { readonly type: 'keys_failed' }>;

/** Emits the events of one pool's key set. */
export class KeySetEvents {
  readonly #userPoolId: string;
  readonly #maxAgeSeconds: number;
  readonly #emitter: Emitter;

  constructor(userPoolId: string, maxAgeSeconds: number, emitter: Emitter) {
    this.#userPoolId = userPoolId;
    this.#maxAgeSeconds = maxAgeSeconds;
    this.#emitter = emitter;
  }

  refreshed(generation: number, keys: number, skipped: number): void {
    this.#emitter.emit({ type: 'keys_refreshed', userPoolId: this.#userPoolId, generation, keys, skipped });
  }

  /** The published set holds a private key. */
  privateKey(): void {
    this.#failed('private_key', undefined, 0);
  }

  /** An attempt failed. Where the set in use is below its hard age, it is reported as stale. */
  failed({ reason, errorCode }: KeyFailureError, { pauseLeftMs, isUsable, ageSeconds }: RefreshSchedule): void {
    this.#failed(reason, errorCode, Math.ceil(pauseLeftMs / 1000));
    if (!isUsable) return;
    const secondsLeft = this.#maxAgeSeconds - ageSeconds;
    this.#emitter.emit({ type: 'keys_stale', userPoolId: this.#userPoolId, ageSeconds, secondsLeft });
  }

  #failed(reason: KeysFailed['reason'], errorCode: string | undefined, retryAfterSeconds: number): void {
    const userPoolId = this.#userPoolId;
    this.#emitter.emit({ type: 'keys_failed', userPoolId, reason, errorCode, retryAfterSeconds });
  }
}
