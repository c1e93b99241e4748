import { createPrivateKey, createPublicKey, type JsonWebKey } from 'node:crypto';
import type { TestKey } from '@cognito-guard/testing';

/** A signing key as the state file has it: a private JWK (RFC 7517) and its id. */
export interface StoredKey {
  readonly kid: string;
  readonly jwk: JsonWebKey;
}

export const storeKey = ({ kid, privateKey }: TestKey): StoredKey => ({
  kid,
  jwk: privateKey.export({ format: 'jwk' }),
});

export const loadKey = ({ kid, jwk }: StoredKey): TestKey => {
  const privateKey = createPrivateKey({ key: jwk, format: 'jwk' });
  const publicKey = createPublicKey(privateKey);
  const { n = '', e = '' } = publicKey.export({ format: 'jwk' });
  return { kid, publicKey, privateKey, jwk: { alg: 'RS256', e, kid, kty: 'RSA', n, use: 'sig' } };
};
