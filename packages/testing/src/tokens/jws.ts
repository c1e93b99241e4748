import { sign } from 'node:crypto';
import type { TestKey } from '../keys/key.ts';

/** The content of a token segment: an object is encoded as JSON, text and bytes unchanged. */
export type SegmentContent = string | Uint8Array | object;

/** The parts of a compact token (RFC 7515 §7.1), decoded without verification. */
export interface DecodedToken {
  readonly header: Readonly<Record<string, unknown>>;
  readonly payload: Readonly<Record<string, unknown>>;
  /** The three segments, encoded. */
  readonly segments: readonly [header: string, payload: string, signature: string];
}

/** Encodes one segment: base64url without padding. */
export function encodeSegment(content: SegmentContent): string {
  if (typeof content === 'string') return Buffer.from(content, 'utf8').toString('base64url');
  if (content instanceof Uint8Array) return Buffer.from(content).toString('base64url');
  return Buffer.from(JSON.stringify(content), 'utf8').toString('base64url');
}

/** Signs any header and payload with RSASSA-PKCS1-v1_5 and SHA-256, regardless of the header's `alg`. */
export function signCompact(header: SegmentContent, payload: SegmentContent, key: TestKey): string {
  const input = `${encodeSegment(header)}.${encodeSegment(payload)}`;
  return `${input}.${sign('RSA-SHA256', Buffer.from(input), key.privateKey).toString('base64url')}`;
}

/**
 * Decodes a compact token without verification. For tests only.
 *
 * @throws TypeError unless the text has three segments, the first two with a JSON object each.
 */
export function decodeToken(token: string): DecodedToken {
  const [header, payload, signature, ...more] = token.split('.');
  if (header === undefined || payload === undefined || signature === undefined || more.length > 0) {
    throw new TypeError('decodeToken: a compact token has three segments');
  }
  return { header: decodeObject(header), payload: decodeObject(payload), segments: [header, payload, signature] };
}

function decodeObject(segment: string): Readonly<Record<string, unknown>> {
  const value: unknown = JSON.parse(Buffer.from(segment, 'base64url').toString('utf8'));
  if (!isRecord(value)) throw new TypeError('decodeToken: the header and the payload must be JSON objects');
  return value;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
