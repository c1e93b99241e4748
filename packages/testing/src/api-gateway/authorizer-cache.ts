import type { AuthorizerAnswer } from './authorizer-answer.ts';

/** Answers by the values of the identity sources: policies, which are evaluated for each request. */
export class AuthorizerCache {
  readonly #ttlMs: number;
  readonly #clock: () => number;
  readonly #entries = new Map<string, { readonly answer: AuthorizerAnswer; readonly expiresAt: number }>();

  constructor(ttlSeconds: number, clock: () => number) {
    this.#ttlMs = ttlSeconds * 1000;
    this.#clock = clock;
  }

  /** The number of answers that have not expired. */
  get size(): number {
    return [...this.#entries.values()].filter(({ expiresAt }) => this.#clock() < expiresAt).length;
  }

  get(identity: readonly string[]): AuthorizerAnswer | undefined {
    const entry = this.#entries.get(JSON.stringify(identity));
    return entry !== undefined && this.#clock() < entry.expiresAt ? entry.answer : undefined;
  }

  set(identity: readonly string[], answer: AuthorizerAnswer): void {
    this.#entries.set(JSON.stringify(identity), { answer, expiresAt: this.#clock() + this.#ttlMs });
  }

  clear(): void {
    this.#entries.clear();
  }
}
