import type { AwsCredentialIdentity } from '@smithy/types';

/**
 * Temporary AWS credentials of one identity.
 *
 * `JSON.stringify` and `util.inspect` show the access key id and the expiration alone; to hand them on on purpose, copy
 * them: `{ ...credentials }`.
 */
export interface Credentials extends AwsCredentialIdentity {
  readonly sessionToken: string;
  /** When to stop using them: their own end, or that of the login they were given for, whichever is sooner. */
  readonly expiration: Date;
  /** The identity in the identity pool: `${cognito-identity.amazonaws.com:sub}` in policies. */
  readonly identityId: string;
}

/** Credentials as AWS gave them. */
export interface HeldCredentials {
  readonly identityId: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

/** What `util.inspect` looks for, in every runtime that has it. */
const inspect = Symbol.for('nodejs.util.inspect.custom');

/**
 * A copy for one caller: the SDK writes to the credentials that it gets.
 *
 * @param held - What AWS gave.
 * @param loginExpiresAt - Milliseconds since the epoch.
 * @returns Credentials that end no later than their login.
 */
export const handOut = (held: HeldCredentials, loginExpiresAt: number): Credentials => {
  const { identityId, accessKeyId, secretAccessKey, sessionToken } = held;
  const expiration = new Date(Math.min(held.expiresAt, loginExpiresAt));
  const credentials: Credentials = { identityId, accessKeyId, secretAccessKey, sessionToken, expiration };
  const visible = { value: () => ({ accessKeyId, expiration }) };
  return Object.defineProperties(credentials, { toJSON: visible, [inspect]: visible });
};
