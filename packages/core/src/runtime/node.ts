import type { KeyObject } from 'node:crypto';
import type { ClientRequest, IncomingMessage, RequestOptions } from 'node:http';
import { BodyBuffer, type Get } from '../lib/http-get.ts';
import type { SignatureCheck } from '../lib/signature-check.ts';

// An import of a built-in module binds all its exports, which adds half a millisecond to a cold start.
const { createPublicKey, hash, verify } = process.getBuiltinModule('node:crypto');

/** The public members of an RSA key (RFC 7518 §6.3.1), base64url. */
export interface RsaPublicJwk {
  readonly n: string;
  readonly e: string;
}

/** A diagnostics channel, where the runtime has them. */
export interface DiagnosticsChannel {
  readonly hasSubscribers: boolean;
  publish(message: unknown): void;
}

/**
 * SHA-256 of a text, as a cache key.
 *
 * @returns 32 characters, one for each byte, because a short key is fast to look up. A promise on edge runtimes.
 */
export const digest = (text: string): string | Promise<string> => hash('sha256', text, 'binary');

/**
 * Decodes strict base64url: no padding, no other character, no non-zero trailing bits (RFC 4648 §3.5), not empty.
 *
 * @returns The bytes; undefined where the text is not canonical.
 */
export const decodeBase64url = (text: string): Uint8Array | undefined => {
  const bytes = Buffer.from(text, 'base64url');
  return bytes.length > 0 && bytes.toString('base64url') === text ? bytes : undefined;
};

/**
 * Makes the signature check of one key. The first check imports the key; each check is one call of OpenSSL. The
 * algorithm is always RS256, independent of the token.
 *
 * @returns The check. It throws, or its promise rejects, where the runtime cannot import the key.
 */
export const signatureCheck = ({ n, e }: RsaPublicJwk): SignatureCheck => {
  let key: KeyObject | undefined;
  return (signingInput, signature) => {
    key ??= createPublicKey({ key: { kty: 'RSA', n, e }, format: 'jwk' });
    return verify('RSA-SHA256', Buffer.from(signingInput, 'latin1'), key, signature);
  };
};

type SendRequest = (url: string, options: RequestOptions) => ClientRequest;

const send = (
  request: SendRequest,
  url: string,
  options: RequestOptions,
  signal: AbortSignal,
): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    const outgoing = request(url, options);
    // The option `signal` would load modules for about 1 ms.
    signal.addEventListener('abort', () => outgoing.destroy(), { once: true });
    outgoing.once('response', resolve);
    outgoing.on('error', (error) => {
      // The server closed a keep-alive connection while the process was frozen or busy.
      if (outgoing.reusedSocket && !signal.aborted) resolve(send(request, url, options, signal));
      else reject(error);
    });
    outgoing.end();
  });

/** Uses events, because iterating a stream loads more modules. */
const read = (response: IncomingMessage, maxBytes: number): Promise<Uint8Array | undefined> =>
  new Promise((resolve, reject) => {
    const buffer = new BodyBuffer(maxBytes);
    response.on('data', (chunk: Uint8Array) => {
      if (buffer.add(chunk)) return;
      response.destroy();
      resolve(undefined);
    });
    response.once('end', () => resolve(buffer.bytes));
    response.once('error', reject);
  });

/**
 * Sends one GET request by `node:https`, which loads in a third of the time of the global `fetch`; by `node:http` on
 * loopback. Connections are kept alive by Node's global agent.
 */
export const get: Get = async (url, headers, signal) => {
  const { request } = process.getBuiltinModule(url.startsWith('https:') ? 'node:https' : 'node:http');
  const response = await send(request, url, { headers }, signal);
  return {
    status: response.statusCode ?? 0,
    contentEncoding: response.headers['content-encoding'] ?? null,
    read: (maxBytes) => read(response, maxBytes),
  };
};

// Read once, because the fake timers of test runners replace the global, and a verifier would wait forever.
const { setImmediate } = globalThis;

/** Resolves in the next turn of the event loop, after the responses of this turn are sent. */
export const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** @returns The channel; undefined where the runtime has none. */
export const diagnosticsChannel = (name: string): DiagnosticsChannel | undefined =>
  process.getBuiltinModule('node:diagnostics_channel').channel(name);

/** Warns the operator: once on standard error by default, and to `process.on('warning')`. */
export const emitWarning = (message: string, detail: string): void =>
  process.emitWarning(message, { type: 'CognitoGuardWarning', detail });
