import { constants, createHmac, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { createTestKey, createTestPool, decodeToken, hmacWithPublicKey, unsignedToken } from '@cognito-guard/testing';
import { describe, expect, test } from 'vitest';
import { accepted, malformed, outcomeOf } from '../support/token-outcome.ts';

/** A key whose JWK has no alg, so that only our own rule requires RS256. */
const bare = await createTestKey();
const longKid = await createTestKey('k'.repeat(256));
const pool = await createTestPool({ extraJwks: [{ ...bare.jwk, alg: undefined }, longKid.jwk] });
const attacker = await createTestKey(pool.keys.access.kid);

const keys = [
  ['a key published with alg RS256', pool.keys.access],
  ['a key published without alg', bare],
] as const;

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const payload = encode(decodeToken(pool.accessToken()).payload);

/** A token that is really signed with the algorithm of its header. */
const signAs = (alg: string, kid: string, makeSignature: (input: Buffer) => Buffer): string => {
  const input = `${encode({ alg, kid })}.${payload}`;
  return `${input}.${makeSignature(Buffer.from(input)).toString('base64url')}`;
};
const pkcs1 = (digest: string, key: KeyObject) => (input: Buffer) => sign(digest, input, key);
const pss = (digest: string, key: KeyObject) => (input: Buffer) =>
  sign(digest, input, {
    key,
    padding: constants.RSA_PKCS1_PSS_PADDING,
    saltLength: constants.RSA_PSS_SALTLEN_DIGEST,
  });
const hmac = (secret: string | Buffer) => (input: Buffer) => createHmac('sha256', secret).update(input).digest();

test.each(keys)('RS256 is accepted from %s', async (_, key) => {
  expect(await outcomeOf(pool, pool.accessToken({ key }))).toEqual(accepted);
});

describe.each(keys)('with %s', (_, key) => {
  test.each([
    'none',
    'None',
    'NONE',
    'nOnE',
    '',
    'rs256',
    'Rs256',
    ' RS256',
    'RS256 ',
    'RS256\0',
    'RSA-SHA256',
    'RS1',
    'RS384',
    'RS512',
    'PS256',
    'HS256',
    'ES256',
    'EdDSA',
    'RS256,none',
    ['RS256'],
    [],
    { alg: 'RS256' },
    null,
    undefined,
    256,
    true,
  ])('alg %j over a good RS256 signature is malformed', async (alg) => {
    expect(await outcomeOf(pool, pool.accessToken({ key, header: { alg } }))).toEqual(malformed);
  });

  test.each(['none', 'None', 'NONE', 'nOnE'])('alg %s without a signature is malformed', async (alg) => {
    expect(await outcomeOf(pool, unsignedToken(pool.accessToken({ key }), alg))).toEqual(malformed);
    expect(await outcomeOf(pool, `${unsignedToken(pool.accessToken({ key }), alg)}AA`)).toEqual(malformed);
  });

  test.each([
    ['RS384', pkcs1('sha384', key.privateKey)],
    ['RS512', pkcs1('sha512', key.privateKey)],
    ['PS256', pss('sha256', key.privateKey)],
    ['PS512', pss('sha512', key.privateKey)],
    ['HS256', hmac('')],
    ['HS256', hmac(key.jwk.n)],
    ['HS256', hmac(JSON.stringify(key.jwk))],
    ['HS256', hmac(key.publicKey.export({ type: 'spki', format: 'der' }))],
    ['HS256', hmac(key.publicKey.export({ type: 'pkcs1', format: 'pem' }))],
    ['ES256', pkcs1('sha256', generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey)],
    ['EdDSA', (input: Buffer) => sign(null, input, generateKeyPairSync('ed25519').privateKey)],
  ])('a genuine %s signature is malformed', async (alg, makeSignature) => {
    expect(await outcomeOf(pool, signAs(alg, key.kid, makeSignature))).toEqual(malformed);
  });

  test('HS256 keyed with the text of the public key is malformed', async () => {
    expect(await outcomeOf(pool, hmacWithPublicKey(pool.accessToken({ key }), key))).toEqual(malformed);
  });

  test.each([
    ['RS512', pkcs1('sha512', key.privateKey)],
    ['PS256', pss('sha256', key.privateKey)],
  ])('a %s signature under an RS256 header is invalid', async (_, makeSignature) => {
    const token = signAs('RS256', key.kid, makeSignature);
    expect(await outcomeOf(pool, token)).toEqual({ code: 'invalid_signature', status: 401, fetches: 1 });
  });
});

describe('a header parameter that changes how a token is read is malformed', () => {
  test.each([
    ['crit', ['exp']],
    ['crit', ['b64']],
    ['crit', []],
    ['crit', 'exp'],
    ['crit', {}],
    ['crit', null],
    ['crit', false],
    ['b64', false],
    ['b64', true],
    ['b64', null],
    ['zip', 'DEF'],
    ['zip', null],
    ['cty', 'JWT'],
    ['cty', ''],
    ['cty', null],
  ])('%s: %j', async (name, value) => {
    expect(await outcomeOf(pool, pool.accessToken({ header: { [name]: value } }))).toEqual(malformed);
  });
});

describe('a header parameter with a key is malformed, and its URL is not fetched', () => {
  const chain = [attacker.publicKey.export({ type: 'spki', format: 'der' }).toString('base64')];
  test.each([
    ['jwk', attacker.jwk],
    ['jwk', pool.keys.access.jwk],
    ['jwk', null],
    ['jku', 'https://attacker.example/jwks.json'],
    ['jku', pool.jwksUri],
    ['jku', null],
    ['x5u', 'https://attacker.example/chain.pem'],
    ['x5u', null],
    ['x5c', chain],
    ['x5c', []],
    ['x5c', null],
  ])('%s: %j', async (name, value) => {
    for (const key of [attacker, pool.keys.access]) {
      expect(await outcomeOf(pool, pool.accessToken({ key, header: { [name]: value } }))).toEqual(malformed);
    }
  });
});

describe('the header member typ', () => {
  test.each([undefined, 'JWT', 'jwt', 'Jwt', 'at+jwt', 'AT+JWT', 'application/at+jwt', 'Application/AT+JWT'])(
    '%j is accepted',
    async (typ) => {
      expect(await outcomeOf(pool, pool.accessToken({ header: { typ } }))).toEqual(accepted);
    },
  );

  test.each([
    '',
    ' ',
    'JWT ',
    ' JWT',
    'JWT\0',
    'JWS',
    'JWE',
    'JOSE',
    'JOSE+JSON',
    'application/jwt',
    'applİcation/at+jwt',
    'at+jwt; charset=utf-8',
    'dpop+jwt',
    'rt+jwt',
    'logout+jwt',
    'secevent+jwt',
    'vc+sd-jwt',
    ['JWT'],
    { toString: 'JWT' },
    null,
    0,
    1,
    true,
    false,
  ])('%j is malformed', async (typ) => {
    expect(await outcomeOf(pool, pool.accessToken({ header: { typ } }))).toEqual(malformed);
  });
});

describe('the header member kid', () => {
  test.each<[string, unknown]>([
    ['missing', undefined],
    ['null', null],
    ['a number', 1],
    ['true', true],
    ['an array', [pool.keys.access.kid]],
    ['an object', { kid: pool.keys.access.kid }],
    ['empty', ''],
    ['of 257 characters', 'k'.repeat(257)],
    ...['\0', '\x01', '\t', '\n', '\r\n', '\x1f', '\x7f', '\x80', '\x85', '\x9f'].map(
      (character): [string, unknown] => [`with ${JSON.stringify(character)}`, `${pool.keys.access.kid}${character}`],
    ),
  ])('%s is malformed', async (_, kid) => {
    expect(await outcomeOf(pool, pool.accessToken({ header: { kid } }))).toEqual(malformed);
  });

  test('of 256 characters is accepted', async () => {
    expect(await outcomeOf(pool, pool.accessToken({ key: longKid }))).toEqual(accepted);
  });

  test.each(['../../../etc/passwd', "' OR 1=1 --", '*', ' ', 'https://attacker.example/', '\u2028', '\u00a0', '😀'])(
    '%j is an ordinary kid that no key has',
    async (kid) => {
      const token = pool.accessToken({ header: { kid } });
      expect(await outcomeOf(pool, token)).toEqual({ code: 'unknown_key', status: 401, fetches: 1 });
    },
  );

  test('of another key of the pool makes that key refuse the signature', async () => {
    const token = pool.accessToken({ header: { kid: pool.keys.id.kid } });
    expect(await outcomeOf(pool, token)).toEqual({ code: 'invalid_signature', status: 401, fetches: 1 });
  });

  test('of the pool with a signature of another key is an invalid signature', async () => {
    const token = pool.accessToken({ key: attacker });
    expect(await outcomeOf(pool, token)).toEqual({ code: 'invalid_signature', status: 401, fetches: 1 });
  });
});
