import type { ConformanceCase } from './case.ts';
import { bearing, conformanceUser, invalidToken, plantedMarker, userToken, welcome } from './vocabulary.ts';

/** Correctly signed tokens with wrong claims. */
export const claimCases: readonly ConformanceCase[] = [
  bearing(
    'an expired token is refused',
    ({ pool }) => userToken(pool, { expiresIn: -60 }),
    invalidToken('token_expired'),
  ),
  bearing(
    'a token that is not valid yet is refused',
    ({ pool }) => userToken(pool, { claims: { nbf: pool.now() + 600 } }),
    invalidToken('token_not_active'),
  ),
  bearing(
    'a token without an expiry is refused',
    ({ pool }) => userToken(pool, { claims: { exp: undefined } }),
    invalidToken('invalid_claims'),
  ),
  bearing(
    'a token that lives for two days is refused',
    ({ pool }) => userToken(pool, { expiresIn: 2 * 86_400 }),
    invalidToken('invalid_claims'),
  ),
  bearing(
    'a token issued in the future is refused',
    ({ pool }) => userToken(pool, { claims: { iat: pool.now() + 600 } }),
    invalidToken('invalid_claims'),
  ),
  bearing('a token of another pool is refused', ({ otherPool }) => userToken(otherPool), invalidToken('wrong_issuer')),
  bearing(
    'an issuer with a trailing slash is refused',
    ({ pool }) => userToken(pool, { claims: { iss: `${pool.issuer}/` } }),
    invalidToken('wrong_issuer'),
  ),
  bearing(
    "the pool's updated issuer is accepted",
    ({ pool }) => userToken(pool, { claims: { iss: pool.updatedIssuer } }),
    welcome(),
  ),
  bearing(
    'a token for another client is refused',
    ({ pool }) => userToken(pool, { clientId: plantedMarker }),
    invalidToken('wrong_client'),
  ),
  bearing(
    'an ID token is refused',
    ({ pool }) => pool.idToken({ sub: conformanceUser }),
    invalidToken('wrong_token_use'),
  ),
  bearing(
    'a token minted for another API is refused',
    ({ pool }) => userToken(pool, { claims: { aud: `https://${plantedMarker}.invalid` } }),
    invalidToken('wrong_audience'),
  ),
  bearing(
    'a token minted for its own client and another API is refused',
    ({ pool }) => userToken(pool, { claims: { aud: [pool.clientId, `https://${plantedMarker}.invalid`] } }),
    invalidToken('wrong_audience'),
  ),
  bearing(
    'groups that are not a list are refused',
    ({ pool }) => userToken(pool, { claims: { 'cognito:groups': plantedMarker } }),
    invalidToken('invalid_claims'),
  ),
  bearing(
    'a scope that is not text is refused',
    ({ pool }) => userToken(pool, { claims: { scope: ['orders/read'] } }),
    invalidToken('invalid_claims'),
  ),
];
