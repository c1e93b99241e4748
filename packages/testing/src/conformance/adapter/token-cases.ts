import { randomKid } from '../../keys/key.ts';
import {
  breakSignature,
  hmacWithPublicKey,
  respell,
  tamperHeader,
  tamperPayload,
  unsignedToken,
} from '../../tokens/forgery.ts';
import type { TestPool } from '../../user-pool/pool.ts';
import type { ConformanceCase } from './case.ts';
import { bearing, injectedHeader, invalidToken, plantedMarker, userToken, welcome } from './vocabulary.ts';

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
    'a typ of another kind of token is refused',
    ({ pool }) => userToken(pool, { header: { typ: 'dpop+jwt' } }),
    malformed,
  ),
  bearing('a typ of at+jwt is accepted', ({ pool }) => userToken(pool, { header: { typ: 'at+jwt' } }), welcome()),
];

/** Tokens with a wrong signature, shape or header. */
export const tokenCases: readonly ConformanceCase[] = [...signatureCases, ...shapeCases, ...headerCases];

/** A token in base64url characters that a lenient decoder decodes to the same bytes, signature included. */
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
