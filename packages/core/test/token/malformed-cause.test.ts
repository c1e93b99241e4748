import { createVerifier } from '@cognito-guard/core';
import { createTestPool, decodeToken, tamperHeader } from '@cognito-guard/testing';
import { expect, test } from 'vitest';
import { refusalOf } from '../support/outcome.ts';

const pool = await createTestPool();
const verifier = createVerifier({ ...pool.options, tokenUse: 'access' });
const good = pool.accessToken();
const [header = '', payload = '', signature = ''] = decodeToken(good).segments;
const encode = (text: string): string => Buffer.from(text).toString('base64url');
const withHeader = (changes: Record<string, unknown>): string => tamperHeader(good, changes);
const wrapped = 'The token begins with a scheme or a quote; pass the token alone.';
const manyMembers = JSON.stringify({ list: Array(600).fill({}) });

test.each<[name: string, token: unknown, cause: string]>([
  ['undefined', undefined, 'The token must be a string. Is the header missing?'],
  ['null', null, 'The token must be a string. Is the header missing?'],
  ['its scheme in front', `Bearer ${good}`, wrapped],
  ['its scheme in lower case', `bearer ${good}`, wrapped],
  ['double quotes around it', `"${good}"`, wrapped],
  ['single quotes around it', `'${good}'`, wrapped],
  ['a header that begins with the word bearer', `bearer${good}`, 'The header must be canonical base64url.'],
  ['an object', { toString: () => good }, 'The token must be a string.'],
  ['8,193 characters', 'a'.repeat(8_193), 'The token is longer than maxTokenLength.'],
  ['no dot', 'abc', 'A JWT has three parts, separated by dots.'],
  ['two parts', 'abc.def', 'A JWT has three parts, separated by dots.'],
  ['four parts', `${good}.x`, 'A JWT has three parts, separated by dots.'],
  ['two parts and three dots', 'abc.def...', 'A JWT has three parts, separated by dots.'],
  [
    'a JWE whose key is not encrypted',
    'a..c.d.e',
    'Five parts make an encrypted token (JWE), such as a refresh token.',
  ],
  ['a refresh token', 'a.b.c.d.e', 'Five parts make an encrypted token (JWE), such as a refresh token.'],
  ['a long header', `${'a'.repeat(1_025)}.${payload}.${signature}`, 'The header is longer than 1,024 characters.'],
  ['a header with padding', `${header}==.${payload}.${signature}`, 'The header must be canonical base64url.'],
  ['a payload with padding', `${header}.${payload}==.${signature}`, 'The payload must be canonical base64url.'],
  ['a signature with padding', `${good}==`, 'The signature must be canonical base64url.'],
  ['a header that is not JSON', `${encode('{')}.${payload}.${signature}`, 'The header must be a JSON object in UTF-8.'],
  ['a payload that is a list', `${header}.${encode('[]')}.${signature}`, 'The payload must be a JSON object in UTF-8.'],
  [
    'a payload of 600 objects',
    `${header}.${encode(manyMembers)}.${signature}`,
    'The payload has more objects, arrays and members than maxTokenLength allows.',
  ],
  ['HS256', withHeader({ alg: 'HS256' }), 'alg must be RS256.'],
  ['no alg', withHeader({ alg: undefined }), 'alg must be RS256.'],
  ['another typ', withHeader({ typ: 'dpop+jwt' }), 'typ must be JWT or at+jwt, where it is present.'],
  ['crit', withHeader({ crit: ['x'] }), 'The header must not have the parameter crit.'],
  ['jwk', withHeader({ jwk: {} }), 'The header must not have the parameter jwk.'],
  ['no kid', withHeader({ kid: undefined }), 'kid must be 1 to 256 characters without control characters.'],
])('the cause explains why a token is malformed, and the message does not: %s', async (_, token, cause) => {
  const refusal = await refusalOf(verifier.verify(token as string));
  expect(refusal.code).toBe('malformed_token');
  expect(refusal.cause).toEqual(new Error(cause));
  expect(refusal.message + JSON.stringify(refusal.headers)).not.toContain(cause);
});
