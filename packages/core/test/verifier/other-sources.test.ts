import { AuthError } from '@cognito-guard/core';
import { bearer, cookie, type HttpRequest, query, queryOfUrl, readToken } from '@cognito-guard/core/http';
import { describe, expect, test } from 'vitest';
import { requestOf, tokenIn, type Values } from '../support/token-reading.ts';

describe("a cookie in each host's format", () => {
  /** Cookies of one request: one text, header lines, or the list of an HTTP API event. */
  const hosts: readonly (readonly [name: string, form: (pairs: readonly string[]) => Values])[] = [
    ['one line', (pairs) => pairs.join('; ')],
    ['one line without spaces', (pairs) => pairs.join(';')],
    ['a line each', (pairs) => pairs],
    ['a list of one line', (pairs) => [pairs.join('; ')]],
  ];
  const cases: readonly (readonly [name: string, pairs: readonly string[], answer: string])[] = [
    ['alone', ['session=a.b.c'], 'a.b.c'],
    ['first', ['session=a.b.c', 'theme=dark'], 'a.b.c'],
    ['last', ['theme=dark', 'session=a.b.c'], 'a.b.c'],
    ['in quotes', ['session="a.b.c"'], 'a.b.c'],
    ['with an equals sign in it', ['session=a.b.c='], 'a.b.c='],
    ['with spaces around', ['theme=dark', '  session=a.b.c  '], 'a.b.c'],
    ['twice', ['session=a', 'session=b'], '400 multiple_tokens'],
    ['twice the same', ['session=a', 'theme=dark', 'session=a'], '400 multiple_tokens'],
    ['twice, once in quotes', ['session=a', 'session="a"'], '400 multiple_tokens'],
    ['empty', ['session='], 'none'],
    ['empty in quotes', ['session=""'], 'none'],
    ['empty beside one that is not', ['session=', 'session=a'], 'a'],
    ['of a longer name', ['xsession=a', 'session2=b', '__Host-session=c'], 'none'],
    ['of another case', ['Session=a', 'SESSION=b'], 'none'],
    ['without a value', ['session'], 'none'],
    ['inside another one', ['theme=session=a'], 'none'],
    ['nowhere', ['theme=dark'], 'none'],
  ];
  test.each(
    hosts.flatMap(([host, form]) => cases.map(([name, pairs, answer]) => [host, name, form(pairs), answer] as const)),
  )('%s, %s: %j is %s', (_host, _name, values, answer) => {
    expect(tokenIn(requestOf({ cookie: values }), cookie('session'))).toBe(answer);
  });

  test.each<[string, Values]>([
    ['no header', undefined],
    ['an empty header', ''],
    ['no lines', []],
    ['separators only', ';;; ;'],
  ])('a cookie header of type %s contains no token', (_, values) => {
    expect(tokenIn(requestOf({ cookie: values }), cookie('session'))).toBe('none');
  });

  test('the cookie name is text, not a pattern', () => {
    expect(tokenIn(requestOf({ cookie: 'sXid=a' }), cookie('s.id'))).toBe('none');
    expect(tokenIn(requestOf({ cookie: 's.id=a' }), cookie('s.id'))).toBe('a');
    expect(tokenIn(requestOf({ cookie: '__proto__=a' }), cookie('__proto__'))).toBe('a');
  });

  test.each([undefined, null, '', 'a b', 'a=b', 'a;b', 'a,b', 'a"b', 'é', 5, ['session'], /session/])(
    'cookie(%o) throws at construction',
    (name) => {
      expect(() => cookie(name as string)).toThrow(TypeError);
      expect(() => cookie(name as string)).toThrow(/^cookie\(name\)/);
    },
  );
});

describe('a query parameter', () => {
  test.each<[string, Values, string]>([
    ['once', 'a.b.c', 'a.b.c'],
    ['once, in a list', ['a.b.c'], 'a.b.c'],
    ['twice', ['a', 'b'], '400 multiple_tokens'],
    ['twice the same', ['a', 'a'], '400 multiple_tokens'],
    ['empty', '', 'none'],
    ['empty beside one that is not', ['', 'a'], 'a'],
    ['missing', undefined, 'none'],
    ['missing, as an empty list', [], 'none'],
  ])('%s: %j is %s', (_, values, answer) => {
    const request = requestOf({ query: (name) => (name === 'access_token' ? values : 'other') });
    expect(tokenIn(request, query('access_token'))).toBe(answer);
  });

  test.each([undefined, null, '', 5, ['token']])('query(%o) throws at construction', (name) => {
    expect(() => query(name as string)).toThrow(TypeError);
    expect(() => query(name as string)).toThrow(/^query\(name\)/);
  });

  test.each<[string, readonly string[]]>([
    ['/socket?access_token=a.b.c', ['a.b.c']],
    ['https://example.com/socket?x=1&access_token=a.b.c#top', ['a.b.c']],
    ['/socket?access_token=a&access_token=b', ['a', 'b']],
    ['/socket?access_token=a%2Bb+c', ['a+b c']],
    ['/socket?%61ccess_token=a', ['a']],
    ['/socket?access_token=', ['']],
    ['/socket?access_token', ['']],
    ['/socket?Access_Token=a', []],
    ['/socket?x=?access_token=a', []],
    ['/socket', []],
    ['', []],
    ['/socket#?access_token=a', []],
    ['/access_token=a', []],
    ['/socket?access_token=%ff%', ['\ufffd%']],
  ])('queryOfUrl(%j) is %j', (url, values) => {
    expect(queryOfUrl(url, 'access_token')).toEqual(values);
  });
});

describe('several sources', () => {
  const everywhere = (values: { bearer?: string; cookie?: string; query?: string }): HttpRequest =>
    requestOf({ authorization: values.bearer, cookie: values.cookie, query: () => values.query });
  const sources = [bearer(), cookie('session'), query('access_token')];

  test.each<[Parameters<typeof everywhere>[0], string]>([
    [{}, 'none'],
    [{ bearer: 'Bearer a' }, 'a'],
    [{ cookie: 'session=a' }, 'a'],
    [{ query: 'a' }, 'a'],
    [{ bearer: 'Bearer a', cookie: 'session=b' }, '400 multiple_tokens'],
    [{ bearer: 'Bearer a', cookie: 'session=a' }, '400 multiple_tokens'],
    [{ cookie: 'session=a', query: 'b' }, '400 multiple_tokens'],
    [{ bearer: 'Bearer a', query: 'b' }, '400 multiple_tokens'],
    [{ bearer: 'Basic x', cookie: 'session=b' }, 'b'],
    [{ bearer: 'Bearer', cookie: 'session=b' }, '400 malformed_credentials'],
    [{ bearer: 'Bearer a', cookie: 'session=', query: '' }, 'a'],
  ])('%j is %s, in any order of the sources', (values, answer) => {
    const orders = sources.flatMap((first) =>
      sources.flatMap((second) => sources.map((third) => [first, second, third])),
    );
    const complete = orders.filter((order) => new Set(order).size === 3);
    expect(complete).toHaveLength(6);
    for (const order of complete) expect(tokenIn(everywhere(values), ...order)).toBe(answer);
  });

  test('a source that is not configured is not read', () => {
    const request: HttpRequest = {
      header: (name) => {
        expect(name).toBe('authorization');
        return undefined;
      },
      query: () => expect.unreachable('the query is not a configured source'),
    };
    expect(tokenIn(request, bearer())).toBe('none');
    expect(tokenIn(everywhere({ cookie: 'session=a', query: 'b' }), bearer())).toBe('none');
  });

  test('no error contains sent data', () => {
    const secret = 'eyJzZWNyZXQ';
    for (const authorization of [`Bearer ${secret} x`, `Bearer ${secret}, Bearer ${secret}`, `Bearer\t${secret}`]) {
      try {
        readToken(requestOf({ authorization }), [bearer()]);
        expect.unreachable('it was accepted');
      } catch (error) {
        if (!AuthError.is(error)) throw error;
        expect(`${error.stack} ${JSON.stringify(error)}`).not.toContain(secret);
      }
    }
  });
});
