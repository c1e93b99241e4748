import { createHmac } from 'node:crypto';
import type { TestKey } from '../keys/key.ts';
import { decodeToken, encodeSegment } from './jws.ts';

/**
 * The token with `alg` set to `none` and its signature emptied (the attack of RFC 8725 §2.1).
 *
 * @param alg - Another spelling, against case-sensitive comparisons; default `none`.
 */
export function unsignedToken(token: string, alg: string = 'none'): string {
  const { header, segments } = decodeToken(token);
  return `${encodeSegment({ ...header, alg })}.${segments[1]}.`;
}

/** The token signed anew as HS256 with the text of the public key as the secret (RFC 8725 §2.1). */
export function hmacWithPublicKey(token: string, key: TestKey): string {
  const { header, segments } = decodeToken(token);
  const input = `${encodeSegment({ ...header, alg: 'HS256' })}.${segments[1]}`;
  const secret = key.publicKey.export({ type: 'spki', format: 'pem' });
  return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`;
}

/** The token with claims changed and the old signature kept. A claim given as `undefined` is removed. */
export function tamperPayload(token: string, claims: Readonly<Record<string, unknown>>): string {
  const { payload, segments } = decodeToken(token);
  return `${segments[0]}.${encodeSegment({ ...payload, ...claims })}.${segments[2]}`;
}

/** The token with header members changed and the old signature kept. One given as `undefined` is removed. */
export function tamperHeader(token: string, members: Readonly<Record<string, unknown>>): string {
  const { header, segments } = decodeToken(token);
  return `${encodeSegment({ ...header, ...members })}.${segments[1]}.${segments[2]}`;
}

/** The token with one bit of its signature flipped. It stays canonical base64url: only the RSA check finds it. */
export function breakSignature(token: string): string {
  const { segments } = decodeToken(token);
  const signature = Buffer.from(segments[2], 'base64url');
  const middle = signature.length >> 1;
  signature.writeUInt8(signature.readUInt8(middle) ^ 1, middle);
  return `${segments[0]}.${segments[1]}.${signature.toString('base64url')}`;
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/**
 * Every other spelling of a token that a lenient base64 decoder reads as the same bytes: unused trailing bits set
 * (RFC 4648 §3.5), `=` padding, and the standard alphabet's `+` and `/`. If a verifier accepts any of them, one token
 * has several spellings, which defeats caches and deny lists with the token as key.
 *
 * @returns Each spelling changes one segment. The canonical token is not included.
 */
export function respell(token: string): string[] {
  const segments = decodeToken(token).segments;
  return segments.flatMap((segment, index) =>
    spellings(segment).map((spelling) => segments.with(index, spelling).join('.')),
  );
}

function spellings(segment: string): string[] {
  const found: string[] = [];
  const remainder = segment.length % 4;
  if (remainder !== 0) {
    found.push(segment.padEnd(segment.length + 4 - remainder, '='));
    const unusedBits = remainder === 2 ? 4 : 2;
    const last = alphabet.indexOf(segment.slice(-1));
    for (let bits = 1; bits < 1 << unusedBits; bits += 1) {
      found.push(segment.slice(0, -1) + alphabet.charAt(last | bits));
    }
  }
  const standard = segment.replaceAll('-', '+').replaceAll('_', '/');
  return standard === segment ? found : [...found, standard];
}
