import { objectWith, type Reader } from '../lib/option-values.ts';

/**
 * The identity of a token, as a {@link RevocationStore} looks it up. It contains the pool's id instead of the issuer: a
 * pool has two issuer formats, and a sign-out counts for the tokens of both.
 */
export interface TokenIdentity {
  readonly userPoolId: string;
  /** `sub`. */
  readonly subject: string;
  /** `jti`, where the token has one. */
  readonly jti: string | undefined;
  /** `origin_jti`: one sign-in, and all tokens refreshed from it. Tokens of machines have none. */
  readonly originJti: string | undefined;
  /** The app client that the token was issued to. Without it, revocations of the client are not found. */
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

/** Every token issued to a user, or a machine, before a time. */
export interface UserRevocation {
  readonly userPoolId: string;
  /** `sub`. */
  readonly subject: string;
  /** Tokens with an `iat` before this are revoked; seconds since the epoch. */
  readonly issuedBefore: number;
}

/** Every token issued to an app client before a time. */
export interface ClientRevocation {
  readonly userPoolId: string;
  readonly clientId: string;
  /** Tokens with an `iat` before this are revoked; seconds since the epoch. */
  readonly issuedBefore: number;
}

/** Every token issued by a user pool before a time. */
export interface PoolRevocation {
  readonly userPoolId: string;
  /** Tokens with an `iat` before this are revoked; seconds since the epoch. */
  readonly issuedBefore: number;
}

/**
 * Stores revocations for as long as one of their tokens could be accepted. It holds ids, never token text.
 *
 * Every function rejects where the store is unreachable: a revocation that was not written must not look successful.
 */
export interface RevocationStore {
  /** @returns Whether the token, its sign-in, its user, its app client or its pool is revoked. */
  isRevoked(token: TokenIdentity): Promise<boolean>;
  revokeToken(revocation: TokenRevocation): Promise<void>;
  revokeSession(revocation: SessionRevocation): Promise<void>;
  /** The latest `issuedBefore` counts: an earlier one does not replace it. */
  revokeUser(revocation: UserRevocation): Promise<void>;
  /** For an incident at one app client. The latest `issuedBefore` counts. */
  revokeClient(revocation: ClientRevocation): Promise<void>;
  /** For an incident at a whole user pool. The latest `issuedBefore` counts. */
  revokePool(revocation: PoolRevocation): Promise<void>;
}

/**
 * How long a revocation is kept, in seconds: the longest lifetime of a Cognito token, 24 hours, and twice the largest
 * clock tolerance of a verifier, 5 minutes. Twice, because a verifier whose clock is behind by the tolerance also adds
 * the tolerance. Afterwards no verifier accepts a token that the revocation names.
 */
export const revocationLifetimeSeconds: number = 24 * 60 * 60 + 2 * 5 * 60;

/** Reads a store that has these functions. */
export const storeWith = <Name extends keyof RevocationStore>(
  ...names: readonly Name[]
): Reader<Pick<RevocationStore, Name>> => objectWith(`a revocation store, with ${names.join(', ')}`, ...names);
