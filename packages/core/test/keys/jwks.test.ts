import { createHash, generateKeyPairSync } from 'node:crypto';
import { createVerifier, type Verifier, type VerifierEvent } from '@cognito-guard/core';
import { createTestPool, type TestKey } from '@cognito-guard/testing';
import { describe, expect, test } from 'vitest';
import { Emitter } from '../../src/events.ts';
import { KeySet } from '../../src/keys/key-set.ts';
import { getWith } from '../../src/lib/http-get.ts';
import { keyHost, manualClock, refusal } from '../support/key-world.ts';

const pool = await createTestPool();
const { access: good, id: odd } = pool.keys;
const spare = pool.rotateKeys().access;
const base64url = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');

interface Published {
  readonly verifier: Verifier<'access'>;
  readonly events: VerifierEvent[];
}

const publish = (...keys: unknown[]): Published => {
  const events: VerifierEvent[] = [];
  const options = {
    ...pool.options,
    keys: { fetch: keyHost({ keys }).fetch },
    onEvent: (event: VerifierEvent) => events.push(event),
  };
  return { verifier: createVerifier({ ...options, tokenUse: 'access' }), events };
};

const rsaKey = (modulusLength: number): TestKey => {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength });
  const { n = '', e = '' } = publicKey.export({ format: 'jwk' });
  const kid = `rsa-${modulusLength}`;
  return { kid, publicKey, privateKey, jwk: { alg: 'RS256', e, kid, kty: 'RSA', n, use: 'sig' } };
};

const without = (member: string): object =>
  Object.fromEntries(Object.entries(odd.jwk).filter(([name]) => name !== member));

/** The key is refused, the other key works, and an event reports the skipped key. */
const expectSkipped = async (bad: unknown, token: string): Promise<void> => {
  const { verifier, events } = publish(bad, good.jwk);
  expect(await refusal(verifier.verify(token))).toEqual({ code: 'unknown_key', status: 401 });
  await expect(verifier.verify(pool.accessToken({ key: good }))).resolves.toMatchObject({ tokenUse: 'access' });
  expect(events).toContainEqual(expect.objectContaining({ type: 'keys_refreshed', keys: 1, skipped: 1 }));
};

describe('an unusable published key is skipped, and the other keys work', () => {
  test.each<[string, object]>([
    ['use enc', { use: 'enc' }],
    ['use empty', { use: '' }],
    ['use null', { use: null }],
    ['use in an array', { use: ['sig'] }],
    ['alg RS512', { alg: 'RS512' }],
    ['alg PS256', { alg: 'PS256' }],
    ['alg HS256', { alg: 'HS256' }],
    ['alg none', { alg: 'none' }],
    ['alg in lower case', { alg: 'rs256' }],
    ['alg null', { alg: null }],
    ['alg empty', { alg: '' }],
    ['alg in an array', { alg: ['RS256'] }],
    ['key_ops without verify', { key_ops: ['encrypt', 'wrapKey'] }],
    ['key_ops sign alone', { key_ops: ['sign'] }],
    ['key_ops empty', { key_ops: [] }],
    ['key_ops as text', { key_ops: 'verify' }],
    ['key_ops null', { key_ops: null }],
    ['exponent 0', { e: 'AA' }],
    ['exponent 1', { e: 'AQ' }],
    ['exponent 1 behind zeros', { e: 'AAAB' }],
    ['exponent 2', { e: 'Ag' }],
    ['an even exponent', { e: 'AQAA' }],
    ['an exponent of 5 bytes', { e: 'AQAAAAE' }],
    ['a padded exponent', { e: 'AQ==' }],
    ['an exponent that is a number', { e: 65_537 }],
    ['an empty exponent', { e: '' }],
    [
      'a modulus padded with zeros',
      { n: base64url(Buffer.concat([Buffer.alloc(1), Buffer.from(odd.jwk.n, 'base64url')])) },
    ],
    ['a short modulus padded with zeros to 2,048 bits', { n: base64url(Buffer.alloc(256).fill(7, 128)) }],
    ['a modulus of 16,384 bits', { n: base64url(Buffer.alloc(2048, 0xb7)) }],
    ['a modulus in standard base64', { n: Buffer.from(odd.jwk.n, 'base64url').toString('base64') }],
    ['a modulus in an array', { n: [odd.jwk.n] }],
    ['a modulus in an object', { n: { toString: odd.jwk.n } }],
    ['kty oct', { kty: 'oct' }],
    ['kty in lower case', { kty: 'rsa' }],
    ['kty in an array', { kty: ['RSA'] }],
    ['an empty kid', { kid: '' }],
    ['a kid that is a number', { kid: 7 }],
    ['a kid in an array', { kid: [odd.kid] }],
  ])('%s', async (_, members) => {
    await expectSkipped({ ...odd.jwk, ...members }, pool.accessToken({ key: odd }));
  });

  test.each(['kid', 'kty', 'n', 'e'])('a key without %s', async (member) => {
    await expectSkipped(without(member), pool.accessToken({ key: odd }));
  });

  test.each([1024, 2047])('an RSA key of %d bits', async (bits) => {
    const weak = rsaKey(bits);
    await expectSkipped(weak.jwk, pool.accessToken({ key: weak }));
  });

  test('an EC key', async () => {
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const jwk = { ...publicKey.export({ format: 'jwk' }), kid: 'ec', use: 'sig' };
    await expectSkipped({ ...jwk, alg: 'ES256' }, pool.accessToken({ header: { kid: 'ec' } }));
    await expectSkipped(jwk, pool.accessToken({ header: { kid: 'ec' } }));
  });

  test('an Ed25519 key', async () => {
    const jwk = generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' });
    await expectSkipped({ ...jwk, kid: 'ed', use: 'sig' }, pool.accessToken({ header: { kid: 'ed' } }));
  });

  test('a key with exponent 1, for which a signature can be forged', async () => {
    const token = pool.accessToken({ key: odd });
    const input = token.slice(0, token.lastIndexOf('.'));
    // RFC 8017 §9.2: the padded digest. With exponent 1, it is its own signature.
    const info = Buffer.from('3031300d060960864801650304020105000420', 'hex');
    const end = Buffer.concat([Buffer.of(0), info, createHash('sha256').update(input).digest()]);
    const padded = Buffer.concat([Buffer.of(0, 1), Buffer.alloc(256 - 2 - end.length, 0xff), end]);
    await expectSkipped({ ...odd.jwk, e: 'AQ' }, `${input}.${padded.toString('base64url')}`);
  });

  test.each<[string, unknown]>([
    ['null', null],
    ['text', 'key'],
    ['a number', 7],
    ['an array', [odd.jwk]],
    ['an empty object', {}],
    ['a modulus of a wrong type', { ...odd.jwk, n: null, e: 3 }],
  ])('a malformed set member: %s', async (_, bad) => {
    await expectSkipped(bad, pool.accessToken({ key: odd }));
  });
});

describe('a usable published key is accepted', () => {
  test.each<[string, object]>([
    ['as Cognito publishes it', odd.jwk],
    ['without use', without('use')],
    ['without alg', without('alg')],
    ['with key_ops verify', { ...odd.jwk, key_ops: ['sign', 'verify'] }],
    ['with unknown members', { ...odd.jwk, ext: true, x5t: 'x', note: { a: [1] } }],
  ])('%s', async (_, jwk) => {
    const { verifier } = publish(jwk);
    await expect(verifier.verify(pool.accessToken({ key: odd }))).resolves.toMatchObject({ tokenUse: 'access' });
  });

  test('of 2,056 bits', async () => {
    const large = rsaKey(2056);
    const { verifier } = publish(large.jwk);
    await expect(verifier.verify(pool.accessToken({ key: large }))).resolves.toMatchObject({ tokenUse: 'access' });
  });

  test.each<[string, object]>([
    ['of 8,192 bits', { n: base64url(Buffer.alloc(1_024, 0xff)) }],
    ['with the smallest exponent, 3', { e: 'Aw' }],
    ['with an exponent of four bytes', { e: 'AQAAAQ' }],
  ])('%s', async (_, members) => {
    const { verifier } = publish({ ...odd.jwk, ...members });
    expect(await verifier.ready()).toMatchObject([{ keys: 1 }]);
  });

  test('a key without alg verifies RS256 only', async () => {
    const { verifier } = publish(without('alg'));
    const token = pool.accessToken({ key: odd, header: { alg: 'RS512' } });
    expect(await refusal(verifier.verify(token))).toEqual({ code: 'malformed_token', status: 401 });
  });
});

describe('private and symmetric keys in a published set', () => {
  test.each(['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth'])(
    'a key with the private member %s is skipped and reported',
    async (member) => {
      const leaked = { ...odd.jwk, [member]: member === 'oth' ? [] : 'c2VjcmV0' };
      const { verifier, events } = publish(leaked, good.jwk);
      expect(await refusal(verifier.verify(pool.accessToken({ key: odd })))).toEqual({
        code: 'unknown_key',
        status: 401,
      });
      await expect(verifier.verify(pool.accessToken({ key: good }))).resolves.toBeDefined();
      expect(events.filter(({ type }) => type === 'keys_failed')).toEqual([
        { type: 'keys_failed', userPoolId: pool.userPoolId, reason: 'private_key', retryAfterSeconds: 0 },
      ]);
    },
  );

  test('a symmetric key is skipped and reported', async () => {
    const jwk = { kty: 'oct', alg: 'HS256', kid: 'shared', k: 'c2VjcmV0' };
    const { verifier, events } = publish(jwk, good.jwk);
    const token = pool.accessToken({ header: { kid: 'shared' } });
    expect(await refusal(verifier.verify(token))).toEqual({ code: 'unknown_key', status: 401 });
    expect(events).toContainEqual(expect.objectContaining({ type: 'keys_failed', reason: 'private_key' }));
  });

  test('a set of private keys only is refused and reported as private_key', async () => {
    const { verifier, events } = publish({ ...odd.jwk, d: 'c2VjcmV0' });
    const token = pool.accessToken({ key: odd });
    expect(await refusal(verifier.verify(token))).toMatchObject({ code: 'keys_unavailable', status: 503 });
    expect(events).toContainEqual(expect.objectContaining({ type: 'keys_failed', reason: 'private_key' }));
  });
});

describe('two keys with one kid', () => {
  const twin = { ...odd.jwk, kid: good.kid };

  test('that differ are both dropped', async () => {
    const { verifier, events } = publish(good.jwk, twin, spare.jwk);
    for (const key of [good, { ...odd, kid: good.kid }]) {
      expect(await refusal(verifier.verify(pool.accessToken({ key })))).toEqual({ code: 'unknown_key', status: 401 });
    }
    await expect(verifier.verify(pool.accessToken({ key: spare }))).resolves.toBeDefined();
    expect(events).toContainEqual(expect.objectContaining({ type: 'keys_refreshed', keys: 1, skipped: 2 }));
  });

  test('that differ only in their exponent are both dropped', async () => {
    const { verifier } = publish(good.jwk, { ...good.jwk, e: 'Aw' }, spare.jwk);
    expect(await refusal(verifier.verify(pool.accessToken({ key: good })))).toMatchObject({ code: 'unknown_key' });
  });

  test('stay dropped when one of them is published again', async () => {
    const { verifier } = publish(good.jwk, twin, good.jwk, spare.jwk);
    expect(await refusal(verifier.verify(pool.accessToken({ key: good })))).toMatchObject({ code: 'unknown_key' });
  });

  test('that are equal count as one', async () => {
    const { verifier } = publish(good.jwk, { ...good.jwk, x5t: 'another spelling of the same key' });
    await expect(verifier.verify(pool.accessToken({ key: good }))).resolves.toBeDefined();
  });
});

describe('the number of published keys', () => {
  const crowd = (size: number): object[] =>
    Array.from({ length: size }, (_, index) => ({ ...odd.jwk, kid: `crowd-${index}` }));

  test('64 are accepted', async () => {
    const { verifier } = publish(...crowd(63), good.jwk);
    await expect(verifier.verify(pool.accessToken({ key: good }))).resolves.toBeDefined();
  });

  test('65 are refused as a whole', async () => {
    const { verifier, events } = publish(good.jwk, ...crowd(64));
    const token = pool.accessToken({ key: good });
    expect(await refusal(verifier.verify(token))).toMatchObject({ code: 'keys_unavailable', status: 503 });
    expect(events).toContainEqual(expect.objectContaining({ type: 'keys_failed', reason: 'not_a_key_set' }));
  });
});

describe('a public key whose private part was published beside it is refused', () => {
  const privateJwk = (key: TestKey): object => ({ ...key.jwk, ...key.privateKey.export({ format: 'jwk' }) });

  test.each<[string, (leaked: TestKey) => object]>([
    ['under the same kid', privateJwk],
    ['under another kid', (leaked) => ({ ...privateJwk(leaked), kid: 'another' })],
    ['without a kid', (leaked) => ({ ...privateJwk(leaked), kid: undefined })],
  ])('%s', async (_, jwkOf) => {
    const { verifier, events } = publish(jwkOf(odd), odd.jwk, good.jwk);
    expect(await refusal(verifier.verify(pool.accessToken({ key: odd })))).toEqual({
      code: 'unknown_key',
      status: 401,
    });
    await expect(verifier.verify(pool.accessToken({ key: good }))).resolves.toBeDefined();
    expect(events).toContainEqual(expect.objectContaining({ type: 'keys_failed', reason: 'private_key' }));
  });

  test('other keys without a kid are not affected', async () => {
    const { verifier } = publish({ ...privateJwk(spare), kid: undefined }, odd.jwk, good.jwk);
    await expect(verifier.verify(pool.accessToken({ key: odd }))).resolves.toBeDefined();
  });
});

describe('a key that the runtime fails to import', () => {
  test('is 503 and reported; other keys work, and the next refresh tries it again', async () => {
    const clock = manualClock();
    const ownPool = await createTestPool({ clock: clock.read });
    const events: VerifierEvent[] = [];
    const { fetch } = keyHost(ownPool.jwks());
    const settings = { get: getWith(fetch), timeoutMs: 2_500, refreshAfterSeconds: 600, maxAgeSeconds: 86_400 };
    const emitter = new Emitter((event) => events.push(event));
    const keySet = new KeySet(
      'eu-west-1_TestPool1',
      ['https://keys.example'],
      { ...settings, preload: undefined },
      clock.read,
      emitter,
    );
    const { access, id } = ownPool.keys;
    const key = await keySet.find(access.kid, undefined);
    expect(keySet.discard(key)).toMatchObject({ code: 'keys_unavailable', status: 503 });
    expect(events).toContainEqual(expect.objectContaining({ type: 'keys_failed', reason: 'key_import' }));
    await expect(keySet.find(id.kid, undefined)).resolves.toMatchObject({ kid: id.kid });
    expect(await refusal(keySet.find(access.kid, undefined))).toMatchObject({ code: 'keys_unavailable', status: 503 });
    clock.advance(2);
    const again = await keySet.find(access.kid, undefined);
    expect(again).toMatchObject({ kid: access.kid });
    expect(again).not.toBe(key);
  });
});
