import { decodeBase64url, signatureCheck } from '#runtime';
import { KeyFailureError } from '../errors/key-failure.ts';
import type { SignatureCheck } from '../lib/signature-check.ts';
import { isObject, isText, type UnknownRecord } from '../lib/value-types.ts';

/** A JWK set as a pool publishes it (RFC 7517 §5). */
export interface JsonWebKeySet {
  readonly keys: readonly object[];
}

/** One published key. Its first check imports the key, and throws or rejects where the import fails. */
export interface VerificationKey {
  readonly kid: string;
  readonly n: string;
  readonly e: string;
  readonly verify: SignatureCheck;
}

/** Keys by kid. */
export type VerificationKeys = ReadonlyMap<string, VerificationKey>;

/** The usable keys of a JWK set. */
export interface ParsedKeySet {
  /** May be empty. */
  readonly keys: VerificationKeys;
  /** Published keys that are not usable. */
  readonly skipped: number;
  /** The set contains a private or symmetric key, which is reported to the operator. */
  readonly holdsPrivateKey: boolean;
}

const maxKeys = 64;
/** RFC 7518 §3.3. */
const minModulusBits = 2048;
/** Larger keys make every verification slow. Cognito's have 2,048 bits. */
const maxModulusBits = 8192;
const maxExponentBytes = 4;

/** RFC 7518 §6.3.2 and §6.4.1. */
const privateMembers = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'] as const;

const isSoundModulus = (n: string): boolean => {
  const bytes = decodeBase64url(n);
  const first = bytes?.[0];
  // RFC 7518 §2, Base64urlUInt: the minimum of octets, so that leading zeros cannot inflate the size.
  if (bytes === undefined || first === undefined || first === 0) return false;
  const bits = bytes.length * 8 - (Math.clz32(first) - 24);
  return bits >= minModulusBits && bits <= maxModulusBits;
};

/** Odd and at least 3: with exponent 1, every padded message is its own signature. */
const isSoundExponent = (e: string): boolean => {
  const bytes = decodeBase64url(e);
  if (bytes === undefined || bytes.length > maxExponentBytes) return false;
  const value = bytes.reduce((sum, byte) => sum * 256 + byte, 0);
  return value >= 3 && value % 2 === 1;
};

/** Own members only: a polluted Object.prototype must not add members to a published key. */
const membersOf = (jwk: object): Readonly<Record<string, unknown>> => Object.assign(Object.create(null), jwk);

/** The members of a JWK that verify an RS256 signature, or undefined for any other key. */
const readKey = (jwk: unknown): Omit<VerificationKey, 'verify'> | undefined => {
  if (!isObject(jwk)) return undefined;
  const { kty, kid, use, alg, key_ops: operations, n, e } = membersOf(jwk);
  if (kty !== 'RSA' || !isText(kid) || kid === '') return undefined;
  // RFC 7517 §4.2 to §4.4: each of these is optional, and each can exclude the key.
  if (use !== undefined && use !== 'sig') return undefined;
  if (alg !== undefined && alg !== 'RS256') return undefined;
  if (operations !== undefined && !(Array.isArray(operations) && operations.includes('verify'))) return undefined;
  if (!isText(n) || !isText(e) || !isSoundModulus(n) || !isSoundExponent(e)) return undefined;
  return { kid, n, e };
};

const hasPrivateMember = (jwk: unknown): jwk is UnknownRecord =>
  isObject(jwk) && privateMembers.some((member) => Object.hasOwn(jwk, member));

const isSameKey = (a: { n: string; e: string }, b: { n: string; e: string }): boolean => a.n === b.n && a.e === b.e;

/**
 * Selects the usable keys of a JWK set. An unusable key is skipped.
 *
 * @param document - Parsed JSON.
 * @param known - The keys in use. A key that is published unchanged stays the same object, so that cached verdicts
 * bound to it stay valid.
 * @returns The usable keys.
 * @throws {@link KeyFailureError} `not_a_key_set`.
 */
export const parseKeySet = (document: unknown, known: VerificationKeys = new Map()): ParsedKeySet => {
  const published: unknown = isObject(document) ? document['keys'] : undefined;
  if (!Array.isArray(published) || published.length > maxKeys) throw new KeyFailureError('not_a_key_set');

  const keys = new Map<string, VerificationKey>();
  const ambiguous = new Set<string>();
  // Every reader of the set can sign for a key that shares the modulus or the kid of a private key.
  const leaked = published.filter(hasPrivateMember);
  for (const jwk of published) {
    const key = readKey(jwk);
    if (key === undefined || leaked.some(({ n, kid }) => n === key.n || kid === key.kid)) continue;
    const twin = keys.get(key.kid);
    if (twin !== undefined && !isSameKey(twin, key)) ambiguous.add(key.kid);
    const old = known.get(key.kid);
    keys.set(key.kid, old && isSameKey(old, key) ? old : { ...key, verify: signatureCheck(key) });
  }
  // Two different keys with one kid: neither is usable.
  for (const kid of ambiguous) keys.delete(kid);
  return { keys, skipped: published.length - keys.size, holdsPrivateKey: leaked.length > 0 };
};
