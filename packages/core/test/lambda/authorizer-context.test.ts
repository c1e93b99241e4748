import { AuthError, createVerifier } from '@cognito-guard/core';
import {
  type AddedContext,
  type AuthorizedCaller,
  authorizerContextReader,
  toFlatContext,
  toJsonContext,
} from '@cognito-guard/core/lambda';
import { createTestPool } from '@cognito-guard/testing';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

const pool = await createTestPool();
const verifier = createVerifier({ ...pool.options, tokenUse: null });
const now = pool.now();
const readCaller = authorizerContextReader();
const readPlain = authorizerContextReader({ plainGroupNames: true });
/** Sets as lists: vitest distinguishes our read-only sets from plain ones. */
const shown = ({ groups, scopes, ...rest }: AuthorizedCaller): object => ({
  ...rest,
  groups: [...groups],
  scopes: [...scopes],
});

/** A flat context after API Gateway has serialized it as JSON: every value is text. */
const asRest = (context: object): object => ({
  requestContext: {
    authorizer: {
      principalId: 'user',
      integrationLatency: 12,
      ...Object.fromEntries(
        Object.entries(JSON.parse(JSON.stringify(context))).map(([key, one]) => [key, String(one)]),
      ),
    },
  },
});
const asHttp = (lambda: object): object => ({
  version: '2.0',
  requestContext: { authorizer: { lambda: JSON.parse(JSON.stringify(lambda)) } },
});
/** A Lambda resolver of AppSync has no request context. */
const asAppSync = (resolverContext: object): object => ({
  arguments: {},
  identity: { resolverContext: JSON.parse(JSON.stringify(resolverContext)) },
});
/** A Lambda handler of an AppSync Event API. */
const asAppSyncEvents = (handlerContext: object): object => ({
  events: [],
  identity: { handlerContext: JSON.parse(JSON.stringify(handlerContext)) },
});
const asJwt = (claims: object, scopes: readonly string[] | null = null): object => ({
  version: '2.0',
  requestContext: { authorizer: { jwt: { claims, scopes } } },
});
const asCognito = (claims: object): object => ({ requestContext: { authorizer: { claims } } });
const asJwt1 = (claims: object): object => ({ version: '1.0', ...asCognito(claims), scopes: null });

const good = {
  sub: 'user',
  username: 'ada',
  client_id: 'web',
  token_use: 'access',
  iss: 'https://issuer',
  exp: now + 60,
};
const ours = { ...good, groups: '["admins"]', scope: 'orders/read', user_pool_id: pool.userPoolId };
/** Claims in the formats of API Gateway's own authorizers. */
const claims = { ...good, exp: String(now + 60), iat: String(now - 60), scope: 'openid orders/read' };

/** Reserved names that an authorizer's `context` function must not return. */
const reserved = [
  ...['sub', 'username', 'client_id', 'token_use', 'scope', 'iss', 'user_pool_id', 'exp', 'groups', 'acr', 'auth_time'],
  ...['error', 'error_description', 'required_scope', 'challenge'],
  ...['principalId', 'integrationLatency', 'claims', 'scopes', 'jwt', 'lambda', 'iam'],
];

const codeOf = (event: unknown, reader = readCaller): string => {
  try {
    reader(event);
    return 'accepted';
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  }
};

describe('a context of our authorizer is read back unchanged', () => {
  const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 });
  const scope = fc.stringMatching(/^[\x21\x23-\x5b\x5d-\x7e]{1,20}$/);
  const added = fc.dictionary(
    fc.string({ minLength: 1 }).filter((name) => !reserved.includes(name)),
    fc.oneof(fc.string({ unit: 'grapheme' }), fc.integer(), fc.boolean(), fc.constant(undefined)),
  );
  const hosts = [
    ['REST, WebSocket and payload 1.0', toFlatContext, asRest],
    ['HTTP API payload 2.0', toJsonContext, asHttp],
    ['a flat context behind payload 2.0', toFlatContext, asHttp],
    ['AppSync', toFlatContext, asAppSync],
    ['AppSync Events', toFlatContext, asAppSyncEvents],
  ] as const;

  test.each(hosts)('through %s, for arbitrary names of users, groups and scopes', async (_, leave, host) => {
    await fc.assert(
      fc.asyncProperty(text, fc.array(text), fc.array(scope), added, async (username, groups, scopes, context) => {
        const claims = { acr: 'urn:cognito:loa:3', auth_time: now - 60 };
        const auth = await verifier.verify(pool.accessToken({ username, groups, scope: scopes.join(' '), claims }));
        const caller = readCaller(host(leave(auth, context)));
        const { subject, clientId, tokenUse, issuer, userPoolId, expiresAt } = auth;
        expect(shown(caller)).toEqual({
          ...{ subject, clientId, tokenUse, issuer, userPoolId, expiresAt, username, claims: undefined },
          ...{ acr: 'urn:cognito:loa:3', authTime: now - 60 },
          groups: [...new Set(groups)],
          scopes: [...new Set(scopes)],
          context: Object.fromEntries(
            Object.entries(context).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
          ),
        });
      }),
      {
        numRuns: 100,
        examples: [
          [
            'ada',
            ['a,b', 'a b', '"', '\\', '[x]', 'Grüße', '🦊'],
            ['a', 'b'],
            { tenant: 'acme', level: 3, beta: true },
          ],
          ['"', [], [], { email: undefined, 'custom:tenant': '' }],
        ],
      },
    );
  });

  test.each(hosts)('through %s, for machines and ID tokens', async (_, leave, host) => {
    const machine = await verifier.verify(pool.machineToken({ scope: 'orders/read' }));
    expect(shown(readCaller(host(leave(machine))))).toMatchObject({
      tokenUse: 'access',
      username: undefined,
      groups: [],
    });
    const user = await verifier.verify(pool.idToken({ username: 'ada', groups: ['admins'] }));
    expect(shown(readCaller(host(leave(user))))).toMatchObject({
      tokenUse: 'id',
      username: 'ada',
      groups: ['admins'],
    });
  });

  test('the flat context is ASCII text only, and neither context holds the token', async () => {
    const token = pool.accessToken({ groups: ['Grüße'] });
    const auth = await verifier.verify(token);
    const flat = toFlatContext(auth);
    expect(Object.values(flat).every((value) => typeof value === 'string' && /^[ -~]*$/.test(value))).toBe(true);
    for (const context of [flat, toJsonContext(auth)]) expect(JSON.stringify(context)).not.toContain(token.slice(-40));
  });
});

const machine = await verifier.verify(pool.machineToken());

describe("the result of an authorizer's context function", () => {
  test.each(reserved)('with the reserved name "%s" is refused', (name) => {
    for (const leave of [toFlatContext, toJsonContext]) {
      expect(() => leave(machine, { [name]: 'x' })).toThrow(`context returned "${name}", a reserved name.`);
    }
  });

  test.each([
    ['null', null],
    ['a list', ['acme-secret']],
    ['an object', { id: 'acme-secret' }],
    ['NaN', Number.NaN],
    ['an infinite number', Number.POSITIVE_INFINITY],
    ['a BigInt', 7n],
    ['a date', new Date()],
    ['a function', () => 'acme-secret'],
    ['a symbol', Symbol('acme-secret')],
  ])('with %s is refused, and the error has the name only', (_, value) => {
    const added = { tenant: value } as unknown as AddedContext;
    for (const leave of [toFlatContext, toJsonContext]) {
      expect(() => leave(machine, added)).toThrow(TypeError);
      expect(() => leave(machine, added)).toThrow(
        /^context returned "tenant", which is not text, a finite number or a boolean\.$/,
      );
    }
  });

  test.each([[null], ['acme'], [['acme']], [7]])('must be an object, not %j', (added) => {
    expect(() => toFlatContext(machine, added as unknown as AddedContext)).toThrow(/must return an object/);
  });

  test('is frozen, and omits what API Gateway and other members add', () => {
    const answer = { ...toFlatContext(machine, { tenant: 'acme' }), error: 'insufficient_scope', challenge: 'Bearer' };
    const { context } = readCaller(asRest(answer));
    expect(context).toEqual({ tenant: 'acme' });
    expect(() => Object.assign(context, { tenant: 'other' })).toThrow(TypeError);
    expect(readCaller(asHttp({ ...toJsonContext(machine), list: ['a'], none: null })).context).toEqual({});
  });

  test("is empty behind API Gateway’s own authorizers, whatever the token's claims", () => {
    expect(readCaller(asJwt({ ...claims, tenant: 'acme' })).context).toEqual({});
  });
});

describe("API Gateway's own authorizers", () => {
  test('HTTP APIs pass groups in brackets and times as digits', () => {
    const caller = readPlain(asJwt({ ...claims, 'cognito:groups': '[admins staff]' }));
    expect(shown(caller)).toMatchObject({
      subject: 'user',
      groups: ['admins', 'staff'],
      scopes: ['openid', 'orders/read'],
      expiresAt: now + 60,
      userPoolId: undefined,
    });
    expect(caller.claims).toMatchObject({ iat: String(now - 60) });
  });

  test('HTTP APIs with payload 1.0 pass groups in brackets, too', () => {
    expect([...readPlain(asJwt1({ ...claims, 'cognito:groups': '[a,b c]' })).groups]).toEqual(['a,b', 'c']);
  });

  test('the scopes are those of the token, not those of the route', () => {
    expect([...readCaller(asJwt({ ...claims, scope: 'openid' }, ['openid', 'orders/write'])).scopes]).toEqual([
      'openid',
    ]);
  });

  test('REST APIs pass an ID token with a date as exp and one group', () => {
    const exp = new Date((now + 60) * 1000)
      .toUTCString()
      .replace(/^(\w+), (\d+) (\w+) (\d+) (\S+) GMT$/, '$1 $3 $2 $5 UTC $4');
    const id = { ...good, token_use: 'id', aud: 'web', 'cognito:username': 'ada', client_id: undefined, exp };
    expect(shown(readCaller(asCognito({ ...id, 'cognito:groups': 'team_manager' })))).toMatchObject({
      tokenUse: 'id',
      clientId: 'web',
      username: 'ada',
      groups: ['team_manager'],
      expiresAt: now + 60,
    });
  });

  test('ambiguous joined groups are refused unless plainGroupNames is set', () => {
    const joined = [
      [asCognito({ ...claims, 'cognito:groups': 'staff,admins' }), ['staff', 'admins']],
      [asJwt({ ...claims, 'cognito:groups': '[Not admins]' }), ['Not', 'admins']],
      [asJwt1({ ...claims, 'cognito:groups': '[Not admins]' }), ['Not', 'admins']],
    ] as const;
    for (const [event, groups] of joined) {
      expect(codeOf(event)).toBe('invalid_claims');
      expect([...readPlain(event).groups]).toEqual(groups);
    }
  });

  test('one group gives the same result with and without plainGroupNames', () => {
    for (const event of [
      asCognito({ ...claims, 'cognito:groups': 'admins' }),
      asJwt({ ...claims, 'cognito:groups': '[admins]' }),
    ]) {
      expect([...readCaller(event).groups]).toEqual(['admins']);
      expect([...readPlain(event).groups]).toEqual(['admins']);
    }
  });

  test('the JWT authorizer of REST APIs passes lists and numbers, and its groups are unambiguous', () => {
    const groups = ['staff,admins', 'Not admins'];
    const caller = readCaller(asCognito({ ...claims, exp: now + 60, iat: now - 60, 'cognito:groups': groups }));
    expect(shown(caller)).toMatchObject({ groups, expiresAt: now + 60, scopes: ['openid', 'orders/read'] });
    expect(caller.claims).toMatchObject({ iat: now - 60, 'cognito:groups': groups });
  });

  test.each([[[1]], [['']], [[['admins']]], [[null]], [{ 0: 'admins' }], [1], [true], [null]])(
    'groups of %j are refused',
    (groups) => {
      for (const host of [asCognito, asJwt, asJwt1]) {
        expect(codeOf(host({ ...claims, 'cognito:groups': groups }), readPlain)).toBe('invalid_claims');
      }
    },
  );

  test.each(['admins', '[admins', 'admins]', '[a  b]', '[ ]', ''])(
    'groups of %j are refused, because HTTP APIs never pass them',
    (groups) => {
      expect(codeOf(asJwt({ ...claims, 'cognito:groups': groups }), readPlain)).toBe('invalid_claims');
    },
  );
});

describe('a malformed event is refused', () => {
  test.each([
    ['no event', undefined],
    ['an event without a context', {}],
    ['no authorizer', { requestContext: {} }],
    ['an AppSync event without an authorizer', { identity: null }],
    ['an AppSync event with an empty context', { identity: { resolverContext: {} } }],
    ['an identity beside a request context', { identity: { resolverContext: { sub: 'x' } }, requestContext: {} }],
    ['an authorizer of null', { requestContext: { authorizer: null } }],
    ['an empty authorizer', { requestContext: { authorizer: {} } }],
    [
      'the event of an HTTP API without an authorizer',
      { version: '1.0', requestContext: { authorizer: { claims: null, scopes: null } } },
    ],
    ['an authorizer without values', { requestContext: { authorizer: { lambda: null } } }],
  ])('%s is missing_token', (_, event) => {
    expect(codeOf(event)).toBe('missing_token');
  });

  test.each([
    ["another authorizer's context", { principalId: 'user', integrationLatency: '5' }],
    ['IAM', { iam: { userArn: 'arn:aws:iam::111122223333:user/ada' } }],
    ['an authorizer that is a list', [ours]],
    ['two at once', { lambda: ours, jwt: { claims } }],
    ['claims beside ours', { claims, lambda: ours }],
    ['a JWT authorizer without claims', { jwt: { scopes: [] } }],
    ['claims that are a list', { jwt: { claims: [] } }],
    ['no lambda object', { lambda: 'text' }],
  ])('%s is not accepted as a caller', (_, authorizer) => {
    expect(codeOf({ requestContext: { authorizer } })).not.toBe('accepted');
  });

  test.each([
    ['sub', [undefined, null, '', 7, {}, '\ud800']],
    ['username', [null, '', 7, ['ada']]],
    ['client_id', [undefined, null, '', 7]],
    ['token_use', [undefined, null, '', 'refresh', 'Access', ['access']]],
    ['iss', [undefined, null, '', 7]],
    ['user_pool_id', [null, '', 7]],
    ['scope', [null, 7, ['orders/read'], {}]],
    ['groups', [undefined, null, '', 'admins', '{}', '"admins"', '[1]', '[""]', '["a",["b"]]', { 0: 'a' }, [null], 7]],
    [
      'exp',
      [
        undefined,
        null,
        '',
        'soon',
        '1e9',
        '-1',
        -1,
        Number.NaN,
        true,
        [],
        String((now + 60) * 1000),
        (now + 60) * 1000,
      ],
    ],
  ])('%s of the wrong type is refused', (name, values) => {
    for (const value of values) {
      expect(codeOf({ requestContext: { authorizer: { ...ours, [name]: value } } }), String(value)).toBe(
        'invalid_claims',
      );
      expect(codeOf({ requestContext: { authorizer: { lambda: { ...ours, [name]: value } } } })).toBe('invalid_claims');
    }
  });

  test('an ID token without a user name is refused', () => {
    expect(codeOf(asHttp({ ...ours, token_use: 'id', username: undefined }))).toBe('invalid_claims');
  });

  test.each([
    'Fri Feb 31 10:00:00 UTC 2099',
    'Mon Jan 01 10:00:00 UTC 2099',
    'Thu Jan 01 10:00:00 CET 2099',
    '2099-01-01',
  ])('the date %s is refused', (exp) => {
    expect(codeOf(asCognito({ ...claims, exp }))).toBe('invalid_claims');
  });

  test.each([
    [{}, 5],
    [{ clockToleranceSeconds: 0 }, 0],
    [{ clockToleranceSeconds: 300 }, 300],
  ])(
    'with %j, a caller is accepted until %d s after exp, as the authorizer accepts its token',
    async (options, tolerance) => {
      const at = async (seconds: number): Promise<readonly string[]> => {
        const clock = (): number => seconds * 1000;
        const read = authorizerContextReader({ ...options, clock });
        const { verify } = createVerifier({ ...pool.options, tokenUse: 'access', clock, ...options });
        const verified = await verify(pool.accessToken({ claims: { exp: now + 60 } })).then(
          () => 'accepted',
          (error: unknown) => (AuthError.is(error) ? error.code : String(error)),
        );
        return [codeOf(asHttp(ours), read), verified];
      };
      expect(await at(now + 59.9 + tolerance)).toEqual(['accepted', 'accepted']);
      expect(await at(now + 60 + tolerance)).toEqual(['token_expired', 'token_expired']);
    },
  );

  test('an expired caller of each form of exp is refused', () => {
    expect(codeOf(asJwt({ ...claims, exp: String(now - 6) }))).toBe('token_expired');
    expect(codeOf(asCognito({ ...claims, exp: 'Tue Apr 04 18:39:39 UTC 2023' }))).toBe('token_expired');
  });

  test('arbitrary events are refused with one of three codes, and throw nothing else', () => {
    const value = fc.oneof(fc.jsonValue(), fc.constantFrom(...Object.values(ours)));
    const authorizer = fc.oneof(
      fc.jsonValue(),
      fc.dictionary(fc.constantFrom(...Object.keys(ours), 'jwt', 'lambda', 'claims'), value),
    );
    fc.assert(
      fc.property(authorizer, (one) => {
        expect(codeOf({ requestContext: { authorizer: one } })).toMatch(
          /^(missing_token|invalid_claims|token_expired)$/,
        );
      }),
      { numRuns: 2_000 },
    );
  });
});

test('the caller is frozen, its sets and claims included', () => {
  const caller = readCaller(asJwt({ ...claims, 'cognito:groups': '[staff]' }));
  expect(() => (caller.groups as Set<string>).add('admins')).toThrow(TypeError);
  expect(() => Object.assign(caller, { subject: 'other' })).toThrow(TypeError);
  expect(() => Object.assign(caller.claims ?? {}, { sub: 'other' })).toThrow(TypeError);
});

test('an invalid option throws at construction', () => {
  const make = authorizerContextReader as (options: unknown) => unknown;
  expect(() => make({ plainGroupName: true })).toThrow(/no option "plainGroupName"/);
  expect(() => make({ plainGroupNames: 'yes' })).toThrow(/plainGroupNames must be true or false/);
  expect(() => make({ clock: undefined })).toThrow(/clock must be a function/);
  expect(() => make({ clockToleranceSeconds: 301 })).toThrow(
    /clockToleranceSeconds must be a number of seconds from 0/,
  );
  expect(() => make(null)).toThrow(TypeError);
});
