import { parseObject, segmentText } from './segment.ts';

/** A JSON object of a token. Nothing in it is verified. */
export type Json = Readonly<Record<string, unknown>>;

/** The default of `maxTokenLength`, in characters. */
export const defaultMaxLength = 8_192;

/** A decoded token. Nothing in it is verified. */
export interface TokenOutline {
  readonly header: Json;
  /** Undefined for an encrypted token. */
  readonly claims: Json | undefined;
  /** In characters. */
  readonly length: number;
}

/**
 * Decodes a token.
 *
 * @returns Its parts; undefined for text that is not a token.
 */
export const outlineToken = (token: string): TokenOutline | undefined => {
  const parts = token.split('.', 6);
  const [header, claims] = parts.map((part) => parseObject(segmentText(part)));
  const { length } = token;
  // RFC 7516 §7.1: five parts are a JWE, of which only the header can be read.
  if (parts.length === 5 && header !== undefined && Object.hasOwn(header, 'enc')) {
    return { header, claims: undefined, length };
  }
  return parts.length === 3 && header !== undefined && claims !== undefined ? { header, claims, length } : undefined;
};
