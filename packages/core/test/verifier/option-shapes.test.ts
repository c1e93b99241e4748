import { createVerifier, type VerifierEvent } from '@cognito-guard/core';
import { createTestPool } from '@cognito-guard/testing';
import { describe, expect, test } from 'vitest';
import { goodPool, mistakeIn } from '../support/option-mistakes.ts';
import { outcomeOf } from '../support/outcome.ts';

const secondPool = { ...goodPool, userPoolId: 'eu-west-1_Second' };
const resolvePool = (): undefined => undefined;

describe('an unknown option', () => {
  test.each<[where: string, unknown: string, options: unknown]>([
    ['createVerifier: options', 'clientID', { ...goodPool, clientID: 'web' }],
    ['createVerifier: options', 'audiences', { ...goodPool, audiences: ['api'] }],
    ['createVerifier: options', 'revoked', { ...goodPool, revoked: undefined }],
    ['createVerifier: options', 'maxPools', { ...goodPool, maxPools: 5 }],
    ['createVerifier: options', 'maxPools', { pools: [goodPool], maxPools: 5 }],
    ['createVerifier: options', 'tokenUses', { pools: [goodPool], tokenUses: 'access' }],
    ['createVerifier: options', 'pool', { resolvePool, pool: goodPool }],
    ['createVerifier: keys', 'timeout', { ...goodPool, keys: { timeout: 5 } }],
    ['createVerifier: keys', 'jwksUri', { pools: [goodPool], keys: { jwksUri: 'https://example.com' } }],
    ['createVerifier: keys', 'timeout', { resolvePool, keys: { timeout: 5 } }],
    ['createVerifier: cache', 'ttl', { ...goodPool, cache: { ttl: 5 } }],
    ['createVerifier: pools[0]', 'scope', { pools: [{ ...goodPool, scope: 'read' }] }],
    [
      'createVerifier: pools[1]',
      'clockToleranceSeconds',
      { pools: [goodPool, { ...secondPool, clockToleranceSeconds: 9 }] },
    ],
    ['createVerifier: pools[1].keys', 'maxAge', { pools: [goodPool, { ...secondPool, keys: { maxAge: 9 } }] }],
  ])('%s refuses the unknown option "%s", and the message lists the known ones', (where, unknown, options) => {
    const message = mistakeIn(options);
    expect(message).toContain(`${where} has no option "${unknown}"; its options are `);
    const listed = message.split('its options are ')[1]?.replace(/\.$/, '').split(', ') ?? [];
    expect(listed.length).toBeGreaterThan(1);
    expect(listed).not.toContain(unknown);
  });

  test.each<[string, unknown]>([
    ['undefined', undefined],
    ['null', null],
    ['"eu-west-1_AbC123xyz"', 'eu-west-1_AbC123xyz'],
    [`[${JSON.stringify(goodPool)}]`, [goodPool]],
    ['the RegExp /x/', /x/],
    ['a function', () => goodPool],
  ])('options that are %s are refused', (shown, options) => {
    const message = mistakeIn(options);
    expect(message).toContain('createVerifier: options must be an object with userPoolId, clientId, tokenUse');
    expect(message).toContain(`got ${shown}.`);
  });

  test.each([undefined, null, 'eu-west-1_AbC123xyz', /x/])(
    'a pool that is %s is refused, and the message has its index',
    (pool) => {
      expect(mistakeIn({ pools: [goodPool, pool] })).toContain(
        'createVerifier: pools[1] must be an object with userPoolId',
      );
    },
  );
});

describe('mutually exclusive options', () => {
  test.each<[string, unknown, RegExp]>([
    ['userPoolId with pools', { ...goodPool, pools: [secondPool] }, /no option "userPoolId"/],
    ['clientId with pools', { clientId: 'web', pools: [secondPool] }, /no option "clientId"/],
    ['tokenUse with resolvePool', { tokenUse: 'id', resolvePool }, /no option "tokenUse"/],
    ['userPoolId with resolvePool', { ...goodPool, resolvePool }, /no option "userPoolId"/],
    ['pools with resolvePool', { pools: [goodPool], resolvePool }, /no option "resolvePool"/],
    [
      'audience for ID tokens',
      { ...goodPool, tokenUse: 'id', audience: 'api' },
      /createVerifier: audience .* clientId/,
    ],
    [
      'audience null for ID tokens',
      { ...goodPool, tokenUse: 'id', audience: null },
      /createVerifier: audience .* clientId/,
    ],
    [
      'issuer with issuerFormat',
      { ...goodPool, issuer: 'https://example.com/p', issuerFormat: 'both' },
      /createVerifier: issuer replaces issuerFormat/,
    ],
    [
      'issuer with replicaRegions',
      { ...goodPool, issuer: 'https://example.com/p', replicaRegions: ['us-west-2'] },
      /createVerifier: issuer replaces replicaRegions/,
    ],
    [
      'replicaRegions with the updated format alone',
      { ...goodPool, issuerFormat: 'updated', replicaRegions: ['us-west-2'] },
      /createVerifier: replicaRegions needs issuerFormat "original" or "both"/,
    ],
    [
      'one preload for several pools',
      { pools: [goodPool], keys: { preload: { keys: [] } } },
      /createVerifier: keys\.preload/,
    ],
    [
      'one preload for resolved pools',
      { resolvePool, keys: { preload: { keys: [] } } },
      /createVerifier: keys\.preload/,
    ],
  ])('%s: the message names them', (_, options, message) => {
    expect(mistakeIn(options)).toMatch(message);
  });

  test("the message about a preload for several pools names the pool's own option", async () => {
    const pool = await createTestPool();
    const message = mistakeIn({ pools: [goodPool, secondPool], keys: { preload: pool.jwks() } });
    expect(message).toBe("createVerifier: keys.preload belongs to one pool; give it in that pool's own keys.");
  });

  const original = 'https://cognito-idp.us-west-2.amazonaws.com/eu-west-1_AbC123xyz';
  test.each<[string, object[]]>([
    ['the same pool', [goodPool, { ...goodPool, clientId: 'other' }]],
    ['the same pool in two formats that overlap', [{ ...goodPool, issuerFormat: 'updated' }, goodPool]],
    [
      'an issuer override that names another pool',
      [goodPool, { ...secondPool, issuer: original.replace('us-west-2', 'eu-west-1') }],
    ],
    [
      'a replica that another entry names',
      [
        { ...goodPool, replicaRegions: ['us-west-2'] },
        { ...secondPool, issuer: original },
      ],
    ],
    [
      'two equal issuer overrides',
      [
        { ...goodPool, issuer: original },
        { ...secondPool, issuer: original },
      ],
    ],
  ])('two pools with one issuer are refused: %s', (_, pools) => {
    const message = mistakeIn({ pools });
    expect(message).toContain('createVerifier: pools contain one issuer twice');
    expect(message).toMatch(/eu-west-1_(AbC123xyz|Second)/);
  });

  test('one pool in two entries is accepted where no issuer is in both', () => {
    const pools = [
      { ...goodPool, issuerFormat: 'original' },
      { ...goodPool, issuerFormat: 'updated' },
    ] as const;
    expect(() => createVerifier({ pools })).not.toThrow();
  });
});

describe('configuration is fixed at construction', () => {
  const now = 1_800_000_000_000;

  test('changing the options object afterwards has no effect', async () => {
    const pool = await createTestPool({ clock: () => now });
    const other = await createTestPool({ userPoolId: 'eu-west-1_OtherPool', clock: () => now });
    const events: VerifierEvent[] = [];
    const fetch = pool.fetch;
    const entry = {
      userPoolId: pool.userPoolId,
      clientId: ['web'],
      tokenUse: 'access' as 'access' | 'id' | null,
      audience: ['api'] as string[] | null,
      replicaRegions: ['us-west-2'],
      keys: { fetch, preload: pool.jwks() },
    };
    const options = {
      pools: [entry],
      clockToleranceSeconds: 5,
      maxTokenLength: 8_192,
      cache: { maxEntries: 10, maxBytes: 100_000 },
      clock: () => now,
      onEvent: (event: VerifierEvent) => void events.push(event),
    };
    const verifier = createVerifier(options);

    const intruder = {
      ...other.options,
      clientId: ['intruder'],
      tokenUse: null,
      audience: null,
      replicaRegions: [],
      keys: entry.keys,
    };
    options.pools.push(intruder);
    entry.clientId.push('intruder');
    entry.audience?.push('else');
    entry.audience = null;
    entry.tokenUse = null;
    entry.replicaRegions.push('us-east-1');
    entry.keys.preload.keys.length = 0;
    entry.keys.fetch = other.fetch;
    options.clockToleranceSeconds = 1e9;
    options.clock = () => 0;
    options.cache.maxEntries = 1e9;

    const outcome = (claims: object): Promise<string> =>
      outcomeOf(verifier.verify(pool.accessToken({ clientId: 'web', claims: { aud: 'api', ...claims } })));
    expect(await outcome({})).toBe('accepted');
    expect(await outcome({ client_id: 'intruder' })).toBe('401 wrong_client');
    expect(await outcome({ aud: 'else' })).toBe('401 wrong_audience');
    expect(await outcome({ iss: pool.issuer.replace('eu-west-1.', 'us-west-2.') })).toBe('accepted');
    expect(await outcome({ iss: pool.issuer.replace('eu-west-1.', 'us-east-1.') })).toBe('401 wrong_issuer');
    expect(await outcome({ iat: now / 1000 - 60, exp: now / 1000 - 6 })).toBe('401 token_expired');
    expect(await outcomeOf(verifier.verify(pool.idToken({ clientId: 'web' })))).toBe('401 wrong_token_use');
    expect(await outcomeOf(verifier.verify(other.accessToken({ clientId: 'intruder' })))).toBe('401 wrong_issuer');
    for (let i = 0; i < 20; i++) await outcome({ jti: `${i}` });
    expect(verifier.stats().cacheEntries).toBe(10);
    expect(events.length).toBeGreaterThan(20);
  });

  test('the verifier is frozen', () => {
    const verifier = createVerifier(goodPool);
    expect(Object.isFrozen(verifier)).toBe(true);
    expect(() => Object.assign(verifier, { verify: () => 'yes' })).toThrow(TypeError);
    expect(Object.isFrozen(verifier.stats())).toBe(true);
  });
});

test.each([
  ['timeoutMs', 'keys.timeoutMs'],
  ['maxEntries', 'cache.maxEntries'],
  ['cacheSeconds', 'revocation.cacheSeconds'],
])('the message about an option at the wrong level, "%s", has its path', (name, path) => {
  expect(mistakeIn({ ...goodPool, [name]: 5 })).toMatch(new RegExp(`Did you mean ${path}\\?$`));
});

test('the message about the text of an environment variable for a number has the conversion', () => {
  expect(mistakeIn({ ...goodPool, clockToleranceSeconds: '5' })).toBe(
    'createVerifier: clockToleranceSeconds must be a number of seconds from 0 to 300; got "5". Is it the text of an environment variable? Pass Number(text).',
  );
});
