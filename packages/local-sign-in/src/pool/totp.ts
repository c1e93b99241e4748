import { timingSafeEqual } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';

/** RFC 6238 with SHA-1, 6 digits and steps of 30 seconds, which Cognito uses. */
const authenticator = (secret: string): TOTP => new TOTP({ secret: Secret.fromBase32(secret) });

/**
 * The code of an authenticator app.
 *
 * @param secret - In base32.
 * @param milliseconds - Since the epoch.
 */
export const totp = (secret: string, milliseconds: number): string =>
  authenticator(secret).generate({ timestamp: milliseconds });

/** Whether two texts are equal, in a time that tells only their lengths. */
export const isSameText = (one: string, other: string): boolean => {
  const [left, right] = [Buffer.from(one), Buffer.from(other)];
  return left.length === right.length && timingSafeEqual(left, right);
};

/** Whether a code is right now, one step ago or one step ahead (RFC 6238 section 5.2). */
export const isTotp = (code: string, secret: string, milliseconds: number): boolean =>
  authenticator(secret).validate({ token: code, timestamp: milliseconds, window: 1 }) !== null;
