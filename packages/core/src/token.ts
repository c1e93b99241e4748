import { decodeBase64url } from '#crypto';
import { AuthError } from './errors.ts';

/** A JSON object as parsed: own properties only, values of any JSON type. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** A token that has the shape of a Cognito JWT. Nothing in it is verified yet. */
export interface ParsedToken {
  readonly kid: string;
  readonly claims: JsonObject;
  /** Header and payload as sent: what the signature covers (RFC 7515 §5.2). */
  readonly signingInput: string;
  readonly signature: Uint8Array;
}

/** Cognito's headers hold a kid and an alg, about 100 characters. */
const maxHeaderLength = 1024;
const maxKidLength = 256;

/** A payload up to this size is cheap to parse whatever it holds. */
const smallPayloadBytes = 1024;
/** Objects, arrays and members in a larger payload: far above any Cognito token, far below what costs time. */
const maxPayloadMembers = 512;

/** RFC 7515 §4.1.9 and RFC 9068 §2.1; media types compare without case. */
const acceptedTypes: ReadonlySet<unknown> = new Set(['jwt', 'at+jwt', 'application/at+jwt']);

/**
 * Parameters that would change how the token is read (RFC 7515 §4.1.11, RFC 7516 §4.1.3, RFC 7519 §5.2, RFC 7797 §3)
 * or that bring their own key (RFC 7515 §4.1.2 to §4.1.6). Cognito sends none.
 */
const refusedParameters = ['crit', 'b64', 'zip', 'cty', 'jwk', 'jku', 'x5u', 'x5c'] as const;

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

const malformed = (): AuthError => new AuthError('malformed_token');

/**
 * Counts what makes JSON slow to parse, in one pass over the bytes, so that a hostile payload costs no more than its
 * length. Strings are skipped; whether the text is JSON at all is the parser's to say.
 */
const hasTooManyMembers = (bytes: Uint8Array): boolean => {
  let members = 0;
  let inString = false;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i];
    if (inString) {
      if (byte === 0x5c /* \ */) i++;
      else if (byte === 0x22 /* " */) inString = false;
    } else if (byte === 0x22) {
      inString = true;
    } else if (byte === 0x7b /* { */ || byte === 0x5b /* [ */ || byte === 0x3a /* : */) {
      if (++members > maxPayloadMembers) return true;
    }
  }
  return false;
};

const decodeObject = (segment: string): JsonObject => {
  const bytes = decodeBase64url(segment);
  if (bytes === undefined) throw malformed();
  if (bytes.length > smallPayloadBytes && hasTooManyMembers(bytes)) throw malformed();
  let value: unknown;
  try {
    value = JSON.parse(utf8.decode(bytes));
  } catch {
    throw malformed();
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw malformed();
  return value as JsonObject;
};

/** C0, DEL and C1: no key id needs them, and they could forge a line in somebody's log. */
const hasControlCharacter = (text: string): boolean => {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 0x20 || (code >= 0x7f && code <= 0x9f)) return true;
  }
  return false;
};

const readKid = (header: JsonObject): string => {
  const { alg, kid, typ } = header;
  if (alg !== 'RS256') throw malformed();
  if (typ !== undefined && !(typeof typ === 'string' && acceptedTypes.has(typ.toLowerCase()))) throw malformed();
  if (refusedParameters.some((name) => Object.hasOwn(header, name))) throw malformed();
  if (typeof kid !== 'string' || kid === '' || kid.length > maxKidLength || hasControlCharacter(kid)) throw malformed();
  return kid;
};

/**
 * Reads a JWS in compact form (RFC 7515 §7.1) strictly: exactly one spelling of a token is accepted, so one token has
 * one cache key.
 *
 * @param token - At most as long as the verifier's limit; the caller has checked that.
 * @returns The parts, decoded once.
 * @throws {@link AuthError} `malformed_token`.
 */
export const parseToken = (token: string): ParsedToken => {
  const headerEnd = token.indexOf('.');
  const payloadEnd = token.indexOf('.', headerEnd + 1);
  if (headerEnd < 0 || payloadEnd < 0) throw malformed();
  if (token.includes('.', payloadEnd + 1)) {
    if (token.split('.', 6).length !== 5) throw malformed();
    // RFC 7516 §7.1: five parts are a JWE, and Cognito encrypts refresh tokens only.
    throw new AuthError('malformed_token', { message: 'The token is encrypted. Is it a refresh token?' });
  }
  if (headerEnd > maxHeaderLength) throw malformed();
  const kid = readKid(decodeObject(token.slice(0, headerEnd)));
  const claims = decodeObject(token.slice(headerEnd + 1, payloadEnd));
  const signature = decodeBase64url(token.slice(payloadEnd + 1));
  if (signature === undefined) throw malformed();
  return { kid, claims, signingInput: token.slice(0, payloadEnd), signature };
};
