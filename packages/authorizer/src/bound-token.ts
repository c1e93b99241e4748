import type { Auth } from '@cognito-guard/core';
import type { Policy } from './policy-options.ts';

/**
 * Each request with a token that is bound to a key must prove possession of it (RFC 7800). From its cache, API Gateway
 * would accept the token alone.
 *
 * @throws Error for such a token, where API Gateway may cache the answer.
 */
export const assertNotCached = ({ ttl }: Pick<Policy, 'ttl'>, { claims }: Auth): void => {
  if (ttl === 0 || claims['cnf'] === undefined) return;
  throw new Error(
    'The token is bound to a key (cnf), so its answer must not be cached: set the TTL of the authorizer to 0, and ' +
      'resultTtlSeconds: 0.',
  );
};
