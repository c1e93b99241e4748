import type { AwsCredentialIdentity } from '@smithy/types';
import { CredentialError } from './credential-error.ts';

/**
 * Temporary AWS credentials of one identity.
 *
 * `JSON.stringify` and `util.inspect` show the access key id and the expiration alone. To serialize all members, copy
 * them first: `{ ...credentials }`.
 */
export interface Credentials extends AwsCredentialIdentity {
  readonly sessionToken: string;
  /** The expiration of the credentials or of their login, whichever is earlier. */
  readonly expiration: Date;
  /** The identity in the identity pool: `${cognito-identity.amazonaws.com:sub}` in policies. */
  readonly identityId: string;
}

/** Credentials with the expiration that AWS set. */
export interface HeldCredentials {
  readonly identityId: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

/** Credentials in an answer of the identity service or of STS. */
interface AnsweredCredentials {
  readonly accessKeyId: string | undefined;
  readonly secretAccessKey: string | undefined;
  readonly sessionToken: string | undefined;
  readonly expiration: Date | undefined;
}

/** @throws CredentialError `unavailable` where a member is missing. */
export const toHeld = (identityId: string, answered: AnsweredCredentials): HeldCredentials => {
  const { accessKeyId, secretAccessKey, sessionToken, expiration } = answered;
  if (!accessKeyId || !secretAccessKey || !sessionToken || !expiration) throw new CredentialError('unavailable');
  return { identityId, accessKeyId, secretAccessKey, sessionToken, expiresAt: expiration.getTime() };
};

/** The method that `util.inspect` calls, in every runtime that has it. */
const inspect = Symbol.for('nodejs.util.inspect.custom');

/**
 * Copies credentials for one caller, because the SDK modifies the credentials that it receives.
 *
 * @param held - The credentials that AWS returned.
 * @param loginExpiresAt - Milliseconds since the epoch.
 * @returns Credentials that expire no later than their login.
 */
export const handOut = (held: HeldCredentials, loginExpiresAt: number): Credentials => {
  const { identityId, accessKeyId, secretAccessKey, sessionToken } = held;
  const expiration = new Date(Math.min(held.expiresAt, loginExpiresAt));
  const credentials: Credentials = { identityId, accessKeyId, secretAccessKey, sessionToken, expiration };
  const visible = { value: () => ({ accessKeyId, expiration }) };
  return Object.defineProperties(credentials, { toJSON: visible, [inspect]: visible });
};
