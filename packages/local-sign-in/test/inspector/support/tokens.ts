/** Tokens of a test pool for the inspector: one that is good, one for each refusal, and texts that are none. */
import {
  breakSignature,
  createTestPool,
  hmacWithPublicKey,
  type TestPool,
  unsignedToken,
} from '@cognito-guard/testing';
import type { Settings } from '../../../src/inspector/verdict.ts';

export const pool: TestPool = await createTestPool({ clientId: 'webclient' });
const stranger = await createTestPool({ clientId: 'webclient' });

export const settings: Settings = {
  userPoolId: pool.userPoolId,
  issuer: '',
  clientId: 'webclient',
  tokenUse: 'access',
  audience: '',
  keys: JSON.stringify(pool.jwks()),
};

const good: string = pool.accessToken({ groups: ['admins'], scope: ['openid', 'orders/read'] });
const [header = '', payload = '', signature = ''] = good.split('.');

/** Texts with the code that a verifier refuses them with; undefined for the good one. */
export const tokens: Readonly<Record<string, readonly [text: string, code: string | undefined]>> = {
  good: [good, undefined],
  'two parts of three': [`${header}.${payload}`, 'malformed_token'],
  'damaged base64': [`${header}.${payload}=.${signature}`, 'malformed_token'],
  'wrong issuer': [
    pool.accessToken({ claims: { iss: 'https://cognito-idp.us-east-1.amazonaws.com/us-east-1_OtherPool' } }),
    'wrong_issuer',
  ],
  'unknown key': [stranger.accessToken(), 'unknown_key'],
  'broken signature': [breakSignature(good), 'invalid_signature'],
  expired: [pool.accessToken({ expiresIn: -720 }), 'token_expired'],
  'not active': [pool.accessToken({ claims: { nbf: pool.now() + 600 } }), 'token_not_active'],
  'wrong client': [pool.accessToken({ clientId: 'partnerclient' }), 'wrong_client'],
  'wrong token use': [pool.idToken(), 'wrong_token_use'],
  'wrong audience': [pool.accessToken({ claims: { aud: 'https://billing.example.com' } }), 'wrong_audience'],
  'a lifetime of a year': [pool.accessToken({ expiresIn: 31_536_000 }), 'invalid_claims'],
  'bound to a key': [pool.accessToken({ claims: { cnf: { jkt: 'thumbprint' } } }), 'invalid_claims'],
  'alg none': [unsignedToken(good), 'malformed_token'],
  'alg HS256': [hmacWithPublicKey(good, pool.keys.access), 'malformed_token'],
  'refresh token': [
    `${Buffer.from('{"cty":"JWT","enc":"A256GCM","alg":"RSA-OAEP"}').toString('base64url')}.QUJD.QUJD.QUJD.QUJD`,
    'malformed_token',
  ],
  'not a token': ['a sentence about tokens', 'malformed_token'],
};
