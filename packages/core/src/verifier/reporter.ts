import { AuthError } from '../errors/auth-error.ts';
import { type Emitter, rejectedEvent } from '../events.ts';
import type { Verdict } from '../token/auth.ts';

/** The facts about one call of `verify`, written as the call learns them. */
export interface Trace {
  /** Of `performance.now()`; undefined where the call started without a listener. */
  readonly startedAt: number | undefined;
  userPoolId: string | undefined;
  cache: 'hit' | 'miss';
}

const microsecondsSince = (startedAt: number): number => Math.round((performance.now() - startedAt) * 1000);

/** Counts the outcomes of `verify`, and emits an event for each where a listener is present. */
export class Reporter {
  readonly #emitter: Emitter;
  readonly #counters = { verified: 0, cacheHits: 0, rejected: 0 };

  constructor(emitter: Emitter) {
    this.#emitter = emitter;
  }

  /** Tokens accepted, those of them with a cached verdict, and tokens refused. */
  get counters(): { readonly verified: number; readonly cacheHits: number; readonly rejected: number } {
    return { ...this.#counters };
  }

  /** Starts a call. */
  start(): Trace {
    return {
      startedAt: this.#emitter.isListening ? performance.now() : undefined,
      userPoolId: undefined,
      cache: 'miss',
    };
  }

  /** Reports an accepted token. */
  accepted({ startedAt, cache }: Trace, { userPoolId, tokenUse }: Verdict): void {
    this.#counters.verified++;
    if (cache === 'hit') this.#counters.cacheHits++;
    if (startedAt === undefined) return;
    this.#emitter.emit({ type: 'verified', userPoolId, tokenUse, cache, microseconds: microsecondsSince(startedAt) });
  }

  /** Reports what a call throws. Only an {@link AuthError} counts as a rejection. */
  refused({ startedAt, userPoolId }: Trace, error: unknown): void {
    if (!AuthError.is(error)) return;
    this.#counters.rejected++;
    if (startedAt === undefined) return;
    this.#emitter.emit(rejectedEvent(error, userPoolId, microsecondsSince(startedAt)));
  }
}
