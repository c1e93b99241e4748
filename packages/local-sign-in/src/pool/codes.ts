import { ExpiringMap } from './expiring-map.ts';
import type { Grant } from './grant.ts';
import { randomText } from './random.ts';

/** An authorization code: its grant, and the values that its redemption must repeat. */
export interface CodeGrant {
  readonly grant: Grant;
  readonly redirectUri: string;
  readonly nonce: string | undefined;
  readonly codeChallenge: string | undefined;
}

/** Authorization codes: five minutes, used once. */
export class Codes {
  readonly #codes: ExpiringMap<CodeGrant>;

  constructor(clock: () => number) {
    this.#codes = new ExpiringMap(clock, 10_000, 300);
  }

  add(code: CodeGrant): string {
    const text = randomText();
    this.#codes.set(text, Object.freeze(code));
    return text;
  }

  take(text: string): CodeGrant | undefined {
    return this.#codes.take(text);
  }
}
