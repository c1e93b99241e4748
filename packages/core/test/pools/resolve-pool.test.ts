import { setImmediate } from 'node:timers/promises';
import { createVerifier, type KeyOptions, type ResolvePool, type Verifier } from '@cognito-guard/core';
import { createTestPool, type TestPool, tamperHeader, tamperPayload } from '@cognito-guard/testing';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { eventually, type ManualClock, manualClock, refusal } from '../support/key-world.ts';

let clock: ManualClock = manualClock();
const read = (): number => clock.read();
const pool: TestPool = await createTestPool({ clock: read });
const tenant: TestPool = await createTestPool({ clock: read, userPoolId: 'us-east-1_Tenant2' });
const wrongIssuer = { code: 'wrong_issuer', status: 401 };
const unavailable = { code: 'keys_unavailable', status: 503, retryAfter: 1 };

type Answer = Awaited<ReturnType<ResolvePool<'access'>>>;
const rulesOf = ({ userPoolId, clientId }: TestPool): NonNullable<Answer> => ({
  userPoolId,
  clientId,
  tokenUse: 'access',
});
const allowList = (issuer: string): Answer => {
  const found = [pool, tenant].find((one) => one.issuer === issuer);
  return found && rulesOf(found);
};

let fetches = 0;
const keys: KeyOptions = {
  fetch: (url, init) => {
    fetches++;
    return url.includes(tenant.userPoolId) ? tenant.fetch(url, init) : pool.fetch(url, init);
  },
};

const start = (
  resolvePool: unknown,
  options: { maxPools?: number; cache?: false; timeoutMs?: number } = {},
): Verifier<'access'> => {
  const { timeoutMs = 1_500, ...others } = options;
  const resolver = resolvePool as ResolvePool<'access'>;
  return createVerifier({ resolvePool: resolver, clock: read, keys: { ...keys, timeoutMs }, ...others });
};

beforeEach(() => {
  vi.spyOn(Math, 'random').mockReturnValue(0.5);
  clock = manualClock();
  fetches = 0;
});

describe('resolvePool is the allow list', () => {
  test('a returned tenant is accepted by its own rules, after one call', async () => {
    const resolvePool = vi.fn(allowList);
    const { verify, stats } = start(resolvePool);
    expect(await verify(tenant.accessToken())).toMatchObject({ userPoolId: tenant.userPoolId });
    expect(await verify(pool.accessToken())).toMatchObject({ userPoolId: pool.userPoolId });
    expect(await refusal(verify(pool.idToken()))).toEqual({ code: 'wrong_token_use', status: 401 });
    const disguised = tenant.accessToken({ claims: { iss: pool.issuer } });
    expect(await refusal(verify(disguised))).toEqual({ code: 'unknown_key', status: 401 });
    expect(resolvePool.mock.calls).toEqual([[tenant.issuer], [pool.issuer]]);
    expect(
      stats()
        .pools.map(({ userPoolId }) => userPoolId)
        .toSorted(),
    ).toEqual([pool.userPoolId, tenant.userPoolId].toSorted());
  });

  test.each([
    ['undefined', () => undefined],
    ['null', () => null],
    ['a promise of undefined', async () => undefined],
  ])('%s is a refusal, without a fetch', async (_, resolvePool) => {
    expect(await refusal(start(resolvePool).verify(pool.accessToken()))).toEqual(wrongIssuer);
    expect(fetches).toBe(0);
  });

  test('a result for another issuer is refused, so that it cannot accept more tokens', async () => {
    const { verify } = start(() => rulesOf(tenant));
    expect(await refusal(verify(pool.accessToken()))).toEqual(wrongIssuer);
    const evil = tenant.accessToken({ claims: { iss: `https://evil.example/${tenant.userPoolId}` } });
    expect(await refusal(verify(evil))).toEqual(wrongIssuer);
    expect(fetches).toBe(0);
  });

  test.each<[string, unknown]>([
    ['missing', undefined],
    ['null', null],
    ['a number', 7],
    ['an array', [pool.issuer]],
    ['an object', { toString: pool.issuer }],
    ['empty', ''],
    ['a word', 'constructor'],
    ['http', pool.issuer.replace('https:', 'http:')],
    ['with a trailing slash', `${pool.issuer}/`],
    ['with an upper-case host', pool.issuer.replace('cognito', 'Cognito')],
    ['with a query', `${pool.issuer}?x`],
    ['with a fragment', `${pool.issuer}#x`],
    ['with a user', pool.issuer.replace('https://', 'https://x@')],
    ['with a port', pool.issuer.replace('.com', '.com:8443')],
    ['with a longer path', `${pool.issuer}/../x`],
    ['with a line break', `${pool.issuer}\nx`],
    ['with a NUL', `${pool.issuer}\0`],
    ['very long', `${pool.issuer}${'x'.repeat(3_000)}`],
  ])('is not called for an issuer without Cognito’s form: %s', async (_, iss) => {
    const resolvePool = vi.fn(allowList);
    expect(await refusal(start(resolvePool).verify(pool.accessToken({ claims: { iss } })))).toEqual(wrongIssuer);
    expect(resolvePool).not.toHaveBeenCalled();
  });

  test('is called once for 50 concurrent tokens of a new tenant', async () => {
    const resolvePool = vi.fn(async (issuer: string) => allowList(issuer));
    const { verify } = start(resolvePool);
    await Promise.all(Array.from({ length: 50 }, () => verify(pool.accessToken())));
    expect(resolvePool).toHaveBeenCalledTimes(1);
    expect(fetches).toBe(1);
  });
});

describe('maxPools', () => {
  test('bounds the cached tenants; an evicted tenant is resolved again', async () => {
    const resolvePool = vi.fn(allowList);
    const { verify, stats } = start(resolvePool, { maxPools: 1 });
    const [first, other] = [pool.accessToken(), tenant.accessToken()];
    for (const token of [first, other, first, other]) {
      await verify(token);
      expect(stats().pools).toHaveLength(1);
    }
    expect(resolvePool).toHaveBeenCalledTimes(4);
  });
});

describe('a failing resolver is keys_unavailable, never invalid_token', () => {
  const circular: Record<string, unknown> = { ...rulesOf(pool) };
  circular['self'] = circular;
  test.each<[string, unknown]>([
    [
      'throws',
      () => {
        throw new Error('no database');
      },
    ],
    [
      'throws nothing',
      () => {
        throw undefined;
      },
    ],
    ['rejects', () => Promise.reject(new Error('no database'))],
    ['returns text', () => pool.userPoolId],
    ['returns true', () => true],
    ['returns an empty object', () => ({})],
    ['omits a rule', () => ({ userPoolId: pool.userPoolId, clientId: null })],
    ['has a rule undefined', () => ({ ...rulesOf(pool), clientId: undefined })],
    ['has an unknown rule', () => ({ ...rulesOf(pool), clientID: 'x' })],
    ['returns no pool id', () => ({ ...rulesOf(pool), userPoolId: 'pool' })],
    ['returns a circular object', () => circular],
    ['returns a bigint', () => ({ ...rulesOf(pool), clientId: 7n })],
  ])('a resolver that %s', async (_, resolvePool) => {
    expect(await refusal(start(resolvePool).verify(pool.accessToken()))).toEqual(unavailable);
    expect(fetches).toBe(0);
  });

  test('a resolver that hangs', async () => {
    const { verify } = start(() => new Promise(() => {}), { timeoutMs: 50 });
    expect(await refusal(verify(pool.accessToken()))).toEqual(unavailable);
  });

  test('the event names the resolver, and nothing of its error', async () => {
    const { verify } = start(() => Promise.reject(new Error('no database')));
    const error: unknown = await verify(pool.accessToken()).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ cause: { message: 'The key set is not available: resolve_pool.' } });
  });

  test('is called again by the next request', async () => {
    const resolvePool = vi.fn(allowList).mockImplementationOnce(() => {
      throw new Error('no database');
    });
    const { verify } = start(resolvePool);
    expect(await refusal(verify(pool.accessToken()))).toEqual(unavailable);
    await expect(verify(pool.accessToken())).resolves.toBeDefined();
  });
});

describe('ten minutes after the last call', () => {
  test('resolvePool is called again, behind a request; not before', async () => {
    const resolvePool = vi.fn(async (issuer: string) => allowList(issuer));
    const { verify } = start(resolvePool, { cache: false });
    await verify(pool.accessToken());
    clock.advance(599);
    await verify(pool.accessToken());
    expect(resolvePool).toHaveBeenCalledTimes(1);
    clock.advance(1);
    resolvePool.mockReturnValue(new Promise(() => {}));
    await Promise.all([verify(pool.accessToken()), verify(pool.accessToken())]);
    expect(resolvePool).toHaveBeenCalledTimes(2);
  });

  test('the same result keeps keys and verdicts', async () => {
    const resolvePool = vi.fn(allowList);
    const { verify, stats } = start(resolvePool);
    const token = pool.accessToken();
    await verify(token);
    clock.advance(600);
    await verify(pool.accessToken());
    expect(resolvePool).toHaveBeenCalledTimes(2);
    await verify(token);
    expect(stats()).toMatchObject({ cacheHits: 1, pools: [{ generation: expect.any(Number) }] });
  });

  test('a function in a result counts as present or absent: a new function changes nothing, its removal does', async () => {
    const resolvePool = vi.fn((): Answer => ({ ...rulesOf(pool), keys: { fetch: (...args) => pool.fetch(...args) } }));
    const { verify, stats } = start(resolvePool);
    const token = pool.accessToken();
    for (const hits of [0, 1, 2]) {
      await verify(token);
      await setImmediate();
      expect(stats().cacheHits).toBe(hits);
      clock.advance(600);
    }
    resolvePool.mockReturnValue({ ...rulesOf(pool), keys: {} });
    await verify(token);
    await eventually(() => expect(stats().pools).toMatchObject([{ fetches: 0 }]));
  });

  test.each([
    ['taken back', undefined],
    ['that is resolved to another tenant', rulesOf(tenant)],
  ])('a tenant %s loses its cached verdicts', async (_, answer) => {
    const resolvePool = vi.fn(allowList);
    const { verify, stats } = start(resolvePool);
    const token = pool.accessToken();
    await verify(token);
    resolvePool.mockReturnValue(answer);
    clock.advance(600);
    await verify(pool.accessToken());
    await eventually(() => expect(stats().pools).toEqual([]));
    expect(await refusal(verify(token))).toEqual(wrongIssuer);
  });

  test('a removed tenant is refused although all its requests have cached verdicts', async () => {
    const resolvePool = vi.fn(allowList);
    const { verify, stats } = start(resolvePool);
    const token = pool.accessToken();
    await verify(token);
    resolvePool.mockReturnValue(undefined);
    clock.advance(600);
    await verify(token);
    expect(resolvePool).toHaveBeenCalledTimes(2);
    await eventually(() => expect(stats().pools).toEqual([]));
    expect(await refusal(verify(token))).toEqual(wrongIssuer);
  });

  test("a tenant's new rules apply to its cached tokens", async () => {
    const resolvePool = vi.fn(allowList);
    const { verify } = start(resolvePool);
    const token = pool.accessToken();
    await verify(token);
    resolvePool.mockReturnValue({ ...rulesOf(pool), clientId: 'another' });
    clock.advance(600);
    await verify(pool.accessToken());
    await eventually(async () => expect(await refusal(verify(token))).toEqual({ code: 'wrong_client', status: 401 }));
  });

  test('a failing resolver leaves known tenants working, and is not called by each of their requests', async () => {
    const resolvePool = vi.fn(allowList);
    const { verify } = start(resolvePool, { cache: false });
    await verify(pool.accessToken());
    resolvePool.mockImplementation(() => {
      throw new Error('no database');
    });
    clock.advance(600);
    for (let request = 0; request < 5; request++) {
      await verify(pool.accessToken());
      await setImmediate();
    }
    expect(resolvePool).toHaveBeenCalledTimes(2);
  });
});

describe('a resolver that fails, is flooded, or is never called behind a request', () => {
  const original = pool.issuer;
  const down = (): never => {
    throw new Error('no database');
  };

  test('past the hard age of its last result, a tenant is 503, not 401', async () => {
    const resolvePool = vi.fn(allowList);
    const verifier = createVerifier({
      resolvePool,
      clock: read,
      keys: { ...keys, refreshAfterSeconds: 60, maxAgeSeconds: 3_600 },
    });
    await verifier.verify(pool.accessToken());
    resolvePool.mockImplementation(down);
    clock.advance(3_599);
    await expect(verifier.verify(pool.accessToken())).resolves.toBeDefined();
    clock.advance(60);
    expect(await refusal(verifier.verify(pool.accessToken()))).toMatchObject({ code: 'keys_unavailable', status: 503 });
  });

  test('past twice the soft age, a request waits for a call, and a removed tenant is refused', async () => {
    const resolvePool = vi.fn<(issuer: string) => Promise<Answer>>(async (issuer) => allowList(issuer));
    const { verify } = start(resolvePool);
    const token = pool.accessToken();
    await verify(token);
    // Its request was cancelled: the call behind it never settles.
    resolvePool.mockReturnValueOnce(new Promise(() => {}));
    clock.advance(700);
    await verify(token);
    resolvePool.mockResolvedValue(undefined);
    clock.advance(600);
    expect(await refusal(verify(token))).toEqual(wrongIssuer);
  });

  test('10,000 tokens of unknown issuers cost at most 200 calls in ten seconds, and known tenants work', async () => {
    const resolvePool = vi.fn(allowList);
    const { verify } = start(resolvePool);
    const known = pool.accessToken();
    await verify(known);
    const strangers = Array.from({ length: 10_000 }, (_, index) =>
      tamperPayload(known, { iss: original.replace('TestPool1', `Unknown${index}`) }),
    );
    const codes = await Promise.all(strangers.map(async (token) => (await refusal(verify(token))).code));
    expect(resolvePool.mock.calls.length).toBeLessThanOrEqual(201);
    expect(new Set(codes)).toEqual(new Set(['wrong_issuer', 'keys_unavailable']));
    await expect(verify(pool.accessToken())).resolves.toBeDefined();
    clock.advance(10);
    await expect(verify(tenant.accessToken())).resolves.toBeDefined();
  });

  test('requests that share one call for a new tenant do not raise the limit for unknown issuers', async () => {
    const resolvePool = vi.fn(async (issuer: string) => allowList(issuer));
    const { verify } = start(resolvePool);
    const refuseMany = (from: number): Promise<unknown> =>
      Promise.all(
        Array.from({ length: 150 }, (_, index) => {
          const iss = original.replace('TestPool1', `Unknown${from + index}`);
          return refusal(verify(tamperPayload(pool.accessToken(), { iss })));
        }),
      );
    await refuseMany(0);
    await Promise.all(Array.from({ length: 50 }, () => verify(pool.accessToken())));
    await refuseMany(150);
    expect(resolvePool.mock.calls.length).toBeLessThanOrEqual(201);
  });

  test('10,000 tokens cost as few calls while the resolver fails', async () => {
    const resolvePool = vi.fn(down);
    const { verify } = start(resolvePool);
    const known = pool.accessToken();
    for (let index = 0; index < 1_000; index++) {
      const iss = original.replace('TestPool1', `Unknown${index}`);
      expect(await refusal(verify(tamperPayload(known, { iss })))).toMatchObject({ code: 'keys_unavailable' });
    }
    expect(resolvePool.mock.calls.length).toBeLessThanOrEqual(200);
  });

  test('one unknown issuer costs one call in ten seconds', async () => {
    const resolvePool = vi.fn(() => undefined);
    const { verify } = start(resolvePool);
    for (let request = 0; request < 50; request++) {
      expect(await refusal(verify(pool.accessToken()))).toEqual(wrongIssuer);
    }
    expect(resolvePool).toHaveBeenCalledTimes(1);
    clock.advance(10);
    await refusal(verify(pool.accessToken()));
    expect(resolvePool).toHaveBeenCalledTimes(2);
  });

  test('both issuer formats of a tenant share one call, one entry and one key set', async () => {
    const resolvePool = vi.fn(allowList);
    const { verify, stats } = start(resolvePool);
    await verify(pool.accessToken());
    await verify(pool.accessToken({ claims: { iss: pool.updatedIssuer } }));
    expect(resolvePool).toHaveBeenCalledTimes(1);
    expect(stats().pools).toHaveLength(1);
    expect(fetches).toBe(1);
  });

  test('forged tokens of more tenants than maxPools cost one key fetch for each tenant and pause', async () => {
    const tenants = await Promise.all(
      Array.from({ length: 30 }, (_, index) => createTestPool({ clock: read, userPoolId: `eu-west-1_Tenant${index}` })),
    );
    const resolvePool = (issuer: string): Answer => {
      const found = tenants.find((one) => one.issuer === issuer);
      return found && rulesOf(found);
    };
    const urls: string[] = [];
    const { verify } = createVerifier({
      resolvePool,
      maxPools: 10,
      clock: read,
      keys: {
        fetch: (url, init) => {
          urls.push(url);
          return tenants.find((one) => one.jwksUri === url)?.fetch(url, init) ?? Promise.reject();
        },
      },
    });
    for (let round = 0; round < 5; round++) {
      for (const one of tenants) {
        const forged = tamperHeader(one.accessToken(), { kid: `forged-${round}` });
        expect(await refusal(verify(forged))).toEqual({ code: 'unknown_key', status: 401 });
      }
    }
    expect(urls).toHaveLength(30);
  });
});
