import type { ConformanceCase, ConformanceWorld } from './case.ts';
import {
  conformanceClient,
  get,
  getAs,
  getMe,
  invalidToken,
  malformedCredentials,
  missingToken,
  plantedMarker,
  userToken,
  welcome,
} from './vocabulary.ts';

const good = ({ pool }: ConformanceWorld): string => userToken(pool);

const bearerCases: readonly ConformanceCase[] = [
  {
    name: 'a valid user token is accepted',
    request: (world) => getMe(good(world)),
    answer: { ...welcome(), cacheControl: null },
  },
  {
    name: 'a valid machine token is accepted',
    request: ({ pool }) => getMe(pool.machineToken()),
    answer: welcome(conformanceClient),
  },
  { name: 'a request without a token is challenged', request: () => get('/me'), answer: missingToken },
  { name: 'a lower-case scheme is Bearer', request: (world) => getAs(`bearer ${good(world)}`), answer: welcome() },
  { name: 'an upper-case scheme is Bearer', request: (world) => getAs(`BEARER ${good(world)}`), answer: welcome() },
  {
    name: 'two spaces after the scheme are one separator',
    request: (world) => getAs(`Bearer  ${good(world)}`),
    answer: welcome(),
  },
  { name: 'an empty Authorization header is no token', request: () => getAs(''), answer: missingToken },
  { name: 'Basic credentials are no token', request: () => getAs('Basic dXNlcjpwYXNz'), answer: missingToken },
  {
    name: 'a token under the Basic scheme is no token',
    request: (world) => getAs(`Basic ${good(world)}`),
    answer: missingToken,
  },
  {
    name: 'a JWT without a scheme is an invalid request',
    request: (world) => getAs(good(world)),
    answer: malformedCredentials,
  },
  {
    name: 'the Bearer scheme alone is an invalid request',
    request: () => getAs('Bearer'),
    answer: malformedCredentials,
  },
  {
    name: 'a tab after the scheme is an invalid request',
    request: (world) => getAs(`Bearer\t${good(world)}`),
    answer: malformedCredentials,
  },
  {
    name: 'words after the token are an invalid request',
    request: (world) => getAs(`Bearer ${good(world)} ${plantedMarker}`),
    answer: malformedCredentials,
  },
  {
    name: 'a comma after the token is an invalid request, and no second token',
    request: (world) => getAs(`Bearer ${good(world)},`),
    answer: malformedCredentials,
  },
  {
    name: 'commas and schemes inside the quotes of another scheme are no token',
    request: (world) => getAs(`Digest username="a, Bearer ${good(world)}", realm="x\\", Bearer y", uri="/"`),
    answer: missingToken,
  },
];

const sourceCases: readonly ConformanceCase[] = [
  { name: 'an unguarded route needs no token', request: () => get('/public'), answer: welcome(null) },
  {
    name: 'an unguarded route ignores a bad token',
    request: () => getAs(`Bearer ${plantedMarker}`, '/public'),
    answer: welcome(null),
  },
  {
    name: 'a token in the query is ignored where only a bearer is accepted',
    request: (world) => get(`/me?access_token=${good(world)}`),
    answer: missingToken,
  },
  {
    name: 'a token in a cookie is ignored where only a bearer is accepted',
    request: (world) => get('/me', ['Cookie', `session=${good(world)}`]),
    answer: missingToken,
  },
  {
    name: 'a token is read from the query where configured, and the answer is not for shared caches',
    request: (world) => get(`/query?access_token=${good(world)}`),
    // RFC 6750 §2.3.
    answer: { ...welcome(), cacheControl: 'private' },
  },
  {
    name: 'a bearer is ignored where only a query token is accepted',
    request: (world) => getAs(`Bearer ${good(world)}`, '/query'),
    answer: missingToken,
  },
  {
    name: 'a bad token in the query is refused like a bad bearer',
    request: () => get(`/query?access_token=${plantedMarker}`),
    answer: invalidToken('malformed_token'),
  },
  {
    name: 'a token is read from its cookie among others',
    request: (world) => get('/cookie', ['Cookie', `theme=dark; session=${good(world)}; lang=en`]),
    answer: welcome(),
  },
  {
    name: 'a cookie whose name only ends with the configured name is ignored',
    request: (world) => get('/cookie', ['Cookie', `xsession=${good(world)}`]),
    answer: missingToken,
  },
  {
    name: 'of two accepted sources, the bearer is read',
    request: (world) => getAs(`Bearer ${good(world)}`, '/either'),
    answer: welcome(),
  },
  {
    name: 'of two accepted sources, the cookie is read',
    request: (world) => get('/either', ['Cookie', `session=${good(world)}`]),
    answer: welcome(),
  },
  {
    name: 'a request without a token in either source is challenged',
    request: () => get('/either'),
    answer: missingToken,
  },
];

const optionalCases: readonly ConformanceCase[] = [
  { name: 'optional: a request without a token is anonymous', request: () => get('/optional'), answer: welcome(null) },
  {
    name: 'optional: a request with another scheme is anonymous',
    request: () => getAs('Basic dXNlcjpwYXNz', '/optional'),
    answer: welcome(null),
  },
  {
    name: 'optional: a valid token identifies its user',
    request: (world) => getAs(`Bearer ${good(world)}`, '/optional'),
    answer: welcome(),
  },
  {
    name: 'optional: an expired token is refused, not anonymous',
    request: ({ pool }) => getAs(`Bearer ${userToken(pool, { expiresIn: -60 })}`, '/optional'),
    answer: invalidToken('token_expired'),
  },
  {
    name: 'optional: a JWT without a scheme is refused, not anonymous',
    request: (world) => getAs(good(world), '/optional'),
    answer: malformedCredentials,
  },
  {
    name: 'optional: the Bearer scheme alone is refused, not anonymous',
    request: () => getAs('Bearer', '/optional'),
    answer: malformedCredentials,
  },
];

/** Where adapters read a token, and which requests have none. */
export const credentialCases: readonly ConformanceCase[] = [...bearerCases, ...sourceCases, ...optionalCases];
