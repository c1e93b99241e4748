import type { RsaPublicJwk, SignatureCheck } from './crypto-node.ts';

/** The WebCrypto twin of `crypto-node.ts`, for runtimes whose node:crypto has no key objects. */
export type { RsaPublicJwk, SignatureCheck } from './crypto-node.ts';

const rs256 = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };

const encodeBase64url = (bytes: Uint8Array): string =>
  btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');

/** @returns 43 base64url characters. */
export const digest = async (text: string): Promise<string> =>
  encodeBase64url(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))));

/** @returns The bytes, or undefined where the text is not canonical base64url. */
export const decodeBase64url = (text: string): Uint8Array | undefined => {
  let binary: string;
  try {
    binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  } catch {
    return undefined;
  }
  const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0));
  return bytes.length > 0 && encodeBase64url(bytes) === text ? bytes : undefined;
};

/** Imports a key once. A key that the runtime refuses makes no signature valid. */
export const signatureCheck = ({ n, e }: RsaPublicJwk): SignatureCheck => {
  const imported = crypto.subtle
    .importKey('jwk', { kty: 'RSA', n, e, alg: 'RS256', ext: true }, rs256, false, ['verify'])
    .catch(() => undefined);
  return async (signingInput, signature) => {
    const key = await imported;
    if (key === undefined) return false;
    return crypto.subtle.verify(rs256, key, Uint8Array.from(signature), new TextEncoder().encode(signingInput));
  };
};
