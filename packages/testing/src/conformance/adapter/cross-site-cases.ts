import type { ConformanceAnswer, ConformanceCase, ConformanceRequest, ConformanceWorld } from './case.ts';
import { get, missingToken, userToken, welcome } from './vocabulary.ts';

type Headers = readonly (readonly [name: string, value: string])[];

const crossSiteRequest: ConformanceAnswer = { status: 403, code: 'cross_site_request', challenge: {} };

const host: readonly [string, string] = ['Host', 'api.example.com'];
const ownOrigin = 'https://api.example.com';
/** Accepted by the route `/cookie-origins`. */
const appOrigin = 'https://app.example.com';
const otherOrigin = 'https://other.example';

/** `GET path` with the user's cookie. */
const withCookie = ({ pool }: ConformanceWorld, path: string, headers: Headers): ConformanceRequest =>
  get(path, host, ['Cookie', `session=${userToken(pool)}`], ...headers);

const cookieCase = (name: string, path: string, headers: Headers, answer: ConformanceAnswer): ConformanceCase => ({
  name,
  request: (world) => withCookie(world, path, headers),
  answer,
});

const site = (value: string): readonly [string, string] => ['Sec-Fetch-Site', value];
const origin = (value: string): readonly [string, string] => ['Origin', value];
const navigation = (destination: string): Headers => [
  ['Sec-Fetch-Mode', 'navigate'],
  ['Sec-Fetch-Dest', destination],
];

const siteCases: readonly ConformanceCase[] = [
  cookieCase('a cookie of a request of the same origin is read', '/cookie', [site('same-origin')], welcome()),
  cookieCase('a cookie is read where the user typed the address', '/cookie', [site('none')], welcome()),
  cookieCase(
    'a cookie of another subdomain is refused',
    '/cookie',
    [site('same-site'), origin(appOrigin)],
    crossSiteRequest,
  ),
  cookieCase(
    'a cookie of a cross-site request is refused',
    '/cookie',
    [site('cross-site'), origin(otherOrigin)],
    crossSiteRequest,
  ),
  cookieCase('a cookie of a cross-site image is refused', '/cookie', [site('cross-site')], crossSiteRequest),
  cookieCase('a cookie of a request of an unknown kind of site is refused', '/cookie', [site('x')], crossSiteRequest),
  cookieCase(
    'a cookie is read where a page of the same origin hides its origin',
    '/cookie',
    [site('same-origin'), origin('null')],
    welcome(),
  ),
  cookieCase(
    'a cookie is read where the user follows a link of another site',
    '/cookie',
    [site('cross-site'), ...navigation('document')],
    welcome(),
  ),
  cookieCase(
    'a cookie in a frame on another site is refused',
    '/cookie',
    [site('cross-site'), ...navigation('iframe')],
    crossSiteRequest,
  ),
  cookieCase(
    'a cookie of a navigation with an origin, which a form of another site posts, is refused',
    '/cookie',
    [site('cross-site'), ...navigation('document'), origin(otherOrigin)],
    crossSiteRequest,
  ),
];

const originCases: readonly ConformanceCase[] = [
  cookieCase('without Sec-Fetch-Site, a cookie of the own origin is read', '/cookie', [origin(ownOrigin)], welcome()),
  ...[otherOrigin, 'null', `${ownOrigin}:8443`, `${ownOrigin}.other.example`, 'api.example.com'].map((value) =>
    cookieCase(
      `without Sec-Fetch-Site, a cookie of the origin "${value}" is refused`,
      '/cookie',
      [origin(value)],
      crossSiteRequest,
    ),
  ),
  cookieCase('without Sec-Fetch-Site and Origin, a cookie is read: the client is no browser', '/cookie', [], welcome()),
  {
    name: 'without Sec-Fetch-Site and Origin, a cookie is read for an unsafe method',
    request: (world) => ({ ...withCookie(world, '/cookie', []), method: 'DELETE' }),
    answer: welcome(),
  },
  {
    name: 'a cookie of a cross-site request of an unsafe method is refused',
    request: (world) => ({
      ...withCookie(world, '/cookie', [site('cross-site'), origin(otherOrigin)]),
      method: 'DELETE',
    }),
    answer: crossSiteRequest,
  },
  ...['same-site', 'cross-site'].map((value) =>
    cookieCase(
      `a cookie of an accepted origin is read: ${value}`,
      '/cookie-origins',
      [site(value), origin(appOrigin)],
      welcome(),
    ),
  ),
  cookieCase(
    'without Sec-Fetch-Site, a cookie of an accepted origin is read',
    '/cookie-origins',
    [origin(appOrigin)],
    welcome(),
  ),
  ...[otherOrigin, `${appOrigin}.other.example`, 'http://app.example.com', 'null'].map((value) =>
    cookieCase(
      `beside accepted origins, a cookie of the origin "${value}" is refused`,
      '/cookie-origins',
      [site('same-site'), origin(value)],
      crossSiteRequest,
    ),
  ),
  cookieCase(
    'a cookie of a cross-site request is read where the route accepts all sites',
    '/cookie-any-site',
    [site('cross-site'), origin(otherOrigin)],
    welcome(),
  ),
];

const upgrade: Headers = [
  ['Connection', 'Upgrade'],
  ['Upgrade', 'websocket'],
  ['Sec-WebSocket-Version', '13'],
  ['Sec-WebSocket-Key', 'dGhlIHNhbXBsZSBub25jZQ=='],
];

const otherCredentialCases: readonly ConformanceCase[] = [
  cookieCase(
    'a cookie of a cross-site WebSocket upgrade is refused',
    '/cookie',
    [...upgrade, site('cross-site'), ['Sec-Fetch-Mode', 'websocket'], origin(otherOrigin)],
    crossSiteRequest,
  ),
  cookieCase(
    'without Sec-Fetch-Site, a cookie of a WebSocket upgrade of another origin is refused',
    '/cookie',
    [...upgrade, origin(otherOrigin)],
    crossSiteRequest,
  ),
  {
    name: 'a cross-site request without the cookie is not refused for its site',
    request: () => get('/cookie', host, site('cross-site'), origin(otherOrigin), ['Cookie', 'theme=dark']),
    answer: missingToken,
  },
  {
    name: 'a bearer token of a cross-site request is read where a cookie is accepted, too',
    request: ({ pool }) =>
      get('/either', host, site('cross-site'), origin(otherOrigin), ['Authorization', `Bearer ${userToken(pool)}`]),
    answer: welcome(),
  },
  cookieCase(
    'a cookie of a cross-site request is refused where a bearer token is accepted, too',
    '/either',
    [site('cross-site'), origin(otherOrigin)],
    crossSiteRequest,
  ),
];

/** Requests that carry a cookie, and the site whose page made them. */
export const crossSiteCases: readonly ConformanceCase[] = [...siteCases, ...originCases, ...otherCredentialCases];
