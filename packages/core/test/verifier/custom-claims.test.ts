import { inspect } from 'node:util';
import { createVerifier, type StandardSchema } from '@cognito-guard/core';
import { createTestPool } from '@cognito-guard/testing';
import { type } from 'arktype';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { goodPool, mistakeIn } from '../support/option-mistakes.ts';
import { refusalOf } from '../support/outcome.ts';

const pool = await createTestPool();
const { userPoolId, clientId } = pool.options;

const schemas = {
  zod: z.object({ tenant: z.string(), limits: z.object({ orders: z.int().max(100) }) }),
  valibot: v.object({ tenant: v.string(), limits: v.object({ orders: v.pipe(v.number(), v.maxValue(100)) }) }),
  arktype: type({ '+': 'delete', tenant: 'string', limits: { '+': 'delete', orders: 'number.integer <= 100' } }),
};
type Custom = { tenant: string; limits: { orders: number } };
const libraries: readonly (readonly [string, StandardSchema<unknown, Custom>])[] = Object.entries(schemas);

const good = { tenant: 'acme', limits: { orders: 10 } };

/** A schema of no library, for what libraries rarely do. */
const schemaOf = <Output = unknown>(validate: (value: unknown) => unknown): StandardSchema<unknown, Output> => ({
  '~standard': {
    version: 1,
    vendor: 'test',
    validate: validate as StandardSchema<unknown, Output>['~standard']['validate'],
  },
});
const verifierWith = <Output>(claims: StandardSchema<unknown, Output>) =>
  createVerifier({ ...pool.options, tokenUse: 'access', claims });

/** The error that is not an AuthError with which some work rejects. */
const faultOf = async (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'accepted',
    (error: unknown) => error,
  );

describe.each(libraries)('a schema of %s', (_, claims) => {
  const { verify } = verifierWith(claims);

  test('makes auth.custom of the claims that it declares', async () => {
    const auth = await verify(pool.accessToken({ claims: { ...good, other: true } }));
    expect(auth.custom).toEqual(good);
  });

  test('refuses other claims as invalid_claims, whose cause has the path and no value', async () => {
    const token = pool.accessToken({ claims: { tenant: 'acme', limits: { orders: 4_711 } } });
    const error = await refusalOf(verify(token));
    expect(error).toMatchObject({ code: 'invalid_claims', status: 401 });
    expect(String(error.cause)).toBe('Error: The claims schema refuses limits.orders.');
    expect(inspect(error, { depth: 9 }) + JSON.stringify(error.headers)).not.toMatch(/4711|4,711|acme/);
  });

  test('refuses a token without the claims', async () => {
    const error = await refusalOf(verify(pool.accessToken()));
    expect(String(error.cause)).toMatch(/^Error: The claims schema refuses (tenant, limits|limits, tenant)\.$/);
  });
});

test('an object of schemas, which is no schema, is named, and the message says what is expected', () => {
  const message = mistakeIn({ ...goodPool, claims: { tenant: z.string() } });
  expect(message).toBe(
    'createVerifier: claims must be a schema of Standard Schema 1, such as an object schema of zod, valibot or ArkType; ' +
      'got an object of schemas.',
  );
});

test('a strict schema refuses every token of Cognito, and the cause says why', async () => {
  const { verify } = verifierWith(z.strictObject({ tenant: z.string() }));
  const error = await refusalOf(verify(pool.accessToken({ claims: { tenant: 'acme' } })));
  expect(String(error.cause)).toBe(
    "Error: The claims schema refuses the object as a whole. Is it a strict schema, which refuses Cognito's own claims?",
  );
});

describe('the claims schema', () => {
  test('checks a token once for each verdict, after every other check', async () => {
    let checks = 0;
    const counting = schemaOf((value) => {
      checks++;
      return { value };
    });
    const { verify } = verifierWith(counting);
    const token = pool.accessToken();
    await refusalOf(verify(pool.accessToken({ clientId: 'another-client' })));
    await refusalOf(verify(`${token.slice(0, -4)}AAAA`));
    expect(checks).toBe(0);
    for (const _ of Array(5)) await verify(token);
    expect(checks).toBe(1);
  });

  test.each([
    ['one pool', { userPoolId, clientId, tokenUse: 'access' }],
    ['several pools', { pools: [{ userPoolId, clientId, tokenUse: 'access' }] }],
    ['resolved pools', { resolvePool: () => ({ userPoolId, clientId, tokenUse: 'access' }) }],
  ])('is an option of a verifier of %s', async (_, options) => {
    const shape = options as unknown as Parameters<typeof createVerifier>[0];
    const { verify } = createVerifier({ ...shape, keys: { fetch: pool.options.keys.fetch }, claims: schemas.zod });
    expect((await verify(pool.accessToken({ claims: good }))).custom).toEqual(good);
    expect(await refusalOf(verify(pool.accessToken()))).toMatchObject({ code: 'invalid_claims' });
  });

  test('gets a copy of all claims: what it changes there changes no claim', async () => {
    const changing = schemaOf<typeof good>((value) => {
      const given = value as typeof good;
      given.limits.orders = 99;
      return { value: given };
    });
    const { claims, custom } = await verifierWith(changing).verify(pool.accessToken({ claims: good }));
    expect(custom).toEqual({ ...claims, limits: { orders: 99 } });
    expect(claims['limits']).toEqual({ orders: 10 });
  });

  test('makes a value that is deep-frozen where it is plain', async () => {
    const made = { list: [{ a: 1 }], since: new Date(0), again: {} };
    made.again = made;
    // A schema such as zod's readonly() freezes only the outermost object.
    const { custom } = await verifierWith(schemaOf<typeof made>(() => ({ value: Object.freeze(made) }))).verify(
      pool.accessToken(),
    );
    expect([custom, custom.list, custom.list[0]].every((one) => Object.isFrozen(one))).toBe(true);
    expect(custom.since).toEqual(new Date(0));
  });

  test('makes a value that the bound on memory counts', async () => {
    const token = pool.accessToken({ claims: good });
    const sizes: number[] = [];
    for (const { verify, stats } of [
      createVerifier({ ...pool.options, tokenUse: 'access' }),
      verifierWith(schemas.zod),
    ]) {
      await verify(token);
      sizes.push(stats().cacheBytes);
    }
    expect(sizes).toEqual([512 + 4 * token.length, 512 + 8 * token.length]);
  });

  test('makes no value for a verifier without one', async () => {
    const auth = await createVerifier({ ...pool.options, tokenUse: 'access' }).verify(pool.accessToken());
    expect(auth.custom).toBeUndefined();
  });

  test('names the first three paths, and no key that may be a value', async () => {
    const paths = [['a', { key: 'b' }, 0], ['people', 'jane@example.com'], [Symbol('c')], ['late']];
    const issues = paths.map((path) => ({ message: 'secret', path }));
    const error = await refusalOf(verifierWith(schemaOf(() => ({ issues }))).verify(pool.accessToken()));
    expect(String(error.cause)).toBe('Error: The claims schema refuses a.b.0, people.*, *.');
  });

  test.each([
    ['no path', [{ message: 'secret' }]],
    ['an empty path', [{ message: 'secret', path: [] }]],
    ['no issue in its list', []],
    ['null for its list', null],
  ])('that refuses with %s refuses the object as a whole', async (_, issues) => {
    const error = await refusalOf(verifierWith(schemaOf(() => ({ issues, value: 1 }))).verify(pool.accessToken()));
    expect(String(error.cause)).toMatch(
      /^Error: The claims schema refuses the object as a whole\. Is it a strict schema/,
    );
  });
});

describe('a claims schema that is itself wrong', () => {
  test.each<[string, unknown, string]>([
    ['undefined', undefined, 'got undefined'],
    ['a function of claims', () => true, 'got a function'],
    ['an object', { tenant: 'string' }, 'got {"tenant":"string"}'],
    ['text', 'tenant', 'got "tenant"'],
    ['another version', { '~standard': { version: 2, validate: () => ({}) } }, 'another version of Standard Schema'],
    ['no validate', { '~standard': { version: 1 } }, 'another version of Standard Schema'],
  ])('is a TypeError at construction: %s', (_, claims, got) => {
    const message = mistakeIn({ ...goodPool, claims });
    expect(message).toContain('createVerifier: claims must be a schema of Standard Schema 1');
    expect(message).toContain(got);
  });

  const asynchronous: readonly (readonly [string, StandardSchema])[] = [
    ['zod', schemas.zod.refine(async () => true)],
    [
      'valibot',
      v.objectAsync({
        tenant: v.pipeAsync(
          v.string(),
          v.checkAsync(async () => true),
        ),
      }),
    ],
    ['a promise that rejects', schemaOf(() => Promise.reject(new Error('acme')))],
    ['a thenable', schemaOf(() => Object.defineProperty({}, 'then', { value: () => undefined }))],
  ];
  test.each(asynchronous)('is a TypeError at first use where it is asynchronous: %s', async (_, claims) => {
    const fault = await faultOf(verifierWith(claims).verify(pool.accessToken({ claims: good })));
    expect(fault).toBeInstanceOf(TypeError);
    expect(String(fault)).toContain('createVerifier: claims: the schema returned a promise: it must be synchronous');
    expect(inspect(fault)).not.toContain('acme');
  });

  const throwing = (): never => {
    throw new RangeError('the claim acme is out of range');
  };
  test.each<[string, StandardSchema]>([
    ['a throw', schemaOf(throwing)],
    ['a throw of a refinement of zod', schemas.zod.refine(throwing)],
    ['a throw of text', schemaOf(() => Promise.prototype.then.call('acme'))],
    ['no result', schemaOf(() => undefined)],
    ['a result without a value', schemaOf(() => ({}))],
    ['text', schemaOf(() => 'acme')],
  ])('makes verify throw a TypeError without a claim, and caches nothing: %s', async (_, claims) => {
    const { verify, stats } = verifierWith(claims);
    const token = pool.accessToken({ claims: good });
    for (const work of [verify(token), verify(token)]) {
      const fault = await faultOf(work);
      expect(fault).toBeInstanceOf(TypeError);
      expect(String(fault)).toContain('createVerifier: claims: the schema');
      expect(inspect(fault)).not.toContain('acme');
    }
    expect(stats()).toMatchObject({ verified: 0, cacheEntries: 0 });
  });
});
