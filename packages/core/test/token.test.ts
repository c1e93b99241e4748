import { createVerifier } from '@cognito-guard/core';
import { createTestPool, decodeToken, respell } from '@cognito-guard/testing';
import { describe, expect, test } from 'vitest';
import { accepted, malformed, medianMicroseconds, outcomeOf } from './support/token-outcome.ts';

const pool = await createTestPool();
const header = { alg: 'RS256', kid: pool.keys.access.kid };
const goodToken = pool.accessToken();
const goodClaims = decodeToken(goodToken).payload;

const segmentsOf = (token: string): readonly string[] => decodeToken(token).segments;

/** A signed, otherwise good token of exactly this length: spaces in the header even out what base64 cannot hit. */
const tokenOfLength = (length: number): string => {
  for (let spaces = 0; spaces < 8; spaces++) {
    const headerText = JSON.stringify(header) + ' '.repeat(spaces);
    const room = length - Buffer.from(headerText).toString('base64url').length - 342 - 2;
    const bare = JSON.stringify({ ...goodClaims, pad: '' }).length;
    const pad = 'x'.repeat(Math.floor((room * 3) / 4) - bare);
    const token = pool.sign({ header: headerText, payload: { ...goodClaims, pad } });
    if (token.length === length) return token;
  }
  throw new Error(`no token of ${length} characters`);
};

/** A token whose segments all end in a character with four unused bits. */
const respellable = (): string => {
  for (const headerPad of ['', 'x', 'xx']) {
    for (const pad of ['', 'x', 'xx']) {
      const token = pool.accessToken({ header: { pad: headerPad }, claims: { pad } });
      if (segmentsOf(token).every((segment) => segment.length % 4 === 2)) return token;
    }
  }
  throw new Error('no such token');
};

describe('the length of a token', () => {
  test('of 8,192 characters is accepted by default, of one more refused before anything is read', async () => {
    expect(await outcomeOf(pool, tokenOfLength(8_192))).toEqual(accepted);
    expect(await outcomeOf(pool, tokenOfLength(8_193))).toEqual(malformed);
  });

  test('may be raised to 16,384 characters and no further', async () => {
    const maxTokenLength = 16_384;
    expect(await outcomeOf(pool, tokenOfLength(16_384), { maxTokenLength })).toEqual(accepted);
    expect(await outcomeOf(pool, tokenOfLength(16_385), { maxTokenLength })).toEqual(malformed);
    expect(() => createVerifier({ ...pool.options, tokenUse: 'access', maxTokenLength: 16_385 })).toThrow(TypeError);
  });

  test.each([
    ['letters', 'a'],
    ['dots', '.'],
    ['empty objects', Buffer.from('{}{}{}').toString('base64url')],
    ['a good token, repeated', goodToken],
  ])('of 10 MB is told without looking at it: %s', async (_, unit) => {
    // One flat string, as a request body would be; repeat() alone makes a rope that nothing has to read.
    const huge = Buffer.alloc(10_000_000, unit).toString('latin1');
    expect(await outcomeOf(pool, huge)).toEqual(malformed);
    const { verify } = createVerifier({ ...pool.options, tokenUse: 'access' });
    await medianMicroseconds(verify, huge, 50);
    expect(await medianMicroseconds(verify, huge, 200)).toBeLessThan(100);
  });
});

describe('8 KB of hostile JSON are refused in microseconds', () => {
  const room = Math.floor(((8_192 - 200 - 342) * 3) / 4);
  const repeat = (open: string, unit: string, close: string): string =>
    open + unit.repeat(Math.floor((room - open.length - close.length) / unit.length)) + close;
  const nested = (open: string, close: string, depth: number): string => `${open.repeat(depth)}0${close.repeat(depth)}`;
  const members = (count: number, value: string): string =>
    `{${Array.from({ length: count }, (_, index) => `"k${index}":${value}`).join()}}`;
  const unlike = 'malformed_token';
  // Within the bound on members they are read as JSON, and fall at the next check.
  const foreign = 'wrong_issuer';

  test.each([
    ['nested objects', nested('{"a":', '}', room / 7), unlike],
    ['nested objects, never closed', '{"a":'.repeat(room / 5), unlike],
    ['nested arrays', `{"a":${nested('[', ']', room / 2 - 6)}}`, unlike],
    ['nested arrays, just below the bound', `{"a":${nested('[', ']', 500)}}`, foreign],
    ['nested objects, just below the bound', nested('{"a":', '}', 250), foreign],
    ['repeated empty objects', repeat('{"a":[', '{},', '{}]}'), unlike],
    ['repeated empty objects, just below the bound', `{"a":[${'{},'.repeat(500)}{}]}`, foreign],
    ['one member repeated', repeat('{', '"a":{},', '"a":0}'), unlike],
    ['many members', members(500, '0'), foreign],
    ['many members with objects', members(250, '{}'), foreign],
    ['many members, above the bound', members(520, '0'), unlike],
    ['many numbers', repeat('{"a":[', '1e9,', '0]}'), foreign],
    ['one long number', repeat('{"a":', '9', '}'), foreign],
    ['many strings', repeat('{"a":[', '"",', '0]}'), foreign],
    ['escapes', repeat('{"a":"', '\\u0041', '"}'), foreign],
    ['white space', repeat('{', ' ', '}'), foreign],
    ['backslashes', repeat('{"a":"', '\\\\', '"}'), foreign],
  ])('%s', async (_, payload, code) => {
    const [headerSegment] = segmentsOf(goodToken);
    const token = `${headerSegment}.${Buffer.from(payload).toString('base64url')}.${'A'.repeat(342)}`;
    expect(token.length).toBeLessThanOrEqual(8_192);
    expect(await outcomeOf(pool, token)).toEqual({ ...malformed, code });
    const { verify } = createVerifier({ ...pool.options, tokenUse: 'access' });
    await medianMicroseconds(verify, token, 100);
    // 100 µs on a quiet machine; five times as much on a busy one.
    expect(await medianMicroseconds(verify, token, 300)).toBeLessThan(500);
  });

  test.each([
    ['no dot', 'a'.repeat(8_192)],
    ['dots alone', '.'.repeat(8_192)],
    ['padding alone', '='.repeat(8_192)],
    ['a long header', `${Buffer.from(nested('{"a":', '}', 990)).toString('base64url')}.e30.AA`],
  ])('%s', async (_, token) => {
    expect(await outcomeOf(pool, token)).toEqual(malformed);
    const { verify } = createVerifier({ ...pool.options, tokenUse: 'access' });
    await medianMicroseconds(verify, token, 100);
    expect(await medianMicroseconds(verify, token, 300)).toBeLessThan(500);
  });
});

describe('a token is three segments of base64url, in one spelling', () => {
  test.each([
    '=',
    '==',
    '+',
    '/',
    ' ',
    '\t',
    '\n',
    '\r\n',
    '\0',
    '\x7f',
    '\u00a0',
    '\ufeff',
    'é',
    // Its low byte is an "A": a decoder that cuts characters to bytes would take it for one.
    '\u0141',
    '\ud800',
    '😀',
    '%41',
    '~',
    ',',
    '"',
  ])('the character %j is refused wherever it stands', async (character) => {
    for (const [index, segment] of segmentsOf(goodToken).entries()) {
      const middle = segment.length >> 1;
      for (const [keep, resume] of [
        [0, 0],
        [0, 1],
        [middle, middle],
        [middle, middle + 1],
        [segment.length - 1, segment.length],
        [segment.length, segment.length],
      ]) {
        const changed = segment.slice(0, keep) + character + segment.slice(resume);
        const token = segmentsOf(goodToken).with(index, changed).join('.');
        expect(await outcomeOf(pool, token), `segment ${index}, position ${keep}`).toEqual(malformed);
      }
    }
  });

  const [h, p, s] = segmentsOf(goodToken);
  test.each([
    ['nothing', ''],
    ['one segment', `${h}`],
    ['two segments', `${h}.${p}`],
    ['four segments', `${h}.${p}.${s}.${s}`],
    ['four segments, the last one empty', `${h}.${p}.${s}.`],
    ['four segments, the first one empty', `.${h}.${p}.${s}`],
    ['six segments', `${h}.${p}.${s}.${h}.${p}.${s}`],
    ['two dots alone', '..'],
    ['an empty header', `.${p}.${s}`],
    ['an empty payload', `${h}..${s}`],
    ['an empty signature', `${h}.${p}.`],
    ['the scheme left in', `Bearer ${goodToken}`],
    ['quotes around it', `"${goodToken}"`],
    ['two tokens, joined by a comma', `${goodToken},${goodToken}`],
    ['a JSON serialization (RFC 7515 §7.2.2)', JSON.stringify({ protected: h, payload: p, signature: s })],
  ])('%s is malformed', async (_, token) => {
    expect(await outcomeOf(pool, token)).toEqual(malformed);
  });

  test('five segments are malformed, and the message says that an encrypted token may be a refresh token', async () => {
    const jwe = `${h}.${p}.${s}.${p}.${s}`;
    expect(await outcomeOf(pool, jwe)).toEqual(malformed);
    const { verify } = createVerifier({ ...pool.options, tokenUse: 'access' });
    await expect(verify(jwe)).rejects.toThrow(/encrypted.*refresh token/);
    await expect(verify(`${jwe}.${s}`)).rejects.not.toThrow(/encrypted/);
  });

  test('every other spelling of a good token is refused, before and after the good one was', async () => {
    const token = respellable();
    const spellings = respell(token);
    // Three segments with 15 other endings and one padded form each, and the standard alphabet where it differs.
    expect(spellings.length).toBeGreaterThanOrEqual(48);
    const { verify } = createVerifier({ ...pool.options, tokenUse: 'access' });
    await verify(token);
    for (const spelling of spellings) {
      expect(await outcomeOf(pool, spelling)).toEqual(malformed);
      await expect(verify(spelling)).rejects.toMatchObject({ code: 'malformed_token' });
    }
    expect(await outcomeOf(pool, token)).toEqual(accepted);
  });
});

describe('a token is a string', () => {
  const untouchable = (): never => {
    throw new Error('the value was called');
  };
  test.each([
    ['undefined', undefined],
    ['null', null],
    ['a number', 42],
    ['a boolean', true],
    ['a symbol', Symbol('token')],
    ['a function', () => goodToken],
    ['an array of one token', [goodToken]],
    ['a Buffer', Buffer.from(goodToken)],
    ['a String object', Object(goodToken)],
    ['an object with toString', { toString: untouchable, valueOf: untouchable, toJSON: untouchable }],
    ['a promise of a token', Promise.resolve(goodToken)],
    ['a thenable', Object.fromEntries([['then', untouchable]])],
    ['an object that claims a length', { length: 3, split: untouchable, indexOf: untouchable }],
  ])('%s is malformed', async (_, value: unknown) => {
    expect(await outcomeOf(pool, value)).toEqual(malformed);
  });
});
