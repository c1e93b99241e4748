/** Spellings of paths, sent as raw bytes, through real routers behind `{proxy+}`. */
import type { RouteRule } from '@cognito-guard/authorizer';
import { createVerifier } from '@cognito-guard/core';
import { createTestPool } from '@cognito-guard/testing';
import type { LocalApi } from '@cognito-guard/testing/api-gateway';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { sendBytes } from './support/raw-request.ts';
import { type ApiName, type RouterName, routers, startRouter } from './support/routers.ts';
import { hostilePaths, spelledPaths } from './support/spellings.ts';

const pool = await createTestPool();
const verifier = createVerifier({ ...pool.options, tokenUse: 'access' });
const user = pool.accessToken();
const admin = pool.accessToken({ groups: ['admins'] });
const numRuns = Number(process.env['AUTHORIZER_RUNS'] ?? 1000);

const admins = { anyGroup: ['admins'] };
const apis: readonly ApiName[] = ['REST', 'HTTP, payload 1.0', 'HTTP, payload 2.0'];
const routerNames = Object.keys(routers) as readonly RouterName[];
const everyRouter = apis.flatMap((api) => routerNames.map((router) => [api, router] as const));

/** Rule sets of three kinds: the closed route is listed inside the open one, around it, or beside it. */
const tables: Readonly<Record<string, readonly RouteRule[]>> = {
  'an open API with a closed part': [
    { method: '*', path: '/{proxy+}' },
    { method: '*', path: '/admin', ...admins },
    { method: '*', path: '/admin/{proxy+}', ...admins },
  ],
  'a closed API with an open parameter': [
    { method: '*', path: '/{proxy+}', ...admins },
    { method: '*', path: '/public/{id}' },
  ],
  'routes side by side': [
    { method: '*', path: '/public/{id}' },
    { method: '*', path: '/public/{id}/users', ...admins },
    { method: '*', path: '/admin', ...admins },
    { method: '*', path: '/admin/{proxy+}', ...admins },
  ],
};

const running = new Map<string, Promise<LocalApi>>();
const apiOf = (api: ApiName, router: RouterName, table: string): Promise<LocalApi> => {
  const key = [api, router, table].join('\n');
  const known = running.get(key) ?? startRouter(api, router, verifier, tables[table] ?? []);
  running.set(key, known);
  return known;
};
afterAll(async () => {
  for (const api of running.values()) await (await api).close();
});

/** The rule whose handler answered; undefined where none did. */
const reached = async (
  api: LocalApi,
  method: string,
  path: string,
  token: string,
  rules: readonly RouteRule[],
): Promise<RouteRule | undefined> => {
  const { body } = await sendBytes(api.url, method, path, token);
  return rules.find((rule) => rule.path === body);
};

/** The spellings of the table that reach a handler whose rule the user fails. */
const leaksOf = async (gateway: LocalApi, rules: readonly RouteRule[]): Promise<readonly string[]> => {
  const leaks: string[] = [];
  for (const path of spelledPaths) {
    const rule = await reached(gateway, 'GET', path, user, rules);
    if (rule?.anyGroup !== undefined) leaks.push(`${path} reached ${rule.path}`);
  }
  return leaks;
};

describe.each(everyRouter)('%s, %s', (api, router) => {
  test.each(Object.entries(tables))(
    '%s: no listed spelling reaches a handler whose rule the token fails',
    async (table, rules) => {
      const gateway = await apiOf(api, router, table);
      expect(await leaksOf(gateway, rules)).toEqual([]);
    },
  );

  test.each(Object.entries(tables))(
    '%s: no generated spelling reaches a handler whose rule the token fails',
    async (table, rules) => {
      const gateway = await apiOf(api, router, table);
      await fc.assert(
        fc.asyncProperty(fc.constantFrom('GET', 'POST', 'DELETE'), hostilePaths, async (method, path) => {
          const rule = await reached(gateway, method, path, user, rules);
          expect({ path, reached: rule?.anyGroup === undefined ? undefined : rule.path }).toEqual({
            path,
            reached: undefined,
          });
        }),
        { numRuns: Math.ceil(numRuns / 4) },
      );
    },
  );

  test('an admin reaches the closed handlers through the same router, so the tests above can fail', async () => {
    const table = 'an open API with a closed part';
    const gateway = await apiOf(api, router, table);
    const rules = tables[table] ?? [];
    expect((await reached(gateway, 'GET', '/admin', admin, rules))?.path).toBe('/admin');
    expect((await reached(gateway, 'GET', '/admin/users', admin, rules))?.path).toBe('/admin/{proxy+}');
    expect((await reached(gateway, 'GET', '/other', user, rules))?.path).toBe('/{proxy+}');
    expect(await reached(gateway, 'GET', '/admin/users', user, rules)).toBeUndefined();
  });
});

/** Encoded like a client encodes it. */
const honestIds = [
  ...['auth0|1', 'a b', '日本', 'ünï', 'ann@example.com', '50€', 'a,b;c=d', 'x+y', 'eu-west-1:1f', '~x', '(1)', "it's"],
  ...['[1]', '{1}', 'a^b', '"q"', '<1>', 'a&b', '$1', '*', 'v1.2', '...', '.well-known', '🦊', 'a=b', 'x!'],
];

describe.each(everyRouter)('%s, %s: an id in the path', (api, router) => {
  test.each(honestIds)('%s is accepted, encoded, beside a closed part', async (id) => {
    for (const [table, path] of [
      ['an open API with a closed part', '/{proxy+}'],
      ['routes side by side', '/public/{id}'],
    ] as const) {
      const gateway = await apiOf(api, router, table);
      const rule = await reached(gateway, 'GET', `/public/${encodeURIComponent(id)}`, user, tables[table] ?? []);
      expect(rule?.path).toBe(path);
    }
  });
});

test.each([
  ['REST', 'hono'],
  ['HTTP, payload 1.0', 'hono'],
  ['HTTP, payload 2.0', 'hono'],
  ['HTTP, payload 1.0', 'express'],
  ['HTTP, payload 2.0', 'express'],
] as const)('%s, %s: the test detects a policy without the guards', async (api, router) => {
  const rules = tables['an open API with a closed part'] ?? [];
  await using gateway = await startRouter(api, router, verifier, rules, ({ Version, Statement }) => ({
    Version,
    Statement: Statement.map((statement) => ({
      ...statement,
      Resource: statement.Resource.filter((arn) => !arn.includes(':execute-api:?*:*:')),
    })),
  }));
  expect(await leaksOf(gateway, rules)).not.toEqual([]);
});
