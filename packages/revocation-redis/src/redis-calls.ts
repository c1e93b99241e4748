import { withDeadline } from '@cognito-guard/core/revocation';
import { isReply, toRedisError } from './redis-error.ts';

/** Calls to Redis: each within a deadline, and what is done when Redis answers none of them. */
export class RedisCalls {
  readonly #timeoutMs: number;
  readonly #reconnect: () => void;
  /** When the first call was made that has had no answer; undefined where the last one had. */
  #silentSince: number | undefined;

  /**
   * @param timeoutMs - Deadline of one call.
   * @param reconnect - Replaces a connection that has gone silent.
   */
  constructor(timeoutMs: number, reconnect: () => void) {
    this.#timeoutMs = timeoutMs;
    this.#reconnect = reconnect;
  }

  /**
   * @param call - Sends one command, or several together.
   * @returns The answer.
   * @throws RedisStoreError, or DeadlineError.
   */
  async run<T>(call: () => Promise<T>): Promise<T> {
    this.#silentSince ??= performance.now();
    try {
      const answer = await withDeadline(this.#timeoutMs, call);
      this.#silentSince = undefined;
      return answer;
    } catch (error) {
      if (isReply(error)) this.#silentSince = undefined;
      else this.#reconnectSilent();
      throw toRedisError(error);
    }
  }

  #reconnectSilent(): void {
    const now = performance.now();
    // A timer may fire a little before its time.
    if (this.#silentSince === undefined || now - this.#silentSince < 0.9 * this.#timeoutMs) return;
    this.#silentSince = now;
    this.#reconnect();
  }
}
