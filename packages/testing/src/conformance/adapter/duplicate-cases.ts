import type { ConformanceCase, ConformanceWorld } from './case.ts';
import { get, getAs, multipleTokens, userToken } from './vocabulary.ts';

/** Two different valid tokens: an adapter that reads either one would accept the request. */
const two = ({ pool }: ConformanceWorld): [string, string] => [userToken(pool), userToken(pool)];

/** More than one token, refused even if all of them are valid (RFC 6750 §2). */
export const duplicateCases: readonly ConformanceCase[] = [
  {
    name: 'two Authorization headers with one token are refused',
    request(world) {
      const value = `Bearer ${userToken(world.pool)}`;
      return get('/me', ['Authorization', value], ['Authorization', value]);
    },
    answer: multipleTokens,
  },
  {
    name: 'two Authorization headers with different tokens are refused, whatever the letter case of their names',
    request(world) {
      const [first, second] = two(world);
      return get('/me', ['Authorization', `Bearer ${first}`], ['authorization', `Bearer ${second}`]);
    },
    answer: multipleTokens,
  },
  {
    name: 'a bearer in a second Authorization header, after another scheme, is refused',
    request: (world) =>
      get('/me', ['Authorization', 'Basic dXNlcjpwYXNz'], ['Authorization', `Bearer ${userToken(world.pool)}`]),
    answer: multipleTokens,
  },
  {
    name: 'bearers joined by a comma and a space are refused',
    request: (world) => getAs(`Bearer ${two(world).join(', Bearer ')}`),
    answer: multipleTokens,
  },
  {
    name: 'bearers joined by a comma are refused',
    request: (world) => getAs(`Bearer ${two(world).join(',Bearer ')}`),
    answer: multipleTokens,
  },
  {
    name: 'bearers joined by a semicolon are refused',
    request: (world) => getAs(`Bearer ${two(world).join('; Bearer ')}`),
    answer: multipleTokens,
  },
  {
    name: 'two tokens in the query are refused',
    request: (world) => get(`/query?access_token=${two(world).join('&access_token=')}`),
    answer: multipleTokens,
  },
  {
    name: 'two session cookies are refused',
    request: (world) => get('/cookie', ['Cookie', `session=${two(world).join('; session=')}`]),
    answer: multipleTokens,
  },
  {
    name: 'a bearer and a cookie are refused where both sources are accepted',
    request(world) {
      const [first, second] = two(world);
      return get('/either', ['Authorization', `Bearer ${first}`], ['Cookie', `session=${second}`]);
    },
    answer: multipleTokens,
  },
  {
    name: 'optional: two tokens are refused',
    request: (world) => getAs(`Bearer ${two(world).join(', Bearer ')}`, '/optional'),
    answer: multipleTokens,
  },
];
