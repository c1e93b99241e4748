import { type Entries, ExpiringMap } from './expiring-map.ts';
import type { Grant } from './grant.ts';
import { randomText } from './random.ts';

interface Entry {
  readonly grant: Grant;
  /** In milliseconds since the epoch. A token that replaces another expires when that one would have. */
  readonly expiresAt: number;
  /** The end of the grace period of a token that another one replaced, in milliseconds since the epoch. */
  readonly acceptedUntil?: number;
  /** Kept, as replaced tokens are, for the exception that tells such a token from an unknown one. */
  readonly isRevoked?: true;
}

/** Refresh tokens and revoked sign-ins, as a state file has them. */
export interface RefreshTokenState {
  readonly tokens: Entries<Entry>;
  readonly revoked: Entries<Grant>;
}

/** The longest life of an access token: after it, a revoked sign-in has no tokens left. */
const longestAccessSeconds = 86_400;

/** Refresh tokens, and the sign-ins that were revoked. */
export class RefreshTokens {
  readonly #tokens: ExpiringMap<Entry>;
  readonly #revoked: ExpiringMap<Grant>;
  readonly #clock: () => number;

  constructor(clock: () => number) {
    this.#tokens = new ExpiringMap(clock, 100_000, 3_600);
    this.#revoked = new ExpiringMap(clock, 100_000, longestAccessSeconds);
    this.#clock = clock;
  }

  add(grant: Grant, seconds: number): string {
    return this.#put({ grant, expiresAt: this.#clock() + seconds * 1000 });
  }

  get(text: string): Grant | undefined {
    return this.#valid(text)?.grant;
  }

  /** Whether the text is a token whose sign-in was revoked. */
  isRevokedToken(text: string): boolean {
    return this.#tokens.get(text)?.isRevoked === true;
  }

  /** Whether the text is a token that another one replaced, after its grace period. */
  isReplacedToken(text: string): boolean {
    const entry = this.#tokens.get(text);
    return entry !== undefined && entry.isRevoked !== true && this.#valid(text) === undefined;
  }

  /**
   * Replaces a token, which stays valid for the grace period. A retry within that period does not begin another one.
   *
   * @returns The new token; undefined where there is no such token.
   */
  rotate(text: string, graceSeconds: number): string | undefined {
    const entry = this.#valid(text);
    if (entry === undefined) return undefined;
    const { grant, expiresAt, acceptedUntil = this.#clock() + graceSeconds * 1000 } = entry;
    this.#tokens.replace(text, { ...entry, acceptedUntil });
    return this.#put({ grant, expiresAt });
  }

  /** Ends every token of a sign-in. */
  revoke(grant: Grant): void {
    this.#revoked.set(grant.originJti, grant);
    for (const [text, entry] of [...this.#tokens.entries()]) {
      if (entry.grant.originJti === grant.originJti) this.#tokens.replace(text, { ...entry, isRevoked: true });
    }
  }

  /** The user's sign-ins that have a refresh token. */
  grantsOf(username: string): readonly Grant[] {
    return [...this.#tokens.entries()].flatMap(([, { grant, isRevoked }]) =>
      grant.username === username && isRevoked !== true ? [grant] : [],
    );
  }

  isRevoked(originJti: string): boolean {
    return this.#revoked.get(originJti) !== undefined;
  }

  state(): RefreshTokenState {
    return { tokens: this.#tokens.state(), revoked: this.#revoked.state() };
  }

  restore({ tokens, revoked }: RefreshTokenState): void {
    this.#tokens.restore(tokens);
    this.#revoked.restore(revoked);
  }

  #valid(text: string): Entry | undefined {
    const entry = this.#tokens.get(text);
    const isOver = entry?.acceptedUntil !== undefined && this.#clock() >= entry.acceptedUntil;
    return entry?.isRevoked === true || isOver ? undefined : entry;
  }

  #put(entry: Entry): string {
    const text = randomText();
    this.#tokens.set(text, entry, (entry.expiresAt - this.#clock()) / 1000);
    return text;
  }
}
