/** The kind of token: access token or ID token. */
export type TokenUse = 'access' | 'id';

/**
 * Claims that every Cognito token carries. Times are seconds since the epoch (RFC 7519 §2, NumericDate).
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-tokens-with-identity-providers.html
 */
export interface CommonClaims {
  readonly iss: string;
  readonly sub: string;
  readonly exp: number;
  readonly iat: number;
  readonly nbf?: number;
  /** When the user signed in. A refreshed token keeps it. */
  readonly auth_time?: number;
  readonly jti?: string;
  /** Shared by all tokens of one sign-in; revocations of a sign-in name it. */
  readonly origin_jti?: string;
  readonly event_id?: string;
  /** A pre token generation trigger may add claims of any JSON type. */
  readonly [claim: string]: unknown;
}

/** The access token of a user who signed in. */
export interface UserAccessClaims extends CommonClaims {
  readonly token_use: 'access';
  readonly client_id: string;
  readonly username: string;
  /** Space-separated; `aws.cognito.signin.user.admin` alone after a sign-in through the API. */
  readonly scope?: string;
  readonly 'cognito:groups'?: readonly string[];
  /** Present with resource binding only (RFC 8707). */
  readonly aud?: string | readonly string[];
  readonly device_key?: string;
  readonly version?: number;
}

/** The access token of a machine (client credentials): no user, no groups; `sub` is the client id. */
export interface MachineAccessClaims extends CommonClaims {
  readonly token_use: 'access';
  readonly client_id: string;
  readonly username?: undefined;
  readonly scope?: string;
  readonly aud?: string | readonly string[];
  readonly version?: number;
}

/** The ID token of a user who signed in. `aud` is the client id. */
export interface IdClaims extends CommonClaims {
  readonly token_use: 'id';
  readonly aud: string;
  readonly 'cognito:username': string;
  readonly 'cognito:groups'?: readonly string[];
  readonly 'cognito:roles'?: readonly string[];
  readonly 'cognito:preferred_role'?: string;
  readonly email?: string;
  readonly email_verified?: boolean;
}

/** Accepted `aud` of access tokens. */
export interface AudienceRule {
  readonly accepted: ReadonlySet<string>;
  /** Whether a token without `aud` is refused. */
  readonly isRequired: boolean;
}

/** The claims that one pool accepts. */
export interface ClaimRules {
  /** Accepted `token_use`. */
  readonly tokenUses: TokenUse[];
  /** Null turns the check off. */
  readonly clientIds: string[] | null;
  /** Null turns the check off; without a rule, `aud` may name accepted clients only. */
  readonly audience: AudienceRule | null | undefined;
}

/** The validated times of a token, in seconds since the epoch. */
export interface TokenTimes {
  readonly issuedAt: number;
  readonly expiresAt: number;
}

/** The validated user or machine of a token. */
export interface Identity {
  readonly tokenUse: TokenUse;
  readonly subject: string;
  readonly username: string | undefined;
  readonly clientId: string;
  readonly groups: readonly string[];
  readonly scopes: readonly string[];
  /** `acr` of a user's token. */
  readonly acr: string | undefined;
  /** `auth_time` of a user's token, in seconds since the epoch. */
  readonly authTime: number | undefined;
}
