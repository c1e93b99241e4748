import { generateKeyPairSync } from 'node:crypto';
import { createVerifier } from '@cognito-guard/core';
import { createTestKey } from '@cognito-guard/testing';
import { describe, expect, test } from 'vitest';
import { goodPool, mistakeIn, nest } from '../support/option-mistakes.ts';

const key = createTestKey();

/** Every option of a pool, and a part of its error message. */
const poolOptions: readonly (readonly [path: string, expected: string])[] = [
  ['userPoolId', 'a user pool id like "eu-west-1_AbC123xyz"'],
  ['clientId', 'a client id, a non-empty array of client ids, or null'],
  ['tokenUse', '"access", "id", or null'],
  ['audience', 'an audience, a non-empty array of audiences, { whenPresent } with one of these, or null'],
  ['issuerFormat', '"original", "updated" or "both"'],
  ['replicaRegions', 'a non-empty array of regions like "us-west-2"'],
  ['issuer', 'an https: URL'],
  ['jwksUri', 'an https: URL'],
  ['keys', 'an object with preload, fetch, timeoutMs, refreshAfterSeconds, maxAgeSeconds'],
  ['keys.preload', 'a JWK set'],
  ['keys.fetch', 'a function'],
  ['keys.timeoutMs', 'a number of milliseconds from 1 to 60000'],
  ['keys.refreshAfterSeconds', 'a number of seconds from 1 to'],
  ['keys.maxAgeSeconds', 'a number of seconds from 1 to'],
];

const sharedOptions: readonly (readonly [path: string, expected: string])[] = [
  ['clockToleranceSeconds', 'a number of seconds from 0 to 300'],
  ['maxTokenLength', 'a number of characters from 1024 to 65536'],
  ['claims', 'a schema of Standard Schema 1'],
  ['cache', 'an object with maxEntries, maxBytes'],
  ['cache.maxEntries', 'a whole number above 0'],
  ['cache.maxBytes', 'a whole number above 0'],
  ['onEvent', 'a function'],
  ['clock', 'a function'],
];

/** Values that are invalid for every option: an unset variable, empty text, an empty list, a pattern, NaN. */
const neverGood: readonly (readonly [shown: string, given: unknown])[] = [
  ['undefined', undefined],
  ['""', ''],
  ['[]', []],
  ['the RegExp /x/', /x/],
  ['NaN', Number.NaN],
];

const table = (
  options: readonly (readonly [string, string])[],
): readonly (readonly [path: string, shown: string, given: unknown, expected: string])[] =>
  options.flatMap(([path, expected]) => neverGood.map(([shown, given]) => [path, shown, given, expected] as const));

describe('a value that is invalid for every option throws with the option, the value and the expectation', () => {
  test.each(table([...poolOptions, ...sharedOptions]))('%s: %s', (path, shown, given, expected) => {
    const message = mistakeIn({ ...goodPool, ...nest(path, given) });
    expect(message).toContain(`createVerifier: ${path} must be ${expected}`);
    expect(message).toContain(`got ${shown}.`);
  });

  test.each(table(poolOptions))('pools[1].%s: %s', (path, shown, given, expected) => {
    const second = { ...goodPool, userPoolId: 'eu-west-1_Second', ...nest(path, given) };
    const message = mistakeIn({ pools: [goodPool, second] });
    expect(message).toContain(`createVerifier: pools[1].${path} must be ${expected}`);
    expect(message).toContain(`got ${shown}.`);
  });

  test.each(
    table([
      ['pools', 'a non-empty array of objects with userPoolId, clientId, tokenUse'],
      ['resolvePool', 'a function'],
    ]),
  )('%s: %s', (path, shown, given, expected) => {
    const message = mistakeIn({ [path]: given });
    expect(message).toContain(`createVerifier: ${path} must be ${expected}`);
    expect(message).toContain(`got ${shown}.`);
  });

  test.each<readonly [shown: string, given: unknown]>([
    ...neverGood,
    ['0', 0],
    ['-1', -1],
    ['1.5', 1.5],
    ['"10"', '10'],
  ])('maxPools: %s', (shown, given) => {
    const message = mistakeIn({ resolvePool: () => undefined, maxPools: given });
    expect(message).toContain('createVerifier: maxPools must be a whole number above 0');
    expect(message).toContain(`got ${shown}.`);
  });
});

describe('a value that is invalid for one option', () => {
  test.each<[path: string, shown: string, given: unknown]>([
    ...[-1, 300.1, 301, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, null, true].map(
      (given): [string, string, unknown] => ['clockToleranceSeconds', String(given), given],
    ),
    ['clockToleranceSeconds', '"5"', '5'],
    ['maxTokenLength', '1023', 1_023],
    ['maxTokenLength', '65537', 65_537],
    ['maxTokenLength', '"8192"', '8192'],
    ['keys.timeoutMs', '0', 0],
    ['keys.timeoutMs', '60001', 60_001],
    ['keys.timeoutMs', 'Infinity', Number.POSITIVE_INFINITY],
    ['keys.maxAgeSeconds', '-1', -1],
    ['keys.maxAgeSeconds', 'Infinity', Number.POSITIVE_INFINITY],
    ['keys.refreshAfterSeconds', '0', 0],
    ['keys.fetch', '"fetch"', 'fetch'],
    ['keys.preload', 'null', null],
    ['keys.preload', 'a set without one', { keys: [] }],
    ['keys', 'null', null],
    ['cache', 'true', true],
    ['cache', 'null', null],
    ['cache.maxEntries', '0', 0],
    ['cache.maxEntries', '-5', -5],
    ['cache.maxEntries', '1.5', 1.5],
    ['cache.maxEntries', 'Infinity', Number.POSITIVE_INFINITY],
    ['cache.maxEntries', '"1000"', '1000'],
    ['cache.maxBytes', '0', 0],
    ['userPoolId', 'null', null],
    ['userPoolId', '"eu-west-1"', 'eu-west-1'],
    ['userPoolId', '"eu-west-1_"', 'eu-west-1_'],
    ['userPoolId', '" eu-west-1_AbC123xyz"', ' eu-west-1_AbC123xyz'],
    ['userPoolId', '["eu-west-1_AbC123xyz"]', ['eu-west-1_AbC123xyz']],
    ['clientId', '" "', ' '],
    ['clientId', '["web", undefined]', ['web', undefined]],
    ['clientId', '["web", ""]', ['web', '']],
    ['clientId', '["web", null]', ['web', null]],
    ['clientId', '[the RegExp /web/]', [/web/]],
    ['clientId', '[["web"]]', [['web']]],
    ['clientId', '["web", "mobile, tv"]', ['web', 'mobile, tv']],
    ['clientId', '5', 5],
    ['clientId', '{}', {}],
    ['tokenUse', '"refresh"', 'refresh'],
    ['tokenUse', '"Access"', 'Access'],
    ['tokenUse', '["access"]', ['access']],
    ['tokenUse', 'a value that JSON cannot write', { big: 1n }],
    ['audience', '["api", ""]', ['api', '']],
    ['audience', '5', 5],
    ['audience.whenPresent', 'null', null],
    ['audience.whenPresent', '[]', []],
    ['audience.whenPresent', '["api", ""]', ['api', '']],
    ['issuerFormat', '"Both"', 'Both'],
    ['issuerFormat', 'null', null],
    ['replicaRegions', '"us-west-2"', 'us-west-2'],
    ['replicaRegions', '["us_west_2"]', ['us_west_2']],
    ['replicaRegions', '["us-west-2", undefined]', ['us-west-2', undefined]],
    ['replicaRegions', '["us-west-2.example.com"]', ['us-west-2.example.com']],
    ['replicaRegions', '["us-west-2", "moon"]', ['us-west-2', 'moon']],
    ['onEvent', '{}', {}],
    ['clock', '1800000000000', 1_800_000_000_000],
  ])('%s: %s is refused', (path, shown, given) => {
    const message = mistakeIn({ ...goodPool, ...nest(path, given) });
    expect(message).toContain(`createVerifier: ${path} must be `);
    expect(message).toContain(`got ${shown}.`);
  });

  test.each([['undefined'], [['web', 'undefined']]])(
    'the clientId %j, which a template makes of an unset variable, throws',
    (clientId) => {
      expect(mistakeIn({ ...goodPool, clientId })).toMatch(
        /^createVerifier: clientId .* Is an environment variable unset\?$/,
      );
    },
  );

  test('the message about undefined suggests an unset environment variable', () => {
    for (const name of ['userPoolId', 'clientId', 'tokenUse']) {
      expect(mistakeIn({ ...goodPool, [name]: undefined })).toMatch(/environment variable/);
    }
    expect(mistakeIn({ ...goodPool, tokenUse: 'refresh' })).not.toMatch(/environment variable/);
  });

  test.each(['clock', 'onEvent', 'keys', 'maxTokenLength'])(
    'the message about %s suggests no environment variable, because none can hold it',
    (name) => {
      expect(mistakeIn({ ...goodPool, [name]: undefined })).toMatch(/got undefined\.$/);
    },
  );

  test('a missing option is reported as missing, without an environment variable', () => {
    for (const name of ['userPoolId', 'clientId', 'tokenUse']) {
      const { [name]: _, ...without } = { ...goodPool } as Record<string, unknown>;
      const message = mistakeIn(without);
      expect(message).toMatch(new RegExp(`^createVerifier: ${name} must be .+; it is missing\\.$`));
      expect(mistakeIn({ pools: [without] })).toContain('; it is missing.');
    }
    expect(mistakeIn({ ...goodPool, revocation: {} })).toMatch(/revocation\.store must be .+; it is missing\.$/);
  });

  test('a list with a hole is refused like one with undefined', () => {
    expect(mistakeIn({ ...goodPool, clientId: new Array(1) })).toContain('createVerifier: clientId must be ');
    expect(mistakeIn({ ...goodPool, audience: new Array(2) })).toContain('createVerifier: audience must be ');
  });

  test('a value without a JSON text is refused', () => {
    const circle: Record<string, unknown> = {};
    circle['self'] = circle;
    const ring: unknown[] = [];
    ring.push(ring);
    for (const given of [circle, ring, { big: 1n }, 1n, Symbol('client'), new Map(), Object.create(null), class {}]) {
      expect(mistakeIn({ ...goodPool, clientId: given })).toContain('createVerifier: clientId must be ');
    }
  });

  test.each(['cache.maxEntries', 'maxPools'])('%s above any memory size is refused at construction', (path) => {
    const base = path === 'maxPools' ? { resolvePool: () => undefined } : goodPool;
    expect(mistakeIn({ ...base, ...nest(path, Number.MAX_SAFE_INTEGER) })).toContain(
      `createVerifier: ${path} must be `,
    );
  });
});

describe('key options', () => {
  test('refreshAfterSeconds that is not below maxAgeSeconds is refused, also where the other one is the default', () => {
    for (const keys of [
      { refreshAfterSeconds: 60, maxAgeSeconds: 60 },
      { refreshAfterSeconds: 90_000 },
      { maxAgeSeconds: 600 },
    ]) {
      const message = mistakeIn({ ...goodPool, keys });
      expect(message).toContain('createVerifier: keys.refreshAfterSeconds must be less than maxAgeSeconds');
    }
    const pools = [{ ...goodPool, keys: { maxAgeSeconds: 900 } }];
    expect(mistakeIn({ pools, keys: { refreshAfterSeconds: 900 } })).toContain(
      'pools[0].keys.refreshAfterSeconds must be',
    );
  });

  const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' });
  test.each<[string, unknown]>([
    ['an object', {}],
    ['no keys', { keys: [] }],
    ['an EC key', { keys: [{ ...ec, kid: 'ec', use: 'sig' }] }],
    ['a private key', { keys: [{ ...key.privateKey.export({ format: 'jwk' }), kid: 'p', use: 'sig', alg: 'RS256' }] }],
    ['an instance', new Map()],
    ['a promise', Promise.resolve({ keys: [key.jwk] })],
  ])('preload that is %s is refused, and the message has no key material', (_, preload) => {
    const message = mistakeIn({ ...goodPool, keys: { preload } });
    expect(message).toContain('createVerifier: keys.preload must be a JWK set');
    expect(message).not.toContain(key.privateKey.export({ format: 'jwk' }).d);
  });
});

test.each<[string, unknown, string]>([
  ['text', JSON.stringify({ keys: [key.jwk] }), 'got text. Pass JSON.parse(text).'],
  ['a path', '../jwks.json', 'got text. Is it a path? Read the file, and pass JSON.parse(text).'],
  ['the list of keys', [key.jwk], 'got a list. Is it the list of keys? Pass { keys: list }.'],
  ['a module', { default: { keys: [key.jwk] } }, 'got an object without keys.'],
  ['a Response', new Response('{}'), 'got an instance of Response.'],
])(
  'the message about keys.preload that is %s suggests the key set, and does not show the value',
  (_, preload, answer) => {
    const message = mistakeIn({ ...goodPool, keys: { preload } });
    expect(message).toContain(`createVerifier: keys.preload must be a JWK set`);
    expect(message).toContain(answer);
    expect(message).not.toContain(key.jwk.n);
  },
);

test('the minimum and maximum values are accepted', () => {
  for (const options of [
    { clockToleranceSeconds: 0, maxTokenLength: 1_024, cache: { maxEntries: 1, maxBytes: 1 } },
    { clockToleranceSeconds: 300, maxTokenLength: 65_536, cache: false as const },
    { keys: { timeoutMs: 1, refreshAfterSeconds: 1, maxAgeSeconds: 2, preload: { keys: [key.jwk] } } },
    { clientId: null, tokenUse: null, audience: null },
    {
      clientId: ['web', 'mobile'],
      audience: ['https://api.example.com'],
      replicaRegions: ['us-west-2', 'us-gov-west-1'],
    },
  ]) {
    expect(() => createVerifier({ ...goodPool, ...options })).not.toThrow();
  }
  expect(() => createVerifier({ resolvePool: () => goodPool, maxPools: 1_000_000 })).not.toThrow();
});
