import { objectWith, type Reader } from '../lib/option-values.ts';

/**
 * What a {@link RevocationStore} is asked about. A pool's id stands for its issuer: a pool has two issuer formats, and a
 * sign-out counts for the tokens of both.
 */
export interface TokenIdentity {
  readonly userPoolId: string;
  /** `sub`. */
  readonly subject: string;
  /** `jti`, where the token has one. */
  readonly jti: string | undefined;
  /** `origin_jti`: one sign-in, and all tokens that were refreshed from it. Machines have none. */
  readonly originJti: string | undefined;
  /** The app client that the token was issued to. A caller that leaves it out does not see revoked clients. */
  readonly clientId?: string | undefined;
  /** `iat`, seconds since the epoch. */
  readonly issuedAt: number;
}

/** One token to revoke. */
export interface TokenRevocation {
  readonly userPoolId: string;
  readonly jti: string;
}

/** One sign-in to revoke: every token of it. */
export interface SessionRevocation {
  readonly userPoolId: string;
  readonly originJti: string;
}

/** Every token that a user, or a machine, had before a moment. */
export interface UserRevocation {
  readonly userPoolId: string;
  /** `sub`. */
  readonly subject: string;
  /** Tokens with an `iat` before this are revoked; seconds since the epoch. */
  readonly issuedBefore: number;
}

/** Every token that was issued to an app client before a moment. */
export interface ClientRevocation {
  readonly userPoolId: string;
  readonly clientId: string;
  /** Tokens with an `iat` before this are revoked; seconds since the epoch. */
  readonly issuedBefore: number;
}

/** Every token that a user pool issued before a moment. */
export interface PoolRevocation {
  readonly userPoolId: string;
  /** Tokens with an `iat` before this are revoked; seconds since the epoch. */
  readonly issuedBefore: number;
}

/**
 * Remembers which tokens are no longer wanted, for as long as one of them could live. It holds ids, never token text.
 *
 * Every function rejects where the store cannot be reached; a revocation that was not written down must not look done.
 */
export interface RevocationStore {
  /** @returns Whether the token, its sign-in, its user, its app client or its pool is revoked. */
  isRevoked(token: TokenIdentity): Promise<boolean>;
  revokeToken(revocation: TokenRevocation): Promise<void>;
  revokeSession(revocation: SessionRevocation): Promise<void>;
  /** The latest `issuedBefore` counts: an earlier one does not take it back. */
  revokeUser(revocation: UserRevocation): Promise<void>;
  /** For an incident at one app client. The latest `issuedBefore` counts. */
  revokeClient(revocation: ClientRevocation): Promise<void>;
  /** For an incident at a whole user pool. The latest `issuedBefore` counts. */
  revokePool(revocation: PoolRevocation): Promise<void>;
}

/**
 * How long a revocation is remembered, in seconds: the longest life of a Cognito token, 24 hours, and twice the largest
 * clock tolerance of a verifier, 5 minutes: a verifier whose clock is that far behind adds its tolerance to it.
 * Afterwards, no token that the revocation is about is accepted any more.
 */
export const revocationLifetimeSeconds: number = 24 * 60 * 60 + 2 * 5 * 60;

/** Reads a store that has these functions. */
export const storeWith = <Name extends keyof RevocationStore>(
  ...names: readonly Name[]
): Reader<Pick<RevocationStore, Name>> => objectWith(`a revocation store, with ${names.join(', ')}`, ...names);
