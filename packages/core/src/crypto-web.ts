import type { RsaPublicJwk, SignatureCheck } from './crypto-node.ts';

/** The WebCrypto twin of `crypto-node.ts`, for runtimes whose node:crypto has no key objects. */
export type { RsaPublicJwk, SignatureCheck } from './crypto-node.ts';

const rs256 = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };

/** Base64url of a string whose characters are bytes. */
const encodeBase64url = (binary: string): string =>
  btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');

/** @returns 32 characters, one for each byte. */
export const digest = async (text: string): Promise<string> => {
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return String.fromCharCode(...new Uint8Array(hash));
};

/** @returns The bytes, or undefined where the text is not canonical base64url. */
export const decodeBase64url = (text: string): Uint8Array | undefined => {
  let binary: string;
  try {
    binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  } catch {
    return undefined;
  }
  if (binary === '' || encodeBase64url(binary) !== text) return undefined;
  const bytes = new Uint8Array(binary.length);
  for (let index = 0; index < binary.length; index++) bytes[index] = binary.charCodeAt(index);
  return bytes;
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
