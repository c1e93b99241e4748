import { AuthError } from '../errors/auth-error.ts';
import { type Emitter, rejectedEvent } from '../events.ts';
import type { Verdict } from '../token/auth.ts';

/** The facts about one call of `verify`. The decision writes them, and the report reads them. */
export interface Trace {
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

  /**
   * Runs a decision and reports its outcome.
   *
   * @param decide - Returns the verified token or a promise of it; throws or rejects with an {@link AuthError}.
   * @returns What the decision returns.
   * @throws What the decision throws. Only an {@link AuthError} counts as a rejection.
   */
  async report<A extends Pick<Verdict, 'userPoolId' | 'tokenUse'>>(
    decide: (trace: Trace) => A | Promise<A>,
  ): Promise<A> {
    const { isListening } = this.#emitter;
    const startedAt = isListening ? performance.now() : 0;
    const trace: Trace = { userPoolId: undefined, cache: 'miss' };
    try {
      const decision = decide(trace);
      const auth = decision instanceof Promise ? await decision : decision;
      const { cache } = trace;
      this.#counters.verified++;
      if (cache === 'hit') this.#counters.cacheHits++;
      if (isListening) {
        const { userPoolId, tokenUse } = auth;
        const microseconds = microsecondsSince(startedAt);
        this.#emitter.emit({ type: 'verified', userPoolId, tokenUse, cache, microseconds });
      }
      return auth;
    } catch (error) {
      if (AuthError.is(error)) {
        this.#counters.rejected++;
        if (isListening) this.#emitter.emit(rejectedEvent(error, trace.userPoolId, microsecondsSince(startedAt)));
      }
      throw error;
    }
  }
}
