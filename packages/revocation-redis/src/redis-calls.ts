import { withDeadline } from '@cognito-guard/core/revocation';
import { isReply, toRedisError } from './redis-error.ts';

/** Sends each call to Redis within a deadline, and replaces the connection while Redis answers none. */
export class RedisCalls {
  readonly #timeoutMs: number;
  readonly #reconnect: () => void;
  /** Start of the first call without an answer; undefined after an answer. */
  #silentSince: number | undefined;

  /**
   * @param timeoutMs - Deadline of one call in milliseconds.
   * @param reconnect - Replaces a silent connection.
   */
  constructor(timeoutMs: number, reconnect: () => void) {
    this.#timeoutMs = timeoutMs;
    this.#reconnect = reconnect;
  }

  /**
   * @param call - Sends one or several commands.
   * @returns The answer.
   * @throws RedisStoreError or DeadlineError.
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
    // A timer can fire slightly early.
    if (this.#silentSince === undefined || now - this.#silentSince < 0.9 * this.#timeoutMs) return;
    this.#silentSince = now;
    this.#reconnect();
  }
}
