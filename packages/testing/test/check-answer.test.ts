import {
  type ConformanceAnswer,
  type ConformanceReply,
  checkAnswer,
  parseChallenge,
} from '@cognito-guard/testing/conformance';
import { describe, expect, test } from 'vitest';

const caseOf = (answer: ConformanceAnswer): Parameters<typeof checkAnswer>[0] => ({
  name: 'a case',
  request: () => ({ method: 'GET', path: '/me', headers: [] }),
  answer,
});
const reply = (status: number, headers: ConformanceReply['headers'] = {}, body = ''): ConformanceReply => ({
  status,
  headers,
  body,
});
const challenge = (value: string): ConformanceReply => reply(401, { 'www-authenticate': value });

describe('checkAnswer', () => {
  test.each<[string, ConformanceAnswer, ConformanceReply]>([
    [
      'a refusal, with header names in any letter case',
      { status: 403, code: 'insufficient_scope', challenge: { error: 'insufficient_scope', scope: 'orders/read' } },
      reply(403, {
        'X-Auth-Code': 'insufficient_scope',
        'WWW-Authenticate': 'Bearer error="insufficient_scope", error_description="Not enough.", scope="orders/read"',
      }),
    ],
    ['a plain challenge with a realm', { status: 401, challenge: {} }, challenge('Bearer realm="api"')],
    ['an outage', { status: 503, challenge: null, retryAfter: true }, reply(503, { 'retry-after': '5' })],
    ['a user', { status: 200, code: null, challenge: null, subject: 'u' }, reply(200, {}, '{"subject":"u"}')],
    ['an anonymous caller', { status: 200, subject: null }, reply(200, {}, '{"subject":null}')],
    ['what is left out is not compared', { status: 401 }, reply(401, { 'x-auth-code': 'any', 'retry-after': 'x' })],
  ])('finds nothing wrong with %s', (_name, answer, given) => {
    expect(checkAnswer(caseOf(answer), given)).toEqual([]);
  });

  test.each<[string, ConformanceAnswer, ConformanceReply, string]>([
    ['another status', { status: 401 }, reply(500), 'status is 500, expected 401'],
    ['no code', { status: 401, code: 'a' }, reply(401), 'x-auth-code is absent, expected a'],
    ['another code', { status: 401, code: 'a' }, reply(401, { 'x-auth-code': 'b' }), 'x-auth-code is b, expected a'],
    [
      'a code too many',
      { status: 200, code: null },
      reply(200, { 'x-auth-code': 'b' }),
      'x-auth-code is b, expected absent',
    ],
    ['no challenge', { status: 401, challenge: {} }, reply(401), 'www-authenticate is absent'],
    [
      'a challenge too many',
      { status: 401, challenge: null },
      challenge('Bearer'),
      'www-authenticate is present, expected absent',
    ],
    [
      'another scheme',
      { status: 401, challenge: {} },
      challenge('Basic'),
      'www-authenticate is not one Bearer challenge',
    ],
    [
      'two challenges',
      { status: 401, challenge: {} },
      reply(401, { 'www-authenticate': ['Bearer', 'Bearer'] }),
      'www-authenticate is not one Bearer challenge',
    ],
    [
      'an error too many',
      { status: 401, challenge: {} },
      challenge('Bearer error="x"'),
      'challenge error is x, expected absent',
    ],
    [
      'no error',
      { status: 401, challenge: { error: 'x' } },
      challenge('Bearer realm="api"'),
      'challenge error is absent, expected x',
    ],
    [
      'another error',
      { status: 401, challenge: { error: 'x' } },
      challenge('Bearer error="y"'),
      'challenge error is y, expected x',
    ],
    [
      'a scope too many',
      { status: 401, challenge: { error: 'x' } },
      challenge('Bearer error="x", scope="s"'),
      'challenge scope is s, expected absent',
    ],
    [
      'another scope',
      { status: 401, challenge: { scope: 's t' } },
      challenge('Bearer scope="s"'),
      'challenge scope is s, expected s t',
    ],
    [
      'a description of no error',
      { status: 401, challenge: {} },
      challenge('Bearer error_description="why"'),
      'challenge error_description is why, expected absent',
    ],
    [
      'a challenge without a parameter',
      { status: 401, challenge: {} },
      challenge('Bearer'),
      'www-authenticate has no parameter',
    ],
    [
      'another Cache-Control',
      { status: 200, cacheControl: 'private' },
      reply(200, { 'cache-control': 'public' }),
      'cache-control is public, expected private',
    ],
    [
      'a Cache-Control too many',
      { status: 200, cacheControl: null },
      reply(200, { 'cache-control': 'private' }),
      'cache-control is private, expected absent',
    ],
    ['no Retry-After', { status: 503, retryAfter: true }, reply(503), 'retry-after is absent, expected whole seconds'],
    [
      'a Retry-After of no seconds',
      { status: 503, retryAfter: true },
      reply(503, { 'retry-after': '1.5' }),
      'retry-after is 1.5, expected whole seconds',
    ],
    [
      'another subject',
      { status: 200, subject: 'u' },
      reply(200, {}, '{"subject":"v"}'),
      'subject is "v", expected "u"',
    ],
    [
      'a user in place of an anonymous caller',
      { status: 200, subject: null },
      reply(200, {}, '{"subject":"null"}'),
      'subject is "null", expected null',
    ],
    ['no subject', { status: 200, subject: null }, reply(200, {}, '{}'), 'subject is absent, expected null'],
    [
      'a body that is no JSON',
      { status: 200, subject: 'u' },
      reply(200, {}, 'ok'),
      'subject is absent (the body is not JSON), expected "u"',
    ],
    [
      'error.docs in the body',
      { status: 401 },
      reply(401, {}, '{"docs":"https://cognito-guard.github.io/cognito-guard/errors/token_expired"}'),
      'the answer contains error.docs, which is for operators',
    ],
    [
      'error.docs in a header',
      { status: 401 },
      reply(401, { link: '<https://cognito-guard.github.io/cognito-guard/errors/token_expired>; rel=help' }),
      'the answer contains error.docs, which is for operators',
    ],
    ['an injected header', { status: 401 }, reply(401, { 'X-Injected': 'yes' }), 'a header was injected'],
    [
      'an echo in a header',
      { status: 401 },
      reply(401, { 'x-debug': 'token must-not-be-echoed' }),
      'the answer echoes the marker of the request',
    ],
    [
      'an echo in the body',
      { status: 401 },
      reply(401, {}, '<pre>must-not-be-echoed</pre>'),
      'the answer echoes the marker of the request',
    ],
  ])('finds %s', (_name, answer, given, mismatch) => {
    expect(checkAnswer(caseOf(answer), given)).toEqual([mismatch]);
  });

  test('reports every mismatch, not only the first', () => {
    const answer: ConformanceAnswer = { status: 503, code: 'keys_unavailable', challenge: null, retryAfter: true };
    expect(checkAnswer(caseOf(answer), reply(401, { 'www-authenticate': 'Bearer' }))).toHaveLength(4);
  });
});

describe('parseChallenge', () => {
  test.each([
    ['Bearer', { scheme: 'Bearer', params: {} }],
    ['bearer realm=""', { scheme: 'bearer', params: { realm: '' } }],
    [
      'Bearer Error="invalid_token", error_description="It\'s over, (really)."',
      { scheme: 'Bearer', params: { error: 'invalid_token', error_description: "It's over, (really)." } },
    ],
  ])('reads %s', (value, parsed) => {
    expect(parseChallenge(value)).toEqual(parsed);
  });

  test.each([
    '',
    ' Bearer',
    'Bearer ',
    'Bearer error',
    'Bearer error=invalid_token',
    'Bearer error="a"scope="b"',
    'Bearer error="a" scope="b"',
    'Bearer error="a", error="b"',
    'Bearer error="a", ERROR="b"',
    'Bearer error="a',
    'Bearer error="a\\"b"',
    'Bearer error="a",',
    'Bearer error="a", ',
    'Bearer error="é"',
    'Bearer error="a\nb"',
    'Bearer, Basic realm="x"',
    'Bearer error="a", Basic realm="x"',
  ])('does not take %j for one challenge', (value) => {
    expect(parseChallenge(value)).toBeNull();
  });
});
