import { once } from 'node:events';
import { connect, createServer as createHttp2Server } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { AuthError } from '@cognito-guard/core';
import {
  amplifyCookie,
  type CookieOptions,
  cookie,
  type HttpRequest,
  readNodeRequest,
  readToken,
} from '@cognito-guard/core/http';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { tokenIn, type Values } from '../support/token-reading.ts';

const requestWith = (headers: Readonly<Record<string, Values>>): HttpRequest => ({
  header: (name) => headers[name],
  query: () => undefined,
});

const session = (headers: Readonly<Record<string, Values>>): HttpRequest =>
  requestWith({ cookie: 'session=a', host: 'api.example.com', ...headers });

describe('the site of a request with a cookie', () => {
  const refused = '403 cross_site_request';
  const appOnly = { origins: ['https://app.example.com'] };

  test.each<[headers: Readonly<Record<string, Values>>, options: CookieOptions, answer: string]>([
    [{ 'sec-fetch-site': ['same-origin'] }, {}, 'a'],
    [{ 'sec-fetch-site': ['same-origin', 'cross-site'] }, {}, refused],
    [{ 'sec-fetch-site': 'same-origin, cross-site' }, {}, refused],
    [{ 'sec-fetch-site': 'SAME-ORIGIN' }, {}, refused],
    [{ 'sec-fetch-site': 'cross-site', origin: 'https://api.example.com' }, {}, refused],
    [{ origin: ['https://app.example.com', 'https://other.example'] }, appOnly, refused],
    [{ origin: 'HTTPS://APP.EXAMPLE.COM' }, appOnly, refused],
    [{ 'sec-fetch-site': '', origin: '' }, {}, 'a'],
  ])('%j with %j: %s', (headers, options, answer) => {
    expect(tokenIn(session(headers), cookie('session', options))).toBe(answer);
  });

  test.each<[origin: string, host: Values, answer: string]>([
    ['https://api.example.com', 'API.example.com', 'a'],
    ['https://api.example.com', 'api.example.com:443', 'a'],
    ['http://api.example.com', 'api.example.com:80', 'a'],
    ['https://api.example.com:8443', 'api.example.com:8443', 'a'],
    ['https://api.example.com:8443', 'api.example.com', refused],
    ['https://api.example.com', 'api.example.com:8443', refused],
    ['https://[::1]:3000', '[::1]:3000', 'a'],
    ['https://api.example.com', undefined, refused],
    ['https://api.example.com', 'other.example', refused],
    ['https://example.com', 'api.example.com', refused],
    ['https://user@api.example.com', 'user@api.example.com', refused],
    ['https://api.example.com/', 'api.example.com/', refused],
    ['file://', '', refused],
    ['chrome-extension://abcdefgh', 'abcdefgh', refused],
    ['null', 'null', refused],
  ])('without Sec-Fetch-Site, the origin %j on the host %j: %s', (origin, host, answer) => {
    expect(tokenIn(session({ origin, host }), cookie('session'))).toBe(answer);
  });

  test('over HTTP/2, the origin is compared with :authority', async () => {
    await using server = createHttp2Server();
    server.on('request', (request, response) => response.end(tokenIn(readNodeRequest(request), cookie('session'))));
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;
    const session = connect(`http://127.0.0.1:${port}`);
    const answerTo = async (origin: string): Promise<string> => {
      const stream = session.request({ ':path': '/', origin, cookie: 'session=a' });
      return text(stream);
    };
    expect(await answerTo(`http://127.0.0.1:${port}`)).toBe('a');
    expect(await answerTo('http://127.0.0.1')).toBe(refused);
    session.close();
  });

  test('a navigation is a link only where it replaces the page and sends no origin', () => {
    const link = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };
    expect(tokenIn(session(link), cookie('session'))).toBe('a');
    for (const changed of [{ 'sec-fetch-mode': 'no-cors' }, { 'sec-fetch-dest': 'object' }, { origin: 'null' }]) {
      expect(tokenIn(session({ ...link, ...changed }), cookie('session'))).toBe(refused);
    }
  });

  test('the cause of a refusal names the header, and no value of the request', () => {
    const causeOf = (headers: Readonly<Record<string, string>>): unknown => {
      try {
        return readToken(session(headers), [cookie('session')]);
      } catch (error) {
        return AuthError.is(error) && error.cause instanceof Error ? error.cause.message : error;
      }
    };
    const origin = 'https://other.example';
    expect(causeOf({ origin })).toMatch(/^Origin is neither the host of the request nor in origins/);
    expect(causeOf({ origin, 'sec-fetch-site': 'cross-site' })).toBe(
      'Sec-Fetch-Site names another origin, and Origin is not in origins.',
    );
    expect(causeOf({ 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' })).toBe(
      'Sec-Fetch-Site names another origin, and Origin is absent: no entry of origins can match.',
    );
  });
});

describe('options of a cookie', () => {
  const origins = (...list: readonly unknown[]): CookieOptions => ({ origins: list }) as CookieOptions;

  test.each([
    'https://app.example.com',
    'https://app.example.com:8443',
    'http://localhost:5173',
    'http://127.0.0.1:3000',
    'http://[::1]:3000',
  ])('the origin %s is accepted', (origin) => {
    expect(() => cookie('session', origins(origin))).not.toThrow();
  });

  test.each<[CookieOptions, string]>([
    [origins(), 'cookie: origins must be a non-empty array of origins'],
    [{ origins: 'https://app.example.com' as unknown as string[] }, 'cookie: origins must be a non-empty array'],
    [origins('*'), 'cookie: origins must be'],
    [origins('null'), 'cookie: origins must be'],
    [origins('https://*.example.com'), 'Wildcards are not supported: list each origin.'],
    [origins('https://app.example.com', 'https://*.example.com:8443'), 'Wildcards are not supported'],
    [origins('app.example.com'), 'cookie: origins must be'],
    [origins('http://app.example.com'), '(http: on loopback only)'],
    [origins('https://app.example.com/'), 'Did you mean "https://app.example.com"?'],
    [origins('https://App.example.com'), 'Did you mean "https://app.example.com"?'],
    [origins('https://app.example.com:443'), 'Did you mean "https://app.example.com"?'],
    [origins('https://app.example.com/login?x'), 'Did you mean "https://app.example.com"?'],
    [origins('https://app.example.com', undefined), 'cookie: origins must be'],
    [{ crossSite: 'allow' as 'accept' }, 'cookie: crossSite must be "refuse" or "accept"; got "allow".'],
    [{ crossSite: 'accept', ...origins('https://a.example') }, 'cookie: origins has no effect with crossSite "accept"'],
    [{ origin: 'https://a.example' } as CookieOptions, 'cookie: options has no option "origin"'],
    ['https://a.example' as CookieOptions, 'cookie: options must be an object with crossSite, origins'],
  ])('%j throws at construction', (options, message) => {
    expect(() => cookie('session', options)).toThrow(TypeError);
    expect(() => cookie('session', options)).toThrow(message);
  });

  test.each([
    ['__host-session', '__Host-session'],
    ['__HOST-session', '__Host-session'],
    ['__Host_session', '__Host-session'],
    ['__secure-session', '__Secure-session'],
    ['__SECURE_session', '__Secure-session'],
  ])('the misspelt prefix of %s throws, and the message suggests %s', (name, meant) => {
    expect(() => cookie(name)).toThrow(`got "${name}". Did you mean "${meant}"?`);
  });

  test.each(['__Host-session', '__Secure-session', 'host-session', 'secure_session', '__hostname', 'x__host-y'])(
    'the name %s is accepted',
    (name) => expect(tokenIn(requestWith({ cookie: `${name}=a` }), cookie(name))).toBe('a'),
  );
});

describe("Amplify's cookies", () => {
  const clientId = '1example23456789';
  const start = `CognitoIdentityServiceProvider.${clientId}.`;
  const source = amplifyCookie({ clientId });
  const tokenOf = (cookies: Readonly<Record<string, string>> | readonly string[], from = source): string => {
    const lines = Array.isArray(cookies) ? cookies : Object.entries(cookies).map(([name, value]) => `${name}=${value}`);
    return tokenIn(requestWith({ cookie: lines.map((line) => start + line).join('; ') }), from);
  };

  /** The name's encoding of js-cookie, which Amplify uses in the browser. */
  const inBrowser = (name: string): string =>
    encodeURIComponent(name)
      .replace(/%(2[346B]|5E|60|7C)/g, decodeURIComponent)
      .replace(/[()]/g, escape);
  /** The same without parentheses: that of Amplify's adapter of Next.js. */
  const onServer = (name: string): string =>
    encodeURIComponent(name).replace(/%(2[346B]|5E|60|7C)/g, decodeURIComponent);

  test.each([inBrowser, onServer])('a user of any name is found, encoded by %o', (encode) => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, unit: 'grapheme' }), (user) => {
        const token = tokenOf({ LastAuthUser: encodeURIComponent(user), [encode(`${user}.accessToken`)]: 'a' });
        expect(token).toBe('a');
      }),
    );
  });

  test('the ID token is read where tokenUse is id', () => {
    const cookies = { LastAuthUser: 'ana', 'ana.idToken': 'i', 'ana.accessToken': 'a' };
    expect(tokenOf(cookies)).toBe('a');
    expect(tokenOf(cookies, amplifyCookie({ clientId, tokenUse: 'id' }))).toBe('i');
  });

  test.each<[what: string, cookies: Readonly<Record<string, string>> | readonly string[], answer: string]>([
    ['no cookie', [], 'none'],
    ['a user without a token', { LastAuthUser: 'ana' }, 'none'],
    ['a token without a user', { 'ana.accessToken': 'a' }, 'none'],
    ['an empty token', { LastAuthUser: 'ana', 'ana.accessToken': '' }, 'none'],
    ['an empty user', { LastAuthUser: '', 'ana.accessToken': 'a' }, 'none'],
    ['another user', { LastAuthUser: 'ana', 'bob.accessToken': 'a' }, 'none'],
    ['a user whose name ends the same', { LastAuthUser: 'ana', 'x.ana.accessToken': 'a' }, 'none'],
    ['a user with a dot', { LastAuthUser: 'x.ana', 'x.ana.accessToken': 'a' }, 'a'],
    ['a user with the name of a cookie', { LastAuthUser: 'a.accessToken', 'a.accessToken.accessToken': 'a' }, 'a'],
    ['a name that is not encoded well', { LastAuthUser: '%', '%.accessToken': 'a' }, 'a'],
    ['a cookie without a value', ['LastAuthUser=ana', 'ana.accessToken'], 'none'],
    ['one token twice', ['LastAuthUser=ana', 'ana.accessToken=a', 'ana.accessToken=a'], '400 multiple_tokens'],
    [
      'one name in two encodings',
      ['LastAuthUser=a(b', 'a(b.accessToken=a', 'a%28b.accessToken=b'],
      '400 multiple_tokens',
    ],
  ])('%s: %j is %s', (_, cookies, answer) => {
    expect(tokenOf(cookies)).toBe(answer);
  });

  test('cookies of another app client are ignored', () => {
    expect(tokenOf({ LastAuthUser: 'ana', 'ana.accessToken': 'a' }, amplifyCookie({ clientId: 'other' }))).toBe('none');
  });

  test.each<[unknown, string]>([
    [undefined, 'amplifyCookie: options must be an object with crossSite, origins, clientId, tokenUse'],
    [{}, 'amplifyCookie: clientId must be the id of an app client; it is missing.'],
    [{ clientId: '' }, 'Is an environment variable unset?'],
    [{ clientId: 'a.b' }, 'amplifyCookie: clientId must be the id of an app client'],
    [{ clientId, tokenUse: 'refresh' }, 'amplifyCookie: tokenUse must be "access" or "id"'],
    [{ clientId, crossSite: 'accept', origins: ['https://a.example'] }, 'amplifyCookie: origins has no effect'],
  ])('the options %j throw at construction', (options, message) => {
    expect(() => amplifyCookie(options as { clientId: string })).toThrow(message);
  });
});
