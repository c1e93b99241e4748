import {
  breakSignature,
  hmacWithPublicKey,
  respell,
  tamperHeader,
  tamperPayload,
  unsignedToken,
} from '../../forgery.ts';
import { randomKid } from '../../keys.ts';
import type { TestPool } from '../../pool.ts';
import type { ConformanceAnswer, ConformanceCase, ConformanceWorld } from './case.ts';
import {
  conformanceUser,
  getMe,
  injectedHeader,
  invalidToken,
  plantedMarker,
  userToken,
  welcome,
} from './vocabulary.ts';

function bearing(name: string, token: (world: ConformanceWorld) => string, answer: ConformanceAnswer): ConformanceCase {
  return { name, request: (world) => getMe(token(world)), answer };
}

const malformed = invalidToken('malformed_token');

const signatureCases: readonly ConformanceCase[] = [
  bearing(
    'a payload changed after signing is refused',
    ({ pool }) => tamperPayload(userToken(pool), { username: plantedMarker }),
    invalidToken('invalid_signature'),
  ),
  bearing(
    'a signature with one bit flipped is refused',
    ({ pool }) => breakSignature(userToken(pool)),
    invalidToken('invalid_signature'),
  ),
  bearing(
    "a token signed by another pool's key under our issuer and kid is refused",
    ({ pool, otherPool }) => userToken(pool, { key: otherPool.keys.access, header: { kid: pool.keys.access.kid } }),
    invalidToken('invalid_signature'),
  ),
  bearing(
    'a key id the pool never published is refused',
    ({ pool, otherPool }) => userToken(pool, { key: otherPool.keys.access, header: { kid: randomKid() } }),
    invalidToken('unknown_key'),
  ),
  bearing('alg none with an empty signature is refused', ({ pool }) => unsignedToken(userToken(pool)), malformed),
  bearing(
    'alg none with the old signature kept is refused',
    ({ pool }) => tamperHeader(userToken(pool), { alg: 'none' }),
    malformed,
  ),
  bearing(
    'HS256 keyed with the public key is refused',
    ({ pool }) => hmacWithPublicKey(userToken(pool), pool.keys.access),
    malformed,
  ),
  bearing('an RS512 header is refused', ({ pool }) => userToken(pool, { header: { alg: 'RS512' } }), malformed),
];

const shapeCases: readonly ConformanceCase[] = [
  bearing('set trailing bits in the last segment are refused', ({ pool }) => trailingBits(pool), malformed),
  bearing('padding after the last segment is refused', ({ pool }) => `${userToken(pool)}==`, malformed),
  bearing('text that is no token is refused', () => plantedMarker, malformed),
  bearing('three segments of nonsense are refused', () => `${plantedMarker}.${plantedMarker}.nonsense`, malformed),
  bearing('an encrypted token of five segments is refused', ({ pool }) => encryptedToken(pool), malformed),
  bearing(
    'a good token of more than 9,000 characters is refused',
    ({ pool }) => userToken(pool, { claims: { padding: 'x'.repeat(6_500) } }),
    malformed,
  ),
  bearing(
    'a signed payload that is no JSON object is refused',
    ({ pool }) => pool.sign({ header: { alg: 'RS256', kid: pool.keys.access.kid }, payload: '["sub"]' }),
    malformed,
  ),
  bearing(
    'percent-encoded line breaks in a token inject no header',
    () => `${plantedMarker}%0d%0a${injectedHeader}:%20yes`,
    malformed,
  ),
  bearing(
    'quotes in a token do not break out of the challenge',
    () => `${plantedMarker}"error="none"scope="*`,
    malformed,
  ),
];

const headerCases: readonly ConformanceCase[] = [
  bearing(
    'a crit header is refused',
    ({ pool }) => userToken(pool, { header: { crit: ['b64'], b64: true } }),
    malformed,
  ),
  bearing(
    'a jku header is refused',
    ({ pool }) => userToken(pool, { header: { jku: `https://${plantedMarker}.invalid/jwks.json` } }),
    malformed,
  ),
  bearing(
    'a key carried in the header is refused',
    ({ pool, otherPool: { keys } }) => userToken(pool, { key: keys.access, header: { jwk: keys.access.jwk } }),
    malformed,
  ),
  bearing(
    'a header without a kid is refused',
    ({ pool }) => userToken(pool, { header: { kid: undefined } }),
    malformed,
  ),
  bearing(
    'a typ that names another kind is refused',
    ({ pool }) => userToken(pool, { header: { typ: 'dpop+jwt' } }),
    malformed,
  ),
  bearing('a typ of at+jwt is accepted', ({ pool }) => userToken(pool, { header: { typ: 'at+jwt' } }), welcome()),
];

const claimCases: readonly ConformanceCase[] = [
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

/** Signed by no one, by the wrong one, or saying the wrong thing: what is wrong with the token decides the code. */
export const tokenCases: readonly ConformanceCase[] = [...signatureCases, ...shapeCases, ...headerCases, ...claimCases];

/** All its characters are base64url, and a lenient decoder reads the same bytes from it, signature and all. */
function trailingBits(pool: TestPool): string {
  const spelling = respell(userToken(pool)).findLast((candidate) => /^[\w.-]+$/.test(candidate));
  if (spelling === undefined) throw new Error('a 256-byte signature leaves four unused bits to set');
  return spelling;
}

/** The shape of a Cognito refresh token: header, encrypted key, IV, ciphertext, tag (RFC 7516 §7.1). */
function encryptedToken(pool: TestPool): string {
  const [header, payload, signature] = userToken(pool, { header: { alg: 'RSA-OAEP', enc: 'A256GCM' } }).split('.');
  return [header, signature, 'aXY', payload, 'dGFn'].join('.');
}
