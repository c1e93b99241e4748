import { createPublicKey, hash, verify } from 'node:crypto';

/** The public members of an RSA key (RFC 7518 §6.3.1), base64url. */
export interface RsaPublicJwk {
  readonly n: string;
  readonly e: string;
}

/** Checks one RS256 signature over the signing input (RFC 7515 §5.2). */
export type SignatureCheck = (signingInput: string, signature: Uint8Array) => boolean | Promise<boolean>;

/**
 * SHA-256 of a text, as a cache key.
 *
 * @returns 32 characters, one for each byte: the shortest key that a lookup has to hash and compare. A promise of them
 * on edge runtimes.
 */
export const digest = (text: string): string | Promise<string> => hash('sha256', text, 'binary');

/**
 * Decodes strict base64url: no padding, no other character, no non-zero trailing bits (RFC 4648 §3.5), not empty.
 * Only the canonical text of some bytes is what those bytes encode to.
 *
 * @returns The bytes, or undefined.
 */
export const decodeBase64url = (text: string): Uint8Array | undefined => {
  const bytes = Buffer.from(text, 'base64url');
  return bytes.length > 0 && bytes.toString('base64url') === text ? bytes : undefined;
};

/**
 * Imports a key once; every check afterwards is one call of OpenSSL. RS256 is pinned here, whatever a token says.
 *
 * @throws When the key cannot be imported.
 */
export const signatureCheck = ({ n, e }: RsaPublicJwk): SignatureCheck => {
  const key = createPublicKey({ key: { kty: 'RSA', n, e }, format: 'jwk' });
  return (signingInput, signature) => verify('RSA-SHA256', Buffer.from(signingInput, 'latin1'), key, signature);
};
