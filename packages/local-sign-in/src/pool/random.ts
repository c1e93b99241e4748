import { randomBytes } from 'node:crypto';

/** Text that cannot be guessed: 256 bits, base64url. */
export const randomText = (): string => randomBytes(32).toString('base64url');
