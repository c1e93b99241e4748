import { createVerifier, type Verifier, type VerifierOptions } from '@cognito-guard/core';
import { createTestPool, type TestPool } from '@cognito-guard/testing';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { keyHost, manualClock, refusal } from '../support/key-world.ts';

afterEach(() => vi.restoreAllMocks());

const pool: TestPool = await createTestPool();
const second: TestPool = await createTestPool({ userPoolId: 'us-east-1_TestPool2', clientId: 'secondclient' });
const wrongIssuer = { code: 'wrong_issuer', status: 401 };

const withIssuer = (iss: unknown): string => pool.accessToken({ claims: { iss } });

describe('an issuer that is not exactly a configured one is refused before any fetch', () => {
  const { issuer, userPoolId } = pool;
  test.each<[string, unknown]>([
    ['of another pool', second.issuer],
    ['of another pool of the same region', issuer.replace(userPoolId, 'eu-west-1_TestPool9')],
    ['with a trailing slash', `${issuer}/`],
    ['with an upper-case host', issuer.replace('cognito', 'COGNITO')],
    ['in upper case', issuer.toUpperCase()],
    ['with a lower-case pool id', issuer.toLowerCase()],
    ['http', issuer.replace('https:', 'http:')],
    ['without a scheme', issuer.replace('https://', '')],
    ['with a longer pool id', `${issuer}x`],
    ['with a shorter pool id', issuer.slice(0, -1)],
    ['with a longer host', issuer.replace('.com', '.com.evil.example')],
    ['with the pool id on another host', `https://evil.example/${userPoolId}`],
    ['with a path behind', `${issuer}/.well-known/jwks.json`],
    ['with a query', `${issuer}?x=1`],
    ['with a user', issuer.replace('https://', 'https://cognito@')],
    ['with a port', issuer.replace('.com', '.com:443')],
    ['with a space', ` ${issuer}`],
    ['with a line break', `${issuer}\n`],
    ['with a NUL', `${issuer}\0`],
    ['of a replica that is not configured', issuer.replace('cognito-idp.eu-west-1', 'cognito-idp.us-west-2')],
    ['in an array', [issuer]],
    ['in an object', { toString: issuer, issuer }],
    ['null', null],
    ['true', true],
    ['a number', 7],
    ['empty', ''],
    ['the name of a member of Object.prototype', 'constructor'],
    ['__proto__', '__proto__'],
    ['missing', undefined],
  ])('%s', async (_, iss) => {
    const host = keyHost(pool.jwks());
    const keys = { fetch: host.fetch };
    const one = createVerifier({ ...pool.options, tokenUse: 'access', keys });
    const several = createVerifier({ pools: [{ userPoolId, clientId: null, tokenUse: 'access' }], keys });
    for (const { verify } of [one, several]) expect(await refusal(verify(withIssuer(iss)))).toEqual(wrongIssuer);
    expect(host.count).toBe(0);
  });
});

describe('several pools', () => {
  const urls: string[] = [];
  const both = (): Verifier<'access' | 'id'> => {
    urls.length = 0;
    return createVerifier<'access' | 'id'>({
      pools: [
        { userPoolId: pool.userPoolId, clientId: pool.clientId, tokenUse: 'access' },
        {
          userPoolId: second.userPoolId,
          clientId: [second.clientId, 'third'],
          tokenUse: 'id',
          issuerFormat: 'original',
        },
      ],
      keys: {
        fetch: (url, init) => {
          urls.push(url);
          return url.includes(pool.userPoolId) ? pool.fetch(url, init) : second.fetch(url, init);
        },
      },
    });
  };

  test('are distinguished by the exact issuer, and only the named one fetches keys', async () => {
    const verifier = both();
    const auth = await verifier.verify(second.idToken());
    expect(auth).toMatchObject({ userPoolId: second.userPoolId, issuer: second.issuer, tokenUse: 'id' });
    expect(urls).toEqual([second.jwksUri]);
    await verifier.verify(pool.accessToken());
    expect(urls).toEqual([second.jwksUri, pool.jwksUri]);
  });

  test('keep their own rules', async () => {
    const verifier = both();
    const cases = [
      [pool.idToken(), { code: 'wrong_token_use', status: 401 }],
      [second.accessToken(), { code: 'wrong_token_use', status: 401 }],
      [pool.accessToken({ clientId: second.clientId }), { code: 'wrong_client', status: 401 }],
      [second.idToken({ clientId: pool.clientId }), { code: 'wrong_client', status: 401 }],
      [second.idToken({ claims: { iss: second.updatedIssuer } }), wrongIssuer],
    ] as const;
    for (const [token, answer] of cases) expect(await refusal(verifier.verify(token))).toEqual(answer);
    await expect(verifier.verify(pool.accessToken({ claims: { iss: pool.updatedIssuer } }))).resolves.toBeDefined();
  });

  test('refuse a token that names one pool and is signed by another', async () => {
    const { verify, ready } = both();
    await ready();
    expect(await refusal(verify(pool.accessToken({ key: second.keys.access })))).toEqual({
      code: 'unknown_key',
      status: 401,
    });
    const disguised = pool.accessToken({ key: second.keys.access, header: { kid: pool.keys.access.kid } });
    expect(await refusal(verify(disguised))).toEqual({ code: 'invalid_signature', status: 401 });
  });

  test("work while another pool's endpoint is down", async () => {
    const down: VerifierOptions<'access'> = {
      pools: [pool, second].map(({ userPoolId, clientId }) => ({ userPoolId, clientId, tokenUse: 'access' })),
      keys: { fetch: (url, init) => pool.fetch(url, init) },
    };
    const { verify, ready, stats } = createVerifier(down);
    expect(await refusal(verify(second.accessToken()))).toMatchObject({ code: 'keys_unavailable', status: 503 });
    await expect(verify(pool.accessToken())).resolves.toBeDefined();
    expect(await refusal(ready())).toMatchObject({ code: 'keys_unavailable', status: 503 });
    expect(stats().pools).toMatchObject([
      { userPoolId: pool.userPoolId, keys: 2 },
      { userPoolId: second.userPoolId, keys: 0 },
    ]);
  });

  test('whose endpoints are all down: ready() names each of them, and Retry-After is that of the last retry', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0.5);
    const clock = manualClock();
    const { verify, ready } = createVerifier({
      pools: [pool, second].map(({ userPoolId, clientId }) => ({ userPoolId, clientId, tokenUse: 'access' as const })),
      keys: { fetch: () => Promise.resolve(new Response(null, { status: 500 })) },
      clock: clock.read,
    });
    for (const pause of [1, 2]) {
      await refusal(verify(pool.accessToken()));
      clock.advance(pause);
    }
    // The first pool's third attempt, and the second one's first.
    const error: unknown = await ready().catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'keys_unavailable', headers: { 'Retry-After': '5' } });
    const why = (id: string): string => `${id}: KeyFailureError: The key set is not available: http_status (500).`;
    expect(error).toMatchObject({ cause: { message: `${why(pool.userPoolId)}; ${why(second.userPoolId)}` } });
  });
});

describe('replicaRegions', () => {
  const replica = (region: string): string => pool.issuer.replace('cognito-idp.eu-west-1', `cognito-idp.${region}`);
  const options = { userPoolId: pool.userPoolId, clientId: pool.clientId, tokenUse: 'access' } as const;

  test('a replica’s issuer is accepted, with keys from the home pool’s host', async () => {
    const host = keyHost(pool.jwks());
    const { verify } = createVerifier({
      ...options,
      replicaRegions: ['us-west-2', 'ap-south-1'],
      keys: { fetch: host.fetch },
    });
    for (const region of ['us-west-2', 'ap-south-1']) {
      const auth = await verify(withIssuer(replica(region)));
      expect(auth).toMatchObject({ issuer: replica(region), userPoolId: pool.userPoolId });
    }
    await verify(pool.accessToken());
    expect(host.urls).toEqual([pool.jwksUri]);
  });

  test('other regions, and a replica in the updated format, are refused', async () => {
    const host = keyHost(pool.jwks());
    const { verify } = createVerifier({ ...options, replicaRegions: ['us-west-2'], keys: { fetch: host.fetch } });
    const updatedReplica = replica('us-west-2').replace('//', '//issuer-');
    for (const iss of [replica('us-west-1'), updatedReplica]) {
      expect(await refusal(verify(withIssuer(iss)))).toEqual(wrongIssuer);
    }
    expect(host.count).toBe(0);
  });
});

describe('a pool in another partition', () => {
  const options = { userPoolId: 'cn-north-1_TestPool3', clientId: pool.clientId, tokenUse: 'access' } as const;
  const issuer = 'https://cognito-idp.cn-north-1.amazonaws.com.cn/cn-north-1_TestPool3';

  test.each(['cn-north-1_TestPool3', 'cn-northwest-1_TestPool3', 'eusc-de-east-1_TestPool3'])(
    'whose domain is not amazonaws.com needs an issuer: %s',
    (userPoolId) => {
      expect(() => createVerifier({ ...options, userPoolId })).toThrow(
        /^createVerifier: issuer is needed for a user pool in (?:cn|eusc)-[a-z0-9-]+, whose domain is not amazonaws\.com/,
      );
    },
  );

  test('in GovCloud needs no issuer', () => {
    expect(() => createVerifier({ ...options, userPoolId: 'us-gov-west-1_TestPool3' })).not.toThrow();
  });

  test('with a replica is a configuration error', () => {
    const withReplica = { ...pool.options, tokenUse: 'access', replicaRegions: ['cn-north-1'] } as const;
    expect(() => createVerifier(withReplica)).toThrow(/replicaRegions must be/);
  });

  test('issuer replaces both issuers, and its host is the only one that is fetched from', async () => {
    const host = keyHost(pool.jwks());
    const { verify } = createVerifier({ ...options, issuer, keys: { fetch: host.fetch } });
    await expect(verify(withIssuer(issuer))).resolves.toMatchObject({ issuer, userPoolId: options.userPoolId });
    for (const format of ['cognito-idp', 'issuer-cognito-idp']) {
      const usual = `https://${format}.cn-north-1.amazonaws.com/cn-north-1_TestPool3`;
      expect(await refusal(verify(withIssuer(usual)))).toEqual(wrongIssuer);
    }
    expect(host.urls).toEqual([`${issuer}/.well-known/jwks.json`]);
  });

  test('jwksUri replaces the URL, and no other host is called, even after 404', async () => {
    const host = keyHost(pool.jwks());
    const jwksUri = 'https://keys.example/jwks.json';
    const { verify } = createVerifier({ ...pool.options, tokenUse: 'access', jwksUri, keys: { fetch: host.fetch } });
    await expect(verify(withIssuer(pool.updatedIssuer))).resolves.toBeDefined();
    const missing = keyHost({});
    missing.fail(404);
    const other = createVerifier({ ...pool.options, tokenUse: 'access', jwksUri, keys: { fetch: missing.fetch } });
    expect(await refusal(other.verify(pool.accessToken()))).toMatchObject({ code: 'keys_unavailable', status: 503 });
    expect([...host.urls, ...missing.urls]).toEqual([jwksUri, jwksUri]);
  });

  test('issuer and jwksUri can be combined', async () => {
    const host = keyHost(pool.jwks());
    const jwksUri = 'https://keys.example/jwks.json';
    const { verify } = createVerifier({ ...options, issuer, jwksUri, keys: { fetch: host.fetch } });
    await expect(verify(withIssuer(issuer))).resolves.toBeDefined();
    expect(host.urls).toEqual([jwksUri]);
  });
});
