import { generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';

/** A key of a published key set (RFC 7517). Only `kty` is certain: extra keys can have any other member. */
export type Jwk = {
  readonly kty: string;
  readonly kid?: string;
  readonly [member: string]: unknown;
};

/** A public key exactly as Cognito publishes it. */
export type TestJwk = {
  readonly alg: 'RS256';
  readonly e: string;
  readonly kid: string;
  readonly kty: 'RSA';
  readonly n: string;
  readonly use: 'sig';
};

/** A key set document (RFC 7517 §5). */
export type Jwks = { keys: Jwk[] };

/** One RSA-2048 signing key of a test pool. */
export interface TestKey {
  /** Base64 of 32 random bytes, the shape of Cognito's key ids. */
  readonly kid: string;
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
  /** The public half, as published. */
  readonly jwk: TestJwk;
}

/**
 * Creates a key, synchronously, in about 100 ms.
 *
 * @param kid - Default: a random one.
 */
export function createTestKey(kid: string = randomKid()): TestKey {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const { n, e } = publicKey.export({ format: 'jwk' });
  if (n === undefined || e === undefined) throw new Error('node:crypto exported an RSA key without n or e');
  const jwk: TestJwk = Object.freeze({ alg: 'RS256', e, kid, kty: 'RSA', n, use: 'sig' });
  return Object.freeze({ kid, publicKey, privateKey, jwk });
}

/** @returns A random key id in the shape of Cognito's. */
export function randomKid(): string {
  return randomBytes(32).toString('base64');
}
