import { createVerifier } from '@cognito-guard/core';
import { createTestPool, decodeToken, respell } from '@cognito-guard/testing';
import { describe, expect, test } from 'vitest';
import { hostilePayloads, hostileTexts, withPayload } from '../support/hostile-tokens.ts';
import { accepted, malformed, outcomeOf } from '../support/token-outcome.ts';

const pool = await createTestPool();
const header = { alg: 'RS256', kid: pool.keys.access.kid };
const goodToken = pool.accessToken();
const goodClaims = decodeToken(goodToken).payload;

const segmentsOf = (token: string): readonly string[] => decodeToken(token).segments;

/** A signed, otherwise good token of exactly this length: spaces in the header reach lengths that base64url cannot. */
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
  test('of 8,192 characters is accepted by default, and of 8,193 refused unread', async () => {
    expect(await outcomeOf(pool, tokenOfLength(8_192))).toEqual(accepted);
    expect(await outcomeOf(pool, tokenOfLength(8_193))).toEqual(malformed);
  });

  test('can be raised to 65,536 characters, not further', async () => {
    const maxTokenLength = 65_536;
    expect(await outcomeOf(pool, tokenOfLength(65_536), { maxTokenLength })).toEqual(accepted);
    expect(await outcomeOf(pool, tokenOfLength(65_537), { maxTokenLength })).toEqual(malformed);
    expect(() => createVerifier({ ...pool.options, tokenUse: 'access', maxTokenLength: 65_537 })).toThrow(TypeError);
  });
});

describe('large genuine tokens', () => {
  const nameOf = (index: number): string => `${index}-`.padEnd(40, 'g');
  /** Like Cognito's ID tokens: each group adds its name, and the role that it maps to. */
  const idTokenWith = (groups: number): string =>
    pool.idToken({
      groups: Array.from({ length: groups }, (_, index) => nameOf(index)),
      claims: {
        'cognito:roles': Array.from(
          { length: groups },
          (_, index) => `arn:aws:iam::123456789012:role/${nameOf(index)}`,
        ),
      },
    });

  test.each([
    [60, 8_192, 16_384],
    [100, 8_192, 32_768],
  ])('an ID token of %d groups of 40 characters is longer than %d, and accepted with %d', async (count, at, limit) => {
    const token = idTokenWith(count);
    expect(token.length).toBeGreaterThan(at);
    expect(await outcomeOf(pool, token, { tokenUse: 'id' })).toEqual(malformed);
    expect(await outcomeOf(pool, token, { tokenUse: 'id', maxTokenLength: limit })).toEqual(accepted);
  });

  test('a complex claim of 300 objects is accepted with maxTokenLength 16,384, and of 168 objects with 9,216', async () => {
    const withObjects = (count: number): string =>
      pool.accessToken({
        claims: { permissions: Array.from({ length: count }, (_, id) => ({ id, allow: true })) },
      });
    expect(await outcomeOf(pool, withObjects(300), { maxTokenLength: 16_384 })).toEqual(accepted);
    expect(await outcomeOf(pool, withObjects(168))).toEqual(malformed);
    expect(await outcomeOf(pool, withObjects(168), { maxTokenLength: 9_216 })).toEqual(accepted);
  });
});

describe('8 KB of hostile JSON', () => {
  test.each(hostilePayloads)('is refused with the code of its first defect: %s', async (_, payload, code) => {
    const token = withPayload(segmentsOf(goodToken)[0] ?? '', payload);
    expect(token.length).toBeLessThanOrEqual(8_192);
    expect(await outcomeOf(pool, token)).toEqual({ ...malformed, code });
  });

  test.each(hostileTexts)('is malformed: %s', async (_, token) => {
    expect(await outcomeOf(pool, token)).toEqual(malformed);
  });
});

describe('the structure of a good token', () => {
  test('allows a header of 1,024 characters, not of 1,025', async () => {
    const padded = (length: number): string => {
      const pad = 'x'.repeat(length - JSON.stringify({ ...header, pad: '' }).length);
      return pool.sign({ header: { ...header, pad }, payload: goodClaims });
    };
    expect(segmentsOf(padded(768))[0]).toHaveLength(1_024);
    expect(await outcomeOf(pool, padded(768))).toEqual(accepted);
    expect(await outcomeOf(pool, padded(769))).toEqual(malformed);
  });

  test.each([
    [8_192, 512],
    [16_384, 1_024],
  ])(
    'up to %d characters allow %d objects, arrays and members in a payload over 1 KB',
    async (maxTokenLength, most) => {
      const withMembers = (count: number): string => {
        // The payload itself, its members, and the list.
        const others = 1 + Object.keys(goodClaims).length + 2 + 1;
        return pool.sign({ header, payload: { ...goodClaims, list: Array(count - others).fill([]), pad: 'x' } });
      };
      expect(await outcomeOf(pool, withMembers(most), { maxTokenLength })).toEqual(accepted);
      expect(await outcomeOf(pool, withMembers(most + 1), { maxTokenLength })).toEqual(malformed);
    },
  );

  test.each([
    ['brackets and colons', '{[:'.repeat(300)],
    ['brackets and colons behind escaped quotes', `"${'{[:'.repeat(300)}"${'[:'.repeat(300)}`],
    ['brackets and colons behind a backslash at the end', '\\', '{[:'.repeat(300)],
  ])('allows long text with %s', async (_, ...texts) => {
    expect(await outcomeOf(pool, pool.sign({ header, payload: { ...goodClaims, texts } }))).toEqual(accepted);
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
    // Its low byte is an "A": a decoder that truncates characters to bytes would accept it.
    '\u0141',
    '\ud800',
    '😀',
    '%41',
    '~',
    ',',
    '"',
  ])('the character %j is refused in every position', async (character) => {
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

  test('five segments are malformed, and the cause suggests a refresh token', async () => {
    const jwe = `${h}.${p}.${s}.${p}.${s}`;
    expect(await outcomeOf(pool, jwe)).toEqual(malformed);
    const { verify } = createVerifier({ ...pool.options, tokenUse: 'access' });
    await expect(verify(jwe)).rejects.toThrow(/encrypted.*refresh token/);
    await expect(verify(`${jwe}.${s}`)).rejects.not.toThrow(/encrypted/);
  });

  test('every other spelling of a good token is refused, before and after the good one', async () => {
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
