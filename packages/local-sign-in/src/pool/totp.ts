import { createHmac, timingSafeEqual } from 'node:crypto';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** Base32 (RFC 4648 section 6) without padding. */
const decodeBase32 = (text: string): Buffer => {
  const bits = Array.from(text, (letter) => alphabet.indexOf(letter).toString(2).padStart(5, '0')).join('');
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
};

/**
 * The code of an authenticator app: RFC 6238 with SHA-1, 6 digits and steps of 30 seconds, which Cognito uses.
 *
 * @param secret - In base32.
 * @param milliseconds - Since the epoch.
 */
export const totp = (secret: string, milliseconds: number): string => {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(milliseconds / 30_000)));
  const digest = createHmac('sha1', decodeBase32(secret)).update(counter).digest();
  const offset = digest.readUInt8(19) & 0x0f;
  return String((digest.readUInt32BE(offset) & 0x7fff_ffff) % 1_000_000).padStart(6, '0');
};

/** Whether two texts are equal, in a time that tells only their lengths. */
export const isSameText = (one: string, other: string): boolean => {
  const [left, right] = [Buffer.from(one), Buffer.from(other)];
  return left.length === right.length && timingSafeEqual(left, right);
};

/** Whether a code is right now, one step ago or one step ahead (RFC 6238 section 5.2). */
export const isTotp = (code: string, secret: string, milliseconds: number): boolean =>
  [0, -30_000, 30_000].some((shift) => isSameText(code, totp(secret, milliseconds + shift)));
