import { createVerifier } from '@cognito-guard/core';
import { createTestPool, decodeToken } from '@cognito-guard/testing';
import { describe, expect, test } from 'vitest';
import { accepted, malformed, outcomeOf } from '../support/token-outcome.ts';

const pool = await createTestPool();
const goodToken = pool.accessToken();
const claims = decodeToken(goodToken).payload;
const header = decodeToken(goodToken).header;
const claimsText = JSON.stringify(claims);
const headerText = JSON.stringify(header);

/** JSON text with more members before or after its own. */
const withFirst = (text: string, members: string): string => `{${members},${text.slice(1)}`;
const withLast = (text: string, members: string): string => `${text.slice(0, -1)},${members}}`;

/** Bytes of JSON with some bytes spliced into a string value, where only a UTF-8 decoder can fail. */
const withBytes = (text: string, bytes: readonly number[]): Uint8Array =>
  Buffer.concat([Buffer.from(`${text.slice(0, -1)},"pad":"`), Uint8Array.from(bytes), Buffer.from('"}')]);

test('the token that these cases start from is good', async () => {
  expect(await outcomeOf(pool, pool.sign({ header: headerText, payload: claimsText }))).toEqual(accepted);
  expect(await outcomeOf(pool, pool.sign({ header: withBytes(headerText, [0xc3, 0xa9]), payload: claims }))).toEqual(
    accepted,
  );
  expect(
    await outcomeOf(pool, pool.sign({ header, payload: withBytes(claimsText, [0xf0, 0x9f, 0x98, 0x80]) })),
  ).toEqual(accepted);
});

describe('header and payload are UTF-8 without a byte order mark', () => {
  test.each<[string, readonly number[]]>([
    ['a continuation byte alone', [0x80]],
    ['a truncated sequence', [0xe2, 0x82]],
    ['an overlong NUL', [0xc0, 0x80]],
    ['an overlong slash', [0xc0, 0xaf]],
    ['an encoded surrogate (CESU-8)', [0xed, 0xa0, 0x80]],
    ['a code point beyond U+10FFFF', [0xf5, 0x80, 0x80, 0x80]],
    ['Latin-1', [0xe9]],
    ['0xFF', [0xff]],
  ])('%s is malformed, despite a valid signature', async (_, bytes) => {
    expect(await outcomeOf(pool, pool.sign({ header: withBytes(headerText, bytes), payload: claims }))).toEqual(
      malformed,
    );
    expect(await outcomeOf(pool, pool.sign({ header, payload: withBytes(claimsText, bytes) }))).toEqual(malformed);
  });

  test.each<[string, (text: string) => Uint8Array]>([
    ['a byte order mark', (text) => Buffer.from(`\ufeff${text}`)],
    ['UTF-16', (text) => Buffer.from(text, 'utf16le')],
    ['UTF-16 with a byte order mark', (text) => Buffer.from(`\ufeff${text}`, 'utf16le')],
    ['a NUL at the end', (text) => Buffer.from(`${text}\0`)],
  ])('%s is malformed, despite a valid signature', async (_, encode) => {
    expect(await outcomeOf(pool, pool.sign({ header: encode(headerText), payload: claims }))).toEqual(malformed);
    expect(await outcomeOf(pool, pool.sign({ header, payload: encode(claimsText) }))).toEqual(malformed);
  });
});

describe('header and payload are JSON objects', () => {
  test.each([
    ['an array', (text: string) => `[${text}]`],
    ['an empty array', () => '[]'],
    ['a string', (text: string) => JSON.stringify(text)],
    ['a number', () => '42'],
    ['null', () => 'null'],
    ['true', () => 'true'],
    ['white space', () => ' '],
    ['text cut short', (text: string) => text.slice(0, -1)],
    ['two objects', (text: string) => `${text}${text}`],
    ['a trailing comma', (text: string) => `${text.slice(0, -1)},}`],
    ['a comment', (text: string) => `/**/${text}`],
    ['single quotes', (text: string) => text.replaceAll('"', "'")],
    ['NaN in a claim', (text: string) => withLast(text, '"pad":NaN')],
    ['a raw line break in a string', (text: string) => withLast(text, '"pad":"\n"')],
    ['a base64url text of the object', (text: string) => Buffer.from(text).toString('base64url')],
  ])('%s is malformed, despite a valid signature', async (_, write) => {
    expect(await outcomeOf(pool, pool.sign({ header: write(headerText), payload: claims }))).toEqual(malformed);
    expect(await outcomeOf(pool, pool.sign({ header, payload: write(claimsText) }))).toEqual(malformed);
  });

  test('white space between JSON tokens is accepted (RFC 8259 §2)', async () => {
    const spaced = (value: object): string => `\r\n\t ${JSON.stringify(value, null, 2)}\n`;
    expect(await outcomeOf(pool, pool.sign({ header: spaced(header), payload: spaced(claims) }))).toEqual(accepted);
  });
});

describe('of duplicate member names, the last one counts (RFC 7515 §4, RFC 7519 §4)', () => {
  test.each([
    ['token_use', '"id"', { code: 'wrong_token_use', status: 401, fetches: 1 }],
    ['client_id', '"another"', { code: 'wrong_client', status: 401, fetches: 1 }],
    ['iss', '"https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Other"', { ...malformed, code: 'wrong_issuer' }],
    ['exp', '1', { ...malformed, code: 'invalid_claims' }],
  ])('in the payload: %s', async (name, value, refused) => {
    const member = `"${name}":${value}`;
    expect(await outcomeOf(pool, pool.sign({ header, payload: withFirst(claimsText, member) }))).toEqual(accepted);
    expect(await outcomeOf(pool, pool.sign({ header, payload: withLast(claimsText, member) }))).toEqual(refused);
  });

  test.each([
    ['alg', '"none"', malformed],
    ['kid', '"unknown"', { code: 'unknown_key', status: 401, fetches: 1 }],
  ])('in the header: %s', async (name, value, refused) => {
    const member = `"${name}":${value}`;
    expect(await outcomeOf(pool, pool.sign({ header: withFirst(headerText, member), payload: claims }))).toEqual(
      accepted,
    );
    expect(await outcomeOf(pool, pool.sign({ header: withLast(headerText, member), payload: claims }))).toEqual(
      refused,
    );
  });
});

describe('a lone surrogate, which no store can keep, is refused', () => {
  const invalid = { code: 'invalid_claims', status: 401, fetches: 1 };

  test.each(['\ud800', 'user-\udfff', '\udc00\ud800', 'a\ud83d'])('as sub or username: %j', async (name) => {
    expect(await outcomeOf(pool, pool.accessToken({ sub: name }))).toEqual(invalid);
    expect(await outcomeOf(pool, pool.accessToken({ username: name }))).toEqual(invalid);
    expect(await outcomeOf(pool, pool.idToken({ sub: name }), { tokenUse: 'id' })).toEqual(invalid);
    expect(await outcomeOf(pool, pool.idToken({ username: name }), { tokenUse: 'id' })).toEqual(invalid);
  });

  test('a surrogate pair is accepted', async () => {
    expect(await outcomeOf(pool, pool.accessToken({ sub: '\ud83d\ude00', username: '😀' }))).toEqual(accepted);
  });
});

describe('members with names of Object.prototype members are inert', () => {
  const names = ['__proto__', 'constructor', 'prototype', 'toString', 'valueOf', 'toJSON', 'then', 'hasOwnProperty'];
  const values = ['{"polluted":true,"alg":"none","token_use":"id"}', '"text"', '1', 'null', '[]', '{"then":{}}'];

  test.each(names)('%s as a claim, and inside a claim', async (name) => {
    const verifier = createVerifier({ ...pool.options, tokenUse: 'access' });
    for (const value of values) {
      const member = `"${name}":${value}`;
      for (const members of [member, `"custom":{${member}}`, `"custom":[{${member}}]`]) {
        const token = pool.sign({ header, payload: withLast(claimsText, members) });
        const auth = await verifier.verify(token, { check: (seen) => seen.subject === pool.subject });
        expect(auth.claims.token_use).toBe('access');
        expect(Object.getPrototypeOf(auth.claims)).toBeNull();
        expect(Object.hasOwn(auth.claims, '__proto__')).toBe(false);
        expect(auth).not.toHaveProperty('then');
      }
    }
    expect(Object.keys(Object.prototype)).toEqual([]);
    expect({}).not.toHaveProperty('polluted');
  });

  test.each(names)('%s as a header member', async (name) => {
    for (const value of values) {
      const token = pool.sign({ header: withLast(headerText, `"${name}":${value}`), payload: claims });
      expect(await outcomeOf(pool, token)).toEqual(accepted);
    }
  });

  test('claims and header members are not read from inside __proto__', async () => {
    const token = pool.sign({ header, payload: `{"__proto__":${claimsText}}` });
    expect(await outcomeOf(pool, token)).toEqual({ ...malformed, code: 'wrong_issuer' });
    const bare = pool.sign({ header: `{"__proto__":${headerText}}`, payload: claims });
    expect(await outcomeOf(pool, bare)).toEqual(malformed);
  });

  test.each(names)('a kid %s matches no key', async (kid) => {
    const token = pool.accessToken({ header: { kid } });
    expect(await outcomeOf(pool, token)).toEqual({ code: 'unknown_key', status: 401, fetches: 1 });
  });
});
