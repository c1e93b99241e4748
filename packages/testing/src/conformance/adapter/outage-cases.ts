import type { FetchFault } from '../../keys/fake-fetch.ts';
import type { ConformanceAnswer, ConformanceCase, ConformanceRequest, ConformanceWorld } from './case.ts';
import {
  get,
  getAs,
  getMe,
  invalidToken,
  keysUnavailable,
  missingToken,
  plantedMarker,
  userToken,
  welcome,
} from './vocabulary.ts';

function during(
  fault: FetchFault,
  name: string,
  request: (world: ConformanceWorld) => ConformanceRequest,
  answer: ConformanceAnswer,
): ConformanceCase {
  return {
    name: `${name}, with a fetch fault of ${fault}`,
    before: ({ pool }) => pool.failFetch(fault),
    request,
    answer,
    after: ({ pool }) => pool.failFetch(undefined),
  };
}

const goodToken = ({ pool }: ConformanceWorld): ConformanceRequest => getMe(userToken(pool));

/**
 * Answers of an app that cannot fetch the pool's keys. **Each case needs an app with a new verifier**, which has no keys
 * yet; the world can be shared. `conformanceCases` does not contain them for this reason.
 */
export const conformanceOutageCases: readonly ConformanceCase[] = [
  during('network', 'a good token is 503, never 401', goodToken, keysUnavailable),
  during('hang', 'a good token is 503, never 401', goodToken, keysUnavailable),
  during(500, 'a good token is 503, never 401', goodToken, keysUnavailable),
  during(429, 'a good token is 503, never 401', goodToken, keysUnavailable),
  during('empty', 'a good token is 503, never 401', goodToken, keysUnavailable),
  during('html', 'a good token is 503, never 401', goodToken, keysUnavailable),
  during(
    'network',
    'optional: a good token is 503, not anonymous',
    ({ pool }) => getAs(`Bearer ${userToken(pool)}`, '/optional'),
    keysUnavailable,
  ),
  during('network', 'optional: a request without a token is anonymous', () => get('/optional'), welcome(null)),
  during('network', 'a missing token is still 401', () => get('/me'), missingToken),
  during('network', 'a malformed token is still 401', () => getMe(plantedMarker), invalidToken('malformed_token')),
  during(
    'network',
    'an expired token is still 401',
    ({ pool }) => getMe(userToken(pool, { expiresIn: -60 })),
    invalidToken('token_expired'),
  ),
];
