import { randomBytes } from 'node:crypto';

/** Text that cannot be guessed: 256 bits, base64url. */
export const randomText = (): string => randomBytes(32).toString('base64url');

/** A temporary password that conforms with Cognito's default policy. */
export const randomPassword = (): string => `Aa1!${randomBytes(12).toString('base64url')}`;
