import { createHmac, verify } from 'node:crypto';
import {
  breakSignature,
  createTestPool,
  decodeToken,
  hmacWithPublicKey,
  respell,
  type TestKey,
  type TestPool,
  tamperHeader,
  tamperPayload,
  unsignedToken,
} from '@cognito-guard/testing';
import { beforeAll, describe, expect, test } from 'vitest';

function verifies(token: string, key: TestKey): boolean {
  const { segments } = decodeToken(token);
  const data = Buffer.from(`${segments[0]}.${segments[1]}`);
  return verify('RSA-SHA256', data, key.publicKey, Buffer.from(segments[2], 'base64url'));
}

describe('forgery', () => {
  let pool: TestPool;
  let token: string;
  beforeAll(async () => {
    pool = await createTestPool();
    token = pool.accessToken();
  });

  test('unsignedToken keeps the claims and carries no signature', () => {
    const forged = decodeToken(unsignedToken(token, 'nOnE'));
    expect(forged.header).toEqual({ kid: pool.keys.access.kid, alg: 'nOnE' });
    expect(forged.payload).toEqual(decodeToken(token).payload);
    expect(forged.segments[2]).toBe('');
    expect(decodeToken(unsignedToken(token)).header['alg']).toBe('none');
  });

  test('hmacWithPublicKey passes a verifier that uses the public key as HMAC secret', () => {
    const { header, segments } = decodeToken(hmacWithPublicKey(token, pool.keys.access));
    expect(header['alg']).toBe('HS256');
    const pem = pool.keys.access.publicKey.export({ type: 'spki', format: 'pem' });
    const expected = createHmac('sha256', pem).update(`${segments[0]}.${segments[1]}`).digest('base64url');
    expect(segments[2]).toBe(expected);
  });

  test('tampering keeps the signature, which then fails', () => {
    const payload = tamperPayload(token, { sub: 'admin', jti: undefined });
    expect(decodeToken(payload).payload).toMatchObject({ sub: 'admin', username: 'test-user' });
    expect(decodeToken(payload).payload).not.toHaveProperty('jti');
    const header = tamperHeader(token, { typ: 'JWT', kid: undefined });
    expect(decodeToken(header).header).toEqual({ alg: 'RS256', typ: 'JWT' });
    for (const forged of [payload, header]) {
      expect(decodeToken(forged).segments[2]).toBe(decodeToken(token).segments[2]);
      expect(verifies(forged, pool.keys.access)).toBe(false);
    }
  });

  test('breakSignature fails by one bit, in canonical spelling', () => {
    const broken = breakSignature(token);
    const { segments } = decodeToken(broken);
    expect(broken).toHaveLength(token.length);
    expect(Buffer.from(segments[2], 'base64url').toString('base64url')).toBe(segments[2]);
    expect(verifies(token, pool.keys.access)).toBe(true);
    expect(verifies(broken, pool.keys.access)).toBe(false);
  });

  test('every respelling differs from the token, and a lenient decoder decodes it to the same bytes', () => {
    const spellings = respell(token);
    expect(new Set(spellings).size).toBe(spellings.length);
    expect(spellings).not.toContain(token);
    const bytes = (text: string): Buffer[] => text.split('.').map((part) => Buffer.from(part, 'base64url'));
    for (const spelling of spellings) expect(bytes(spelling)).toEqual(bytes(token));
  });

  test.each([
    ['{}', 3 + 1], // two bytes leave two unused bits
    ['{} ', 0], // three bytes fill four characters
    ['{}  ', 15 + 1], // four bytes leave four unused bits
  ])('the payload %j has all its spellings: trailing bits, padding', (payload, count) => {
    const canonical = Buffer.from(payload).toString('base64url');
    const payloads = respell(pool.sign({ header: '{} ', payload })).map((spelling) => spelling.split('.')[1]);
    expect(payloads.filter((spelling) => spelling !== canonical)).toHaveLength(count);
  });

  test('the signature alone has 15 respellings by trailing bits', () => {
    const signature = decodeToken(token).segments[2];
    const same = respell(token).filter((spelling) => {
      const respelled = decodeToken(spelling).segments[2];
      return respelled.length === signature.length && respelled.slice(0, -1) === signature.slice(0, -1);
    });
    expect(same.filter((spelling) => !spelling.endsWith(signature))).toHaveLength(15);
  });
});
