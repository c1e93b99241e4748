import { createHash } from 'node:crypto';
import type { Confirmation } from '@cognito-guard/core';
import { calculateJwkThumbprint, EmbeddedJWK, type JWTHeaderParameters, type JWTPayload, jwtVerify } from 'jose';

/** The public origin of the API. A proxy or a stage may have changed the URL of the request. */
const origin = 'https://api.example.com';
const proofSeconds = 60;

/** Each `jti` is accepted once (RFC 9449 §11.1). Several instances need a shared store, such as Redis `SET NX EX`. */
const usedAt = new Map<string, number>();
const isFirstUse = (jti: string): boolean => {
  const now = Date.now() / 1000;
  for (const [id, time] of usedAt) if (now > time + 2 * proofSeconds) usedAt.delete(id);
  return !usedAt.has(jti) && usedAt.set(jti, now) !== undefined;
};

type Proof = { readonly payload: JWTPayload; readonly protectedHeader: JWTHeaderParameters };

const readProof = async (proof: string): Promise<Proof | undefined> => {
  const options = { typ: 'dpop+jwt', algorithms: ['ES256'], maxTokenAge: proofSeconds, clockTolerance: 5 };
  try {
    return await jwtVerify(proof, EmbeddedJWK, { ...options, requiredClaims: ['jti', 'iat', 'htm', 'htu', 'ath'] });
  } catch {
    return undefined; // jwtVerify fetches nothing, so each error is one of the proof
  }
};

export const confirmation: Confirmation = async ({ token, header, method, url = '/' }, cnf) => {
  const [proof, ...others] = [header('dpop') ?? []].flat();
  const read = proof === undefined || others.length > 0 ? undefined : await readProof(proof);
  const { jwk } = read?.protectedHeader ?? {};
  if (read === undefined || jwk === undefined) return false;
  const { jti, htm, htu, ath } = read.payload;
  return (
    (await calculateJwkThumbprint(jwk)) === cnf['jkt'] &&
    htm === method &&
    htu === origin + new URL(url, origin).pathname &&
    ath === createHash('sha256').update(token).digest('base64url') &&
    typeof jti === 'string' &&
    isFirstUse(jti)
  );
};
