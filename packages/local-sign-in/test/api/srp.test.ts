import { createHash } from 'node:crypto';
import { AuthenticationHelper } from 'amazon-cognito-identity-js';
import { describe, expect, test } from 'vitest';
import { exchangeSrp, isClientPublic, signPasswordClaim } from '../../src/pool/srp.ts';

/** The numbers of the library's own big-integer class. */
interface BigInteger {
  toString(radix: number): string;
}

declare module 'amazon-cognito-identity-js' {
  /** The library exports it and leaves it out of its types. */
  class AuthenticationHelper {
    constructor(poolName: string);
    N: BigInteger & { constructor: new (text: string, radix: number) => BigInteger };
    getLargeAValue(done: (error: unknown, value: BigInteger) => void): void;
    getPasswordAuthenticationKey(
      username: string,
      password: string,
      serverPublic: BigInteger,
      salt: BigInteger,
      done: (error: unknown, key: Uint8Array) => void,
    ): void;
  }
}

/** 32 bytes in hexadecimal, the same in every run. */
const seeded = (text: string): string => createHash('sha256').update(text).digest('hex');

/** An exchange with the client of amazon-cognito-identity-js, whose private value is random. */
const exchange = (userId: string, password: string, salt: string, seed: string): { ours: Buffer; theirs: Buffer } => {
  const client = new AuthenticationHelper('LocalPool');
  const number = (hex: string): BigInteger => new client.N.constructor(hex, 16);
  let clientPublic = '';
  client.getLargeAValue((_, value) => {
    clientPublic = value.toString(16);
  });
  const given = { poolName: 'LocalPool', userId, password, salt, clientPublic, serverPrivate: seeded(seed) };
  const { serverPublic, key } = exchangeSrp(given);
  let theirs: Uint8Array = new Uint8Array();
  client.getPasswordAuthenticationKey(userId, password, number(serverPublic), number(salt), (_, value) => {
    theirs = value;
  });
  return { ours: key, theirs: Buffer.from(theirs) };
};

describe('SRP', () => {
  test.each([
    ['a plain user', 'alice', 'Password1!', seeded('salt').slice(0, 32)],
    ['a salt whose first bit is set', 'alice', 'Password1!', `f${seeded('salt').slice(1, 32)}`],
    ['a salt that starts with zeros', 'alice', 'Password1!', `000${seeded('salt').slice(3, 32)}`],
    ['a salt of an odd number of digits', 'alice', 'Password1!', '7'],
    ['a password with a colon', 'alice', 'Pass:word1!', seeded('salt').slice(0, 32)],
    ['a password beyond ASCII', 'žaneta', 'Pässwörd1!☃', seeded('salt').slice(0, 32)],
  ])("derives the key of Amazon's client for %s", (_, userId, password, salt) => {
    const { ours, theirs } = exchange(userId, password, salt, 'server');
    expect(ours).toHaveLength(16);
    expect(ours).toEqual(theirs);
  });

  test('derives another key for another password', () => {
    const client = { poolName: 'LocalPool', userId: 'alice', salt: '7', clientPublic: 'abc', serverPrivate: 'def' };
    const [one, other] = ['Password1!', 'Password2!'].map((password) => exchangeSrp({ ...client, password }).key);
    expect(one).not.toEqual(other);
  });

  test('refuses a public value that the prime divides, with which any password would be right', () => {
    const prime = new AuthenticationHelper('LocalPool').N.toString(16);
    const twice = (BigInt(`0x${prime}`) * 2n).toString(16);
    expect(['0', '000', prime, twice, '', 'xyz', 'abc'].map(isClientPublic)).toEqual([
      ...[false, false, false, false, false, false, true],
    ]);
  });

  test('signs pool, user, secret block and timestamp', () => {
    const claim = {
      poolName: 'LocalPool',
      userId: 'alice',
      secretBlock: 'c2VjcmV0',
      timestamp: 'Sat Nov 21 09:05:00 UTC 2026',
    };
    const key = Buffer.alloc(16, 1);
    const signatures = [
      signPasswordClaim(key, claim),
      ...Object.keys(claim).map((name) => signPasswordClaim(key, { ...claim, [name]: 'b3RoZXI=' })),
    ];
    expect(new Set(signatures).size).toBe(5);
  });
});
