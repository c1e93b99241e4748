import { createHash, createHmac, getDiffieHellman, hkdfSync } from 'node:crypto';

/**
 * The server's side of SRP-6a as Cognito has it: the arithmetic of RFC 5054 section 2, with SHA-256, the 3,072-bit prime
 * of RFC 3526 section 4 and the generator 2, and with a key that HKDF derives. Clients prove the password by a signature
 * with that key, not by the proof of RFC 2945. Sign-in of remembered devices, which also uses SRP, is left out.
 */

/** Inputs of an exchange, as the messages of the API write numbers: in hexadecimal. */
export interface SrpExchange {
  /** The part of the user pool id behind the underscore. */
  readonly poolName: string;
  /** `USER_ID_FOR_SRP`. */
  readonly userId: string;
  readonly password: string;
  /** `SALT`. */
  readonly salt: string;
  /** `SRP_A`, the client's public value. */
  readonly clientPublic: string;
  /** The server's private value: 256 random bits. */
  readonly serverPrivate: string;
}

/** What the password claim signs. */
export interface PasswordClaim {
  readonly poolName: string;
  readonly userId: string;
  /** `SECRET_BLOCK`, in base64. */
  readonly secretBlock: string;
  /** As the client writes it: `Sat Nov 21 09:05:00 UTC 2026`. */
  readonly timestamp: string;
}

const prime = BigInt(`0x${getDiffieHellman('modp15').getPrime('hex')}`);
const generator = 2n;

/** Bytes of a number in two's complement: a leading zero keeps it positive, as Java's `BigInteger` writes it. */
const bytesOf = (value: bigint): Buffer => {
  const hex = value.toString(16);
  const even = hex.length % 2 === 0 ? hex : `0${hex}`;
  return Buffer.from(/^[89a-f]/.test(even) ? `00${even}` : even, 'hex');
};

const numberOf = (bytes: Buffer): bigint => BigInt(`0x${bytes.toString('hex')}`);
const hash = (...parts: readonly (Buffer | string)[]): Buffer => {
  const digest = createHash('sha256');
  for (const part of parts) digest.update(part);
  return digest.digest();
};

const powerOf = (base: bigint, exponent: bigint): bigint => {
  let [result, square] = [1n, base % prime];
  for (let left = exponent; left > 0n; left >>= 1n) {
    if (left & 1n) result = (result * square) % prime;
    square = (square * square) % prime;
  }
  return result;
};

const multiplier = numberOf(hash(bytesOf(prime), bytesOf(generator)));

/** Whether a text can be `SRP_A`: RFC 5054 section 2.5.4 refuses a value that the prime divides. */
export const isClientPublic = (text: string): boolean =>
  /^[\da-f]{1,1024}$/i.test(text) && BigInt(`0x${text}`) % prime !== 0n;

/**
 * Computes the server's public value and the key that a client derives who knows the password.
 *
 * @returns `SRP_B` in hexadecimal, and 16 bytes.
 */
export const exchangeSrp = (exchange: SrpExchange): { readonly serverPublic: string; readonly key: Buffer } => {
  const { poolName, userId, password, salt, clientPublic, serverPrivate } = exchange;
  const [a, b] = [BigInt(`0x${clientPublic}`), BigInt(`0x${serverPrivate}`)];
  const identity = hash(`${poolName}${userId}:${password}`);
  const verifier = powerOf(generator, numberOf(hash(bytesOf(BigInt(`0x${salt}`)), identity)));
  const serverPublic = (multiplier * verifier + powerOf(generator, b)) % prime;
  const scramble = numberOf(hash(bytesOf(a), bytesOf(serverPublic)));
  const premaster = powerOf(a * powerOf(verifier, scramble), b);
  const key = hkdfSync('sha256', bytesOf(premaster), bytesOf(scramble), 'Caldera Derived Key', 16);
  return { serverPublic: serverPublic.toString(16), key: Buffer.from(key) };
};

/** `PASSWORD_CLAIM_SIGNATURE`, in base64. */
export const signPasswordClaim = (key: Buffer, { poolName, userId, secretBlock, timestamp }: PasswordClaim): string =>
  createHmac('sha256', key)
    .update(poolName + userId)
    .update(Buffer.from(secretBlock, 'base64'))
    .update(timestamp)
    .digest('base64');
