/** The ids of a token that stores check. The shape of core's `TokenIdentity`: this package must not import core. */
export interface TestIdentity {
  readonly userPoolId: string;
  /** `sub`. */
  readonly subject: string;
  readonly jti: string | undefined;
  /** `origin_jti`. */
  readonly originJti: string | undefined;
  /** The app client that the token was issued to. */
  readonly clientId: string;
  /** `iat`, seconds since the epoch. */
  readonly issuedAt: number;
}

/** A store under test. Every `RevocationStore` of core has this shape. */
export interface TestedRevocationStore {
  isRevoked(token: TestIdentity): Promise<boolean>;
  revokeToken(revocation: { readonly userPoolId: string; readonly jti: string }): Promise<void>;
  revokeSession(revocation: { readonly userPoolId: string; readonly originJti: string }): Promise<void>;
  revokeUser(revocation: {
    readonly userPoolId: string;
    readonly subject: string;
    readonly issuedBefore: number;
  }): Promise<void>;
  revokeClient(revocation: {
    readonly userPoolId: string;
    readonly clientId: string;
    readonly issuedBefore: number;
  }): Promise<void>;
  revokePool(revocation: { readonly userPoolId: string; readonly issuedBefore: number }): Promise<void>;
}

/** The input of every case. Each case uses its own ids, so that cases can share one world and run in any order. */
export interface RevocationStoreWorld {
  readonly store: TestedRevocationStore;
  /** @returns Seconds since the epoch, by the clock that entries expire by. */
  now(): number;
  /** Advances the clock of all entries by this many seconds, without waiting. */
  pass(seconds: number): void | Promise<void>;
}

/** For stores whose data can be read from outside. */
export interface VisibleStoreWorld extends RevocationStoreWorld {
  /** @returns Everything that is stored, keys and values, as text. */
  contents(): string | Promise<string>;
}

/** For stores whose data outlives their process. */
export interface LastingStoreWorld extends RevocationStoreWorld {
  /** Stops the service and starts it again on the same data; `store` finds it again. */
  restart(): Promise<void>;
}

/** For stores behind a network. */
export interface RemoteStoreWorld extends RevocationStoreWorld {
  /** Stops the service. */
  stop(): Promise<void>;
  /** Starts it again; resolves when `store` can be used again. */
  start(): Promise<void>;
}

/** For stores behind a network that can drop every byte. */
export interface SilentStoreWorld extends RevocationStoreWorld {
  /** Makes the service silent: connections stay open without any answer. */
  fallSilent(): void;
  /** Ends the silence; resolves when `store` can be used again. */
  recover(): Promise<void>;
}

/** One case of the suite. */
export interface RevocationStoreCase<World extends RevocationStoreWorld = RevocationStoreWorld> {
  /** A sentence, unique among all cases. */
  readonly name: string;
  /** @returns One sentence for each mismatch; an empty list when the store conforms. */
  run(world: World): Promise<readonly string[]>;
}
