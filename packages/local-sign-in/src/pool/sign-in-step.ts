import type { Method } from './acr.ts';
import type { Caller } from './caller.ts';
import type { User } from './users.ts';

/** Cognito's `ChallengeNameType`, as far as the pool has them. */
export type ChallengeName = 'SOFTWARE_TOKEN_MFA' | 'EMAIL_OTP' | 'SMS_MFA' | 'NEW_PASSWORD_REQUIRED';

/** What a step of a sign-in comes to. */
export type SignInStep =
  | { readonly kind: 'signed-in'; readonly user: User; readonly methods: readonly Method[] }
  | {
      readonly kind: 'challenge';
      readonly name: ChallengeName;
      readonly username: string;
      readonly session: string;
      readonly error?: string;
    }
  | { readonly kind: 'unconfirmed'; readonly user: User };

/** The caller of a sign-in, and the levels of authentication that it requests. */
export interface Attempt extends Caller {
  /** `acr_values`. Default none. */
  readonly acrValues?: readonly string[];
}

/** Triggers after the first call of a sign-in do not receive its metadata. */
export const withoutMetadata = ({ clientId, acrValues }: Attempt): Attempt => ({
  clientId,
  ...(acrValues && { acrValues }),
});

/** A challenge that a user has not answered yet. */
export interface Challenge {
  readonly name: ChallengeName;
  readonly clientId: string;
  readonly acrValues: readonly string[];
  readonly username: string;
  readonly methods: readonly Method[];
  readonly failures: number;
}
