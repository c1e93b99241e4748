import { decodeBase64url } from '#runtime';
import { AuthError } from '../errors/auth-error.ts';
import { because } from '../errors/causes.ts';
import { refusal } from '../errors/refusal.ts';
import { isRecord, isText } from '../lib/value-types.ts';

/** A JSON object as parsed: own properties only, values of any JSON type. It has no prototype. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** A token that has the shape of a Cognito JWT. Nothing in it is verified yet. */
export interface ParsedToken {
  readonly kid: string;
  readonly claims: JsonObject;
  /** Header and payload as sent: the signing input (RFC 7515 §5.2). */
  readonly signingInput: string;
  readonly signature: Uint8Array;
}

/** Cognito's headers hold a kid and an alg, about 100 characters. */
const maxHeaderLength = 1024;
const maxKidLength = 256;

/** Up to this size, a payload is cheap to parse, whatever its structure. */
const smallPayloadBytes = 1024;
/**
 * Parsing takes longer for members than for characters: a larger payload may have one member for each of this many
 * characters.
 */
const charactersPerMember = 16;

/** RFC 7515 §4.1.9 and RFC 9068 §2.1; media types are case-insensitive. */
const acceptedTypes: ReadonlySet<unknown> = new Set(['jwt', 'at+jwt', 'application/at+jwt']);

/**
 * Parameters that would change how the token is read (RFC 7515 §4.1.11, RFC 7516 §4.1.3, RFC 7519 §5.2, RFC 7797 §3)
 * or that bring their own key (RFC 7515 §4.1.2 to §4.1.6). Cognito sends none.
 */
const refusedParameters = ['crit', 'b64', 'zip', 'cty', 'jwk', 'jku', 'x5u', 'x5c'] as const;

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

const malformed = (rule: string): AuthError => refusal('malformed_token', rule);

/**
 * Counts the objects, arrays and members of JSON text in one pass over the bytes, so that a hostile payload costs no
 * more than its length. It skips strings, and leaves the validation of the text to the parser.
 */
const hasMoreMembers = (bytes: Uint8Array, most: number): boolean => {
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
      if (++members > most) return true;
    }
  }
  return false;
};

type Part = 'header' | 'payload' | 'signature';

/** Text that an application passes by mistake with a token: a scheme, or the JSON quotes around it. */
const wrappingPattern = /^(?:bearer\s|["'`])/i;

const decode = (part: Part, segment: string): Uint8Array => {
  const bytes = decodeBase64url(segment);
  if (bytes !== undefined) return bytes;
  const isWrapped = part === 'header' && wrappingPattern.test(segment);
  throw malformed(
    isWrapped
      ? 'The token begins with a scheme or a quote; pass the token alone.'
      : `The ${part} must be canonical base64url.`,
  );
};

const parseObject = (part: Part, bytes: Uint8Array): JsonObject => {
  let value: unknown;
  try {
    value = JSON.parse(utf8.decode(bytes));
  } catch {
    // The parser's error quotes the token.
  }
  // Without a prototype, a member that other code added to Object.prototype is not a claim.
  if (isRecord(value)) return Object.setPrototypeOf(value, null);
  throw malformed(`The ${part} must be a JSON object in UTF-8.`);
};

/** C0, DEL and C1: no key id needs them, and they could forge a line of a log. */
const controlPattern = /\p{Cc}/u;

const readKid = (header: JsonObject): string => {
  const { alg, kid, typ } = header;
  if (alg !== 'RS256') throw malformed('alg must be RS256.');
  if (typ !== undefined && !(isText(typ) && acceptedTypes.has(typ.toLowerCase())))
    throw malformed('typ must be JWT or at+jwt, where it is present.');
  const refused = refusedParameters.find((name) => Object.hasOwn(header, name));
  if (refused !== undefined) throw malformed(`The header must not have the parameter ${refused}.`);
  if (!isText(kid) || kid === '' || kid.length > maxKidLength || controlPattern.test(kid))
    throw malformed('kid must be 1 to 256 characters without control characters.');
  return kid;
};

const threeParts = 'A JWT has three parts, separated by dots.';

/**
 * Refuses a token that is too long or not a string. A long one would take time, and an object could change between two
 * reads.
 *
 * @throws {@link AuthError} `malformed_token`.
 */
export const assertReadable = (token: unknown, maxLength: number): void => {
  if (token === undefined || token === null) throw malformed('The token must be a string. Is the header missing?');
  if (!isText(token)) throw malformed('The token must be a string.');
  if (token.length > maxLength) throw malformed('The token is longer than maxTokenLength.');
};

/**
 * Reads a JWS in compact form (RFC 7515 §7.1) strictly: exactly one spelling of a token is accepted, so one token has
 * one cache key.
 *
 * @param token - Checked by {@link assertReadable}.
 * @param maxLength - Characters of a token. It bounds the objects, arrays and members of the payload too.
 * @returns The parts, decoded once.
 * @throws {@link AuthError} `malformed_token`.
 */
export const parseToken = (token: string, maxLength: number): ParsedToken => {
  const headerEnd = token.indexOf('.');
  const payloadEnd = token.indexOf('.', headerEnd + 1);
  if (headerEnd < 0 || payloadEnd < 0) throw malformed(threeParts);
  if (token.includes('.', payloadEnd + 1)) {
    const parts = token.split('.', 6);
    // RFC 7516 §7.1: a token of five parts is a JWE. Cognito encrypts refresh tokens only. Their last three parts are
    // not empty; empty parts come from a text that was cut off at its dots.
    if (parts.length !== 5 || parts.includes('', 2)) throw malformed(threeParts);
    throw new AuthError('malformed_token', {
      message: 'The token is encrypted. Is it a refresh token?',
      cause: because('Five parts make an encrypted token (JWE), such as a refresh token.'),
    });
  }
  if (headerEnd > maxHeaderLength) throw malformed('The header is longer than 1,024 characters.');
  const kid = readKid(parseObject('header', decode('header', token.slice(0, headerEnd))));
  const payload = decode('payload', token.slice(headerEnd + 1, payloadEnd));
  if (payload.length > smallPayloadBytes && hasMoreMembers(payload, maxLength / charactersPerMember))
    throw malformed('The payload has more objects, arrays and members than maxTokenLength allows.');
  const claims = parseObject('payload', payload);
  const signature = decode('signature', token.slice(payloadEnd + 1));
  return { kid, claims, signingInput: token.slice(0, payloadEnd), signature };
};
