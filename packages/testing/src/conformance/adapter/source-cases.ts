import type { ConformanceCase, ConformanceRequest, ConformanceWorld } from './case.ts';
import {
  conformanceClient,
  get,
  invalidToken,
  missingToken,
  multipleTokens,
  plantedMarker,
  userToken,
  welcome,
} from './vocabulary.ts';

const good = ({ pool }: ConformanceWorld): string => userToken(pool);

const amplify = (name: string, value: string): string =>
  `CognitoIdentityServiceProvider.${conformanceClient}.${name}=${value}`;

const withCookies = (...cookies: readonly string[]): ConformanceRequest =>
  get('/amplify', ['Cookie', cookies.join('; ')]);

const amplifyCases: readonly ConformanceCase[] = [
  {
    name: "the token of Amplify's last user is read, and other users' tokens are not",
    request: (world) =>
      withCookies(
        amplify('LastAuthUser', 'ana'),
        amplify('bob.accessToken', plantedMarker),
        amplify('ana.idToken', plantedMarker),
        amplify('ana.accessToken', good(world)),
        amplify('ana.refreshToken', plantedMarker),
      ),
    answer: welcome(),
  },
  {
    name: "an encoded user name in the names of Amplify's cookies is decoded",
    request: (world) =>
      withCookies(amplify('LastAuthUser', 'ana%40example.com'), amplify('ana%40example.com.accessToken', good(world))),
    answer: welcome(),
  },
  {
    name: 'without the cookie that names the last user, no user of Amplify is signed in',
    request: (world) => withCookies(amplify('ana.accessToken', good(world))),
    answer: missingToken,
  },
  {
    name: 'tokens of two users that Amplify names are a second token',
    request: (world) =>
      withCookies(
        ...['ana', 'bob'].flatMap((user) => [
          amplify('LastAuthUser', user),
          amplify(`${user}.accessToken`, good(world)),
        ]),
      ),
    answer: multipleTokens,
  },
  {
    name: "Amplify's token of a cross-site request is refused",
    request: (world) => {
      const { method, path, headers } = withCookies(
        amplify('LastAuthUser', 'ana'),
        amplify('ana.accessToken', good(world)),
      );
      return {
        method,
        path,
        headers: [...headers, ['Sec-Fetch-Site', 'cross-site'], ['Origin', 'https://other.example']],
      };
    },
    answer: { status: 403, code: 'cross_site_request', challenge: {} },
  },
];

const socketCases: readonly ConformanceCase[] = [
  {
    name: 'a token is read from the protocols of a WebSocket',
    request: (world) => get('/socket', ['Sec-WebSocket-Protocol', `chat, bearer, ${good(world)}`]),
    answer: welcome(),
  },
  {
    name: 'protocols of a WebSocket without the name bearer are no token',
    request: (world) => get('/socket', ['Sec-WebSocket-Protocol', `chat, ${good(world)}`]),
    answer: missingToken,
  },
  {
    name: 'a bad token in the protocols of a WebSocket is refused like a bad bearer',
    request: () => get('/socket', ['Sec-WebSocket-Protocol', `bearer, ${plantedMarker}`]),
    answer: invalidToken('malformed_token'),
  },
  {
    name: 'a token in the protocols of a WebSocket and a bearer are two tokens',
    request: (world) =>
      get('/socket', ['Authorization', `Bearer ${good(world)}`], ['Sec-WebSocket-Protocol', `bearer, ${good(world)}`]),
    answer: multipleTokens,
  },
];

/** Tokens in Amplify's cookies, and in the protocols of a WebSocket. */
export const sourceCases: readonly ConformanceCase[] = [...amplifyCases, ...socketCases];
