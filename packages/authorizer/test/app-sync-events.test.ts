import { appSyncEventsAuthorizer, type ChannelRule } from '@cognito-guard/authorizer';
import { authorizerContextReader } from '@cognito-guard/core/lambda';
import { type AppSyncEventsOperation, appSyncEventsAuthorizerEvent } from '@cognito-guard/testing/lambda-events';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createWorld, errorOf } from './support/users.ts';

const { pool, verifier } = await createWorld();
const own = pool.subject;
const other = '11111111-2222-3333-4444-555555555555';
const user = pool.accessToken({ username: 'ada', claims: { sub: own, tenant: 'acme' } });
const admin = pool.accessToken({ username: 'root', claims: { sub: other }, groups: ['admins'] });

const handler = appSyncEventsAuthorizer(verifier, {
  channels: [
    { operation: 'subscribe', channel: '/chat/{sub}' },
    { operation: 'publish', channel: '/chat/*', anyGroup: ['admins'] },
    { operation: 'subscribe', channel: '/news/*' },
    { operation: 'subscribe', channel: '/news/drafts', anyGroup: ['admins'] },
    { operation: '*', channel: '/tenants/{tenant}/*' },
    { operation: 'publish', channel: '/tenants/{tenant}/audit', anyGroup: ['admins'] },
  ],
});
const isAuthorized = async (token: string, operation: AppSyncEventsOperation, channel: string, by = handler) =>
  (await by(appSyncEventsAuthorizerEvent({ token, operation, channel }))).isAuthorized;

describe('a channel', () => {
  test.each([
    ['subscribe', `/chat/${own}`, true, 'the caller’s own channel'],
    ['subscribe', `chat/${own}`, true, 'the same, without the first slash'],
    ['subscribe', `/chat/${other}`, false, 'another user’s channel'],
    ['subscribe', '/chat/*', false, 'all users’ channels'],
    ['subscribe', `/chat/${own}/*`, false, 'below the caller’s own channel'],
    ['subscribe', '/*', false, 'every channel'],
    ['subscribe', '*', false, 'every channel, without a slash'],
    ['publish', `/chat/${own}`, false, 'publishing, which has its own rule'],
    ['subscribe', '/news/sports', true, 'an open namespace'],
    ['subscribe', '/news/sports/live', true, 'deeper in an open namespace'],
    ['subscribe', '/news', false, 'the namespace itself, which /news/* does not match'],
    ['subscribe', '/news/drafts', false, 'a closed channel within an open namespace'],
    ['subscribe', '/news/*', false, 'a wildcard with a closed channel in it'],
    ['subscribe', '/news/sports/*', true, 'a wildcard without a closed channel in it'],
    ['publish', '/news/sports', false, 'an operation without a rule'],
    ['subscribe', '/tenants/acme/*', true, 'a wildcard below the caller’s own segment'],
    ['subscribe', '/tenants/other/orders', false, 'another tenant’s channel'],
    ['subscribe', '/tenants/*', false, 'a wildcard over all tenants'],
    ['publish', '/tenants/acme/orders', true, 'a rule for both operations'],
    ['publish', '/tenants/acme/audit', false, 'a stricter rule for one operation'],
    ['subscribe', '/tenants/acme/audit', true, 'the other operation beside a stricter rule'],
    ['subscribe', '/other/a', false, 'a namespace without a rule'],
    ['subscribe', '', false, 'no channel'],
    ['subscribe', '/', false, 'an empty segment'],
    ['subscribe', '//news/sports', false, 'two slashes at the start'],
    ['subscribe', '/news//sports', false, 'two slashes inside'],
    ['subscribe', '/news/../chat', false, 'a dot segment'],
    ['subscribe', '/news/%64rafts', false, 'an encoded character'],
    ['subscribe', '/*/sports', false, 'a wildcard that is not at the end'],
    ['subscribe', '/news/{sub}', false, 'a placeholder'],
  ] as const)('%s %s: %s (%s)', async (operation, channel, expected, _what) => {
    const name = operation === 'publish' ? 'EVENT_PUBLISH' : 'EVENT_SUBSCRIBE';
    expect(await isAuthorized(user, name, channel)).toBe(expected);
  });

  test('is open to a caller who meets its rule', async () => {
    expect(await isAuthorized(admin, 'EVENT_PUBLISH', `/chat/${own}`)).toBe(true);
    expect(await isAuthorized(admin, 'EVENT_SUBSCRIBE', '/news/*')).toBe(true);
    expect(await isAuthorized(admin, 'EVENT_SUBSCRIBE', `/chat/${own}`)).toBe(false);
  });

  test.each([
    ['a token without the claim', { tenant: undefined }],
    ['a claim that is a list', { tenant: ['acme'] }],
    ['a claim that is a number', { tenant: 7 }],
  ])('with a claim in it is closed to %s', async (_, claims) => {
    const token = pool.accessToken({ claims });
    for (const tenant of ['acme', '7', 'undefined']) {
      expect(await isAuthorized(token, 'EVENT_SUBSCRIBE', `/tenants/${tenant}/a`)).toBe(false);
    }
  });

  test('with a claim named like a member of Object.prototype is closed', async () => {
    const odd = appSyncEventsAuthorizer(verifier, { channels: [{ operation: '*', channel: '/a/{constructor}' }] });
    expect(await isAuthorized(user, 'EVENT_SUBSCRIBE', '/a/Object', odd)).toBe(false);
  });

  test.each([undefined, null, 7, ['/news/sports'], {}])('that AppSync names as %j is closed', async (channel) => {
    const event = appSyncEventsAuthorizerEvent({ token: user, operation: 'EVENT_SUBSCRIBE', channel: '/news/sports' });
    expect(await handler({ ...event, requestContext: { ...event.requestContext, channel } })).toEqual({
      isAuthorized: false,
      ttlOverride: 0,
    });
  });
});

describe('an answer', () => {
  test('to connect requires the requirements of the whole API, and no channel', async () => {
    const strict = appSyncEventsAuthorizer(verifier, {
      channels: [{ operation: '*', channel: '/*' }],
      anyGroup: ['admins'],
    });
    const connect = async (token: string) => (await strict(appSyncEventsAuthorizerEvent({ token }))).isAuthorized;
    expect([await connect(user), await connect(admin)]).toEqual([false, true]);
    expect(await isAuthorized(user, 'EVENT_SUBSCRIBE', '/a', strict)).toBe(false);
    expect(await isAuthorized(admin, 'EVENT_SUBSCRIBE', '/a', strict)).toBe(true);
  });

  test('passes the caller to the handlers, and is never cached', async () => {
    const withTenant = appSyncEventsAuthorizer(verifier, {
      channels: [{ operation: '*', channel: '/*' }],
      context: (auth) => ({ tenant: String(auth.claims['tenant']) }),
    });
    const { handlerContext, ttlOverride } = await withTenant(appSyncEventsAuthorizerEvent({ token: user }));
    expect(ttlOverride).toBe(0);
    const read = authorizerContextReader<{ tenant: string }>({ clock: pool.clock });
    expect(read({ events: [], identity: { handlerContext } })).toMatchObject({
      subject: own,
      context: { tenant: 'acme' },
    });
  });

  test.each([
    ['no token', ''],
    ['garbage', 'a.b.c'],
    ['an expired token', pool.accessToken({ expiresIn: -60 })],
    ['an ID token', pool.idToken()],
  ])('to %s is isAuthorized: false, for each operation', async (_, token) => {
    const refused = { isAuthorized: false, ttlOverride: 0 };
    expect(await handler(appSyncEventsAuthorizerEvent({ token }))).toEqual(refused);
    expect(await handler(appSyncEventsAuthorizerEvent({ token, channel: '/news/sports' }))).toEqual(refused);
  });

  test('is never a refusal where the server fails: the error is thrown', async () => {
    const { pool: offline, verifier: cold } = await createWorld();
    offline.failFetch('network');
    const fresh = appSyncEventsAuthorizer(cold, { channels: [{ operation: '*', channel: '/*' }] });
    expect(await errorOf(fresh(appSyncEventsAuthorizerEvent({ token: offline.accessToken() })))).toMatchObject({
      code: 'keys_unavailable',
    });
  });

  test('to an event of a GraphQL API or with an unknown operation is an error that names the problem', async () => {
    const graphQl = { authorizationToken: user, requestContext: { queryString: 'query { me }' } };
    expect((await errorOf(handler(graphQl))).message).toMatch(/Use appSyncAuthorizer\.$/);
    const event = appSyncEventsAuthorizerEvent({ token: user });
    const unknown = { ...event, requestContext: { ...event.requestContext, operation: 'EVENT_RECORD' } };
    expect((await errorOf(handler(unknown))).message).toBe(
      'appSyncEventsAuthorizer: this event has an unknown operation: "EVENT_RECORD".',
    );
  });
});

describe('rules', () => {
  const words = ['a', 'b', own];
  const grants = [['read'], [], ['read', 'write']];
  const tokens = grants.map((groups) => ({
    groups,
    token: pool.accessToken({ groups, claims: { sub: own, nick: 'a' } }),
  }));
  const segment = fc.constantFrom('a', 'b', '{sub}', '{nick}');
  const channel = fc
    .tuple(fc.array(segment, { minLength: 1, maxLength: 3 }), fc.boolean())
    .map(([segments, isOpen]) => `/${[...segments, ...(isOpen ? ['*'] : [])].join('/')}`);
  const rule = fc
    .record({
      operation: fc.constantFrom('subscribe', 'publish', '*'),
      channel,
      group: fc.constantFrom('', 'read', 'write'),
    })
    .map(({ group, ...one }): ChannelRule => (group === '' ? one : { ...one, anyGroup: [group] }));

  /** Every channel of up to four segments. */
  const concrete = [1, 2, 3, 4].reduce<string[][]>(
    (all) => [...all, ...all.flatMap((path) => words.map((word) => [...path, word]))],
    [[]],
  );
  const channels = [...new Map(concrete.map((path) => [path.join('/'), path])).values()].filter(
    ({ length }) => length > 0,
  );

  const kindOf = (text: string | undefined): number =>
    text === undefined || text === '*' ? 2 : Number(text.startsWith('{'));
  const takes = ({ channel: pattern }: ChannelRule, path: readonly string[]): boolean => {
    const source = pattern
      .slice(1)
      .replaceAll(/\{\w+\}/g, '[^/]+')
      .replace('*', '.+');
    return new RegExp(`^${source}$`).test(path.join('/'));
  };
  /** The deciding rule, by pairwise comparison. */
  const winnerOf = (all: readonly ChannelRule[], operation: string, path: readonly string[]): ChannelRule | undefined =>
    all
      .filter((one) => (one.operation === '*' || one.operation === operation) && takes(one, path))
      .reduce<ChannelRule | undefined>((best, one) => {
        if (best === undefined) return one;
        const [mine, theirs] = [one.channel.split('/'), best.channel.split('/')];
        const differs = mine.findIndex((text, index) => kindOf(text) !== kindOf(theirs[index]));
        if (differs >= 0) return kindOf(mine[differs]) < kindOf(theirs[differs]) ? one : best;
        return one.operation === '*' ? best : one;
      }, undefined);
  const mayUse = (winner: ChannelRule | undefined, path: readonly string[], groups: readonly string[]): boolean =>
    winner !== undefined &&
    (winner.anyGroup === undefined || winner.anyGroup.some((group) => groups.includes(group))) &&
    winner.channel
      .slice(1)
      .split('/')
      .every((text, index) => !text.startsWith('{') || path[index] === { '{sub}': own, '{nick}': 'a' }[text]);

  test('decide about each channel by the most specific one, and about a wildcard by all in it', async () => {
    let [checked, wildcards] = [0, 0];
    await fc.assert(
      fc.asyncProperty(fc.array(rule, { minLength: 1, maxLength: 5 }), fc.constantFrom(...tokens), async (all, one) => {
        const made = (() => {
          try {
            return appSyncEventsAuthorizer(verifier, { channels: all });
          } catch {
            return undefined;
          }
        })();
        fc.pre(made !== undefined);
        for (const [operation, name] of [
          ['subscribe', 'EVENT_SUBSCRIBE'],
          ['publish', 'EVENT_PUBLISH'],
        ] as const) {
          const verdicts = new Map(
            channels.map((path) => [path.join('/'), mayUse(winnerOf(all, operation, path), path, one.groups)]),
          );
          for (const [path, expected] of verdicts) {
            checked += 1;
            if (path.split('/').length > 2) continue;
            expect(await isAuthorized(one.token, name, `/${path}`, made), path).toBe(expected);
            if (!(await isAuthorized(one.token, name, `/${path}/*`, made))) continue;
            wildcards += 1;
            const inside = [...verdicts].filter(([deeper]) => deeper.startsWith(`${path}/`));
            expect(
              inside.filter(([, isOpen]) => !isOpen),
              `${path}/*`,
            ).toEqual([]);
          }
        }
      }),
      { numRuns: 200 },
    );
    expect(checked).toBeGreaterThan(10_000);
    expect(wildcards).toBeGreaterThan(10);
  });

  test.each<readonly [unknown, RegExp]>([
    [undefined, /channels must be a non-empty array/],
    [[], /channels must be a non-empty array/],
    [[{ channel: '/a' }], /channels\[0\] has no operation\./],
    [[{ operation: 'connect', channel: '/a' }], /channels\[0\]\.operation must be 'subscribe', 'publish' or '\*'/],
    ...[
      'a',
      '/',
      '',
      '/a/',
      '//a',
      '/a/*/b',
      '/a b',
      '/a_b',
      '/-a',
      '/{}',
      '/a/{sub',
      '/a/b/c/d/e/f',
      '/a/b/c/d/e/*',
      7,
    ].map((path) => [[{ operation: '*', channel: path }], /channels\[0\]\.channel must be up to 5 segments/] as const),
    [
      [
        { operation: 'publish', channel: '/a/{sub}' },
        { operation: 'publish', channel: '/a/{tenant}' },
      ],
      /channels has two rules for "\/a\/\{(sub|tenant)\}" \(publish\), or for claims in the same places/,
    ],
    [[{ operation: '*', channel: '/a', anyGroups: ['x'] }], /no option "anyGroups"/],
    [[{ operation: '*', channel: '/a', anyGroup: [] }], /channels\[0\]: .*anyGroup/],
  ])('that are invalid are refused at construction: %j', (given, message) => {
    const make = () => appSyncEventsAuthorizer(verifier, { channels: given } as never);
    expect(make).toThrow(TypeError);
    expect(make).toThrow(message);
  });
});
