import { type Get, getWith } from '../lib/http-get.ts';
import type { SignatureCheck } from '../lib/signature-check.ts';
import type { DiagnosticsChannel, RsaPublicJwk } from './node.ts';

/** The web-standard counterpart of `node.ts`: WebCrypto and `fetch`, for runtimes without node:crypto's key objects. */
export type { DiagnosticsChannel, RsaPublicJwk } from './node.ts';

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

/**
 * Makes the signature check of one key. The first successful import is kept. No check waits for another one's import,
 * because a runtime may cancel that check's request.
 */
export const signatureCheck = ({ n, e }: RsaPublicJwk): SignatureCheck => {
  let key: Awaited<ReturnType<typeof importKey>> | undefined;
  const importKey = () =>
    crypto.subtle.importKey('jwk', { kty: 'RSA', n, e, alg: 'RS256', ext: true }, rs256, false, ['verify']);
  return async (signingInput, signature) => {
    key ??= await importKey();
    return crypto.subtle.verify(rs256, key, Uint8Array.from(signature), new TextEncoder().encode(signingInput));
  };
};

/** Sends one GET request by the runtime's `fetch`. */
export const get: Get = getWith((url, init) => globalThis.fetch(url, init));

/** Resolves at once: a runtime that cancels work with the response may never run a later turn. */
export const nextTurn = (): Promise<void> => Promise.resolve();

/** @returns Undefined: these runtimes have no diagnostics channels. */
export const diagnosticsChannel = (_name: string): DiagnosticsChannel | undefined => undefined;

/** Does nothing: these runtimes have no process warnings. */
export const emitWarning = (_message: string, _detail: string): void => undefined;
