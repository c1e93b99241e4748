import { createHash, randomUUID } from 'node:crypto';
import { createVerifier } from '@cognito-guard/core';
import { guard } from '@cognito-guard/core/web';
import { createTestPool } from '@cognito-guard/testing';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';
import { expect, test } from 'vitest';
import { confirmation } from '../recipes/dpop.ts';

const pool = await createTestPool();
const check = guard(createVerifier({ ...pool.options, tokenUse: 'access', confirmation }));
const { publicKey, privateKey } = await generateKeyPair('ES256');
const other = await generateKeyPair('ES256');
const jwk = await exportJWK(publicKey);
const token = pool.accessToken({ claims: { cnf: { jkt: await calculateJwkThumbprint(jwk) } } });
const hashOf = (text: string): string => createHash('sha256').update(text).digest('base64url');

interface Changes {
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly jwk?: JWK;
  readonly typ?: string;
  readonly key?: CryptoKey;
}

const proofOf = ({ claims, jwk: header = jwk, typ = 'dpop+jwt', key = privateKey }: Changes = {}): Promise<string> =>
  new SignJWT({
    ...{ jti: randomUUID(), htm: 'POST', htu: 'https://api.example.com/orders', ath: hashOf(token) },
    iat: Math.floor(Date.now() / 1000),
    ...claims,
  })
    .setProtectedHeader({ alg: 'ES256', typ, jwk: header })
    .sign(key);

const send = async (proof: string | undefined): Promise<string> => {
  const headers = { Authorization: `Bearer ${token}`, ...(proof !== undefined && { DPoP: proof }) };
  const url = 'http://10.0.0.1:8080/orders?page=2';
  const outcome = await check(new Request(url, { method: 'POST', headers }));
  return outcome instanceof Response ? `${outcome.status} ${(await outcome.json()).code}` : 'accepted';
};

test('the DPoP recipe of the guide accepts a proof once', async () => {
  const proof = await proofOf();
  expect([await send(proof), await send(proof), await send(await proofOf())]).toEqual([
    'accepted',
    '401 invalid_proof',
    'accepted',
  ]);
});

test.each<[string, () => Promise<string | undefined>]>([
  ['no proof', async () => undefined],
  ['text', async () => 'proof'],
  ['the token itself', async () => token],
  ['two proofs', async () => `${await proofOf()}, ${await proofOf()}`],
  ['a proof for another method', () => proofOf({ claims: { htm: 'GET' } })],
  ['a proof for another URL', () => proofOf({ claims: { htu: 'https://api.example.com/admin' } })],
  ['a proof for another token', () => proofOf({ claims: { ath: hashOf('another') } })],
  ['an old proof', () => proofOf({ claims: { iat: Math.floor(Date.now() / 1000) - 120 } })],
  ['a proof of the future', () => proofOf({ claims: { iat: Math.floor(Date.now() / 1000) + 120 } })],
  ['a proof without an id', () => proofOf({ claims: { jti: undefined } })],
  ['a proof of another type', () => proofOf({ typ: 'jwt' })],
  ['a proof by another key', async () => proofOf({ jwk: await exportJWK(other.publicKey), key: other.privateKey })],
  ['a proof whose signature is by another key', () => proofOf({ key: other.privateKey })],
])('the DPoP recipe of the guide refuses %s', async (_, makeProof) => {
  expect(await send(await makeProof())).toBe('401 invalid_proof');
});
