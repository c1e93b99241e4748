import { inspect } from 'node:util';
import { preTokenGeneration, type TokenChanges } from '@cognito-guard/core/triggers';
import { preTokenGenerationEvent } from '@cognito-guard/testing/lambda-events';
import { type } from 'arktype';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';

const anything = z.looseObject({});
const tenant = z.object({ tenant: z.string(), limits: z.object({ orders: z.int().max(100) }).optional() });
const clientId = '1example23456789';

type Changes = TokenChanges<Record<string, unknown>>;
type Use = 'access' | 'id' | null;

/** The response to an event, of a function that returns these changes. */
const responseTo = async (
  changes: object,
  { version = '2', tokenUse = version === '1' ? 'id' : 'access', ...fields }: EventFields = {},
): Promise<object> => {
  const handler = preTokenGeneration({ claims: anything, tokenUse }, () => ({ claims: {}, ...changes }) as Changes);
  return (await handler(preTokenGenerationEvent({ version, ...fields }))).response;
};
type EventFields = NonNullable<Parameters<typeof preTokenGenerationEvent<'1' | '2' | '3'>>[0]> & { tokenUse?: Use };

const faultOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'issued',
    (error: unknown) => error,
  );
const machine = { source: 'TokenGeneration_ClientCredentials', version: '3' } as const;

describe('the documented examples', () => {
  const common = {
    region: 'us-east-1',
    userPoolId: 'us-east-1_EXAMPLE',
    userName: 'JaneDoe',
    callerContext: { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId },
  };
  const event = {
    ...common,
    version: '2',
    triggerSource: 'TokenGeneration_Authentication',
    request: {
      userAttributes: {
        sub: 'a1b2c3d4-5678-90ab-cdef-EXAMPLE11111',
        'cognito:user_status': 'CONFIRMED',
        email_verified: 'true',
        family_name: 'Zoe',
        email: 'Jane.Doe@example.com',
      },
      groupConfiguration: {
        groupsToOverride: ['group-1', 'group-2', 'group-3'],
        iamRolesToOverride: ['arn:aws:iam::123456789012:role/sns_caller1'],
        // AWS's own test event has a list here.
        preferredRole: ['arn:aws:iam::123456789012:role/sns_caller'],
      },
      scopes: ['aws.cognito.signin.user.admin', 'openid', 'email', 'phone'],
    },
    response: { claimsAndScopeOverrideDetails: [] },
  };

  test('of version 2 that adds and suppresses claims, scopes and groups', async () => {
    const handler = preTokenGeneration({ claims: anything }, async (user) => ({
      claims: {},
      id: { claims: { family_name: 'Doe' }, suppress: ['email', 'phone_number'] },
      scopes: {
        add: ['openid', 'email', 'solar-system-data/asteroids.add'],
        suppress: ['phone_number', 'aws.cognito.signin.user.admin'],
      },
      groups: [...user.groups].map((name) => `new-${name}`),
      roles: ['arn:aws:iam::123456789012:role/new_roleA', 'arn:aws:iam::123456789012:role/new_roleB'],
      preferredRole: 'arn:aws:iam::123456789012:role/new_role',
    }));
    expect(await handler(event)).toEqual({
      ...event,
      response: {
        claimsAndScopeOverrideDetails: {
          idTokenGeneration: {
            claimsToAddOrOverride: { family_name: 'Doe' },
            claimsToSuppress: ['email', 'phone_number'],
          },
          accessTokenGeneration: {
            scopesToAdd: ['openid', 'email', 'solar-system-data/asteroids.add'],
            scopesToSuppress: ['phone_number', 'aws.cognito.signin.user.admin'],
          },
          groupOverrideDetails: {
            groupsToOverride: ['new-group-1', 'new-group-2', 'new-group-3'],
            iamRolesToOverride: [
              'arn:aws:iam::123456789012:role/new_roleA',
              'arn:aws:iam::123456789012:role/new_roleB',
            ],
            preferredRole: 'arn:aws:iam::123456789012:role/new_role',
          },
        },
      },
    });
  });

  test.each(['2', '3'])('of version %s that adds claims of every type to both tokens', async (version) => {
    const claims = {
      aud: clientId,
      booleanTest: false,
      longTest: Number.MAX_SAFE_INTEGER,
      exponentTest: 1.7976931348623157e308,
      ArrayTest: ['test', 4_711, 1.7976931348623157e308, true],
      longStringTest: '{ "first_json_block": { "key_A": "value_A" } }',
      jsonTest: {
        first_json_block: { key_A: 'value_A' },
        second_json_block: { key_C: { subkey_D: ['value_D', null] } },
      },
    };
    const handler = preTokenGeneration({ claims: anything, tokenUse: null }, () => ({
      claims,
      suppress: ['email'],
      scopes: { add: ['MyAPI.read'], suppress: ['aws.cognito.signin.user.admin'] },
    }));
    const { response } = await handler({ ...event, version });
    const both = { claimsToAddOrOverride: claims, claimsToSuppress: ['email'] };
    expect(response).toEqual({
      claimsAndScopeOverrideDetails: {
        idTokenGeneration: both,
        accessTokenGeneration: {
          ...both,
          scopesToAdd: ['MyAPI.read'],
          scopesToSuppress: ['aws.cognito.signin.user.admin'],
        },
      },
    });
  });

  test('of version 1, whose test event has an empty request', async () => {
    const handler = preTokenGeneration({ claims: z.record(z.string(), z.string()), tokenUse: 'id' }, () => ({
      claims: { my_first_attribute: 'first_value', my_second_attribute: 'second_value' },
      suppress: ['email'],
      groups: ['group-A', 'group-B'],
      roles: ['arn:aws:iam::123456789012:role/sns_callerA'],
      preferredRole: 'arn:aws:iam::123456789012:role/sns_caller',
    }));
    expect(await handler({ request: {}, response: {} })).toEqual({
      request: {},
      response: {
        claimsOverrideDetails: {
          claimsToAddOrOverride: { my_first_attribute: 'first_value', my_second_attribute: 'second_value' },
          claimsToSuppress: ['email'],
          groupOverrideDetails: {
            groupsToOverride: ['group-A', 'group-B'],
            iamRolesToOverride: ['arn:aws:iam::123456789012:role/sns_callerA'],
            preferredRole: 'arn:aws:iam::123456789012:role/sns_caller',
          },
        },
      },
    });
  });
});

describe('the function receives', () => {
  test('the user and the request, frozen', async () => {
    let given: readonly [object, object] | undefined;
    const handler = preTokenGeneration({ claims: anything }, (...args) => {
      given = args;
      return { claims: {} };
    });
    const attributes = { sub: 'a1b2', email: 'jane@example.com' };
    const roles = ['arn:aws:iam::123456789012:role/a'];
    const fields = { username: 'jane', attributes, groups: ['staff'], roles, clientMetadata: { device: 'phone' } };
    await handler(preTokenGenerationEvent({ ...fields, scopes: ['openid'] }));
    const [user, request] = given ?? [];
    expect(user).toMatchObject({ subject: 'a1b2', username: 'jane', attributes, roles, preferredRole: roles[0] });
    expect([...new Set((user as { groups: Iterable<string> }).groups)]).toEqual(['staff']);
    expect(request).toMatchObject({
      source: 'TokenGeneration_HostedAuth',
      version: 2,
      userPoolId: 'eu-west-1_AbC123xyz',
      clientId,
      clientMetadata: { device: 'phone' },
    });
    expect(Object.isFrozen(user) && Object.isFrozen(request)).toBe(true);
  });

  test('a machine as a caller without a user name, whose subject is its client', async () => {
    const handler = preTokenGeneration({ claims: tenant }, ({ subject, username, groups }, { scopes }) => ({
      claims: { tenant: [subject, username, groups.size, ...scopes].join(' ') },
    }));
    const { response } = await handler(preTokenGenerationEvent(machine));
    expect(response.claimsAndScopeOverrideDetails).toEqual({
      accessTokenGeneration: { claimsToAddOrOverride: { tenant: `${clientId}  0 orders/read` } },
    });
  });
});

describe('claims', () => {
  const fields = { tokenUse: null } as const;

  test.each<[Use, object]>([
    ['access', { accessTokenGeneration: { claimsToAddOrOverride: { tenant: 'acme' } } }],
    ['id', { idTokenGeneration: { claimsToAddOrOverride: { tenant: 'acme' } } }],
    [
      null,
      {
        idTokenGeneration: { claimsToAddOrOverride: { tenant: 'acme' } },
        accessTokenGeneration: { claimsToAddOrOverride: { tenant: 'acme' } },
      },
    ],
  ])('go into the tokens that tokenUse names: %s', async (tokenUse, claimsAndScopeOverrideDetails) => {
    expect(await responseTo({ claims: { tenant: 'acme' } }, { tokenUse })).toEqual({ claimsAndScopeOverrideDetails });
  });

  test('of one token are added to the schema’s', async () => {
    const changes = { claims: { tenant: 'acme' }, access: { claims: { region: 'eu' }, suppress: ['event'] } };
    expect(await responseTo(changes, fields)).toEqual({
      claimsAndScopeOverrideDetails: {
        idTokenGeneration: { claimsToAddOrOverride: { tenant: 'acme' } },
        accessTokenGeneration: {
          claimsToAddOrOverride: { tenant: 'acme', region: 'eu' },
          claimsToSuppress: ['event'],
        },
      },
    });
  });

  test('that are undefined are left out, and no change at all leaves the token as it is', async () => {
    expect(await responseTo({ claims: { tenant: undefined } })).toEqual({ claimsAndScopeOverrideDetails: {} });
    expect(await responseTo({}, { version: '1' })).toEqual({ claimsOverrideDetails: {} });
  });

  const fixed = [
    ...['acr', 'amr', 'at_hash', 'auth_time', 'azp', 'client_id', 'cognito:anything', 'cognito:username', 'device_key'],
    ...[
      'event_id',
      'exp',
      'iat',
      'identities',
      'iss',
      'jti',
      'nbf',
      'nonce',
      'origin_jti',
      'sub',
      'token_use',
      'username',
    ],
    'version',
  ];
  test.each(fixed)('that Cognito sets alone are refused with their name: %s', async (name) => {
    for (const version of ['1', '2', '3'] as const) {
      const changes = [{ claims: { [name]: 'x1y2' } }, { id: { claims: { [name]: 'x1y2' } } }, { suppress: [name] }];
      for (const change of changes) {
        const fault = await faultOf(responseTo(change, { version }));
        expect(String(fault)).toMatch(/Cognito lets no trigger (set|suppress) [\w:]+ in an (access|ID) token/);
        expect(String(fault)).toContain(name);
        expect(inspect(fault)).not.toContain('x1y2');
      }
    }
  });

  test('that are fixed are all named at once', async () => {
    const fault = await faultOf(responseTo({ claims: { sub: 'a', tenant: 'acme', exp: 1 } }));
    expect(String(fault)).toBe(
      'TypeError: preTokenGeneration: Cognito lets no trigger set sub, exp in an access token.',
    );
  });

  test.each([
    ['scope', 'Use scopes.'],
    ['cognito:groups', 'Use groups.'],
    ['cognito:roles', 'Use roles.'],
    ['cognito:preferred_role', 'Use preferredRole.'],
  ])('that have a member of their own are refused with its name: %s', async (name, hint) => {
    expect(String(await faultOf(responseTo({ claims: { [name]: 'x' } })))).toContain(hint);
  });

  test('of developers are suppressed, and never set', async () => {
    expect(await responseTo({ id: { suppress: ['dev:custom:a', 'cognito:groups'] } })).toEqual({
      claimsAndScopeOverrideDetails: { idTokenGeneration: { claimsToSuppress: ['dev:custom:a', 'cognito:groups'] } },
    });
    expect(String(await faultOf(responseTo({ id: { claims: { 'dev:custom:a': 'x' } } })))).toContain('dev:custom:a');
  });

  test('name no audience but the app client', async () => {
    const fault = await faultOf(responseTo({ access: { claims: { aud: 'https://api.example.com' } } }));
    expect(String(fault)).toContain('can set aud to the id of the app client only');
    expect(String(await faultOf(responseTo({ suppress: ['aud'] })))).toContain('suppress aud');
  });
});

describe('values', () => {
  test.each<[string, unknown]>([
    ['null', null],
    ['NaN', Number.NaN],
    ['a list of objects', [{ a: 1 }]],
    ['a list with a hole', Array(1)],
    ['a date', new Date(0)],
    ['a function', () => 1],
    ['a big integer', 1n],
    ['an object with undefined', { a: undefined }],
    ['an object with a date', { a: { b: new Date(0) } }],
  ])('that no token can hold are refused: %s', async (_, value) => {
    const fault = await faultOf(responseTo({ claims: { tenant: value } }, { tokenUse: null }));
    expect(String(fault)).toBe(
      'TypeError: preTokenGeneration: the claim tenant must be a string, a number, a boolean, an array of these, or an object that JSON can hold.',
    );
  });

  test.each([1, true, ['a'], { a: 1 }])('of version 1 are strings: %j is refused', async (value) => {
    const fault = await faultOf(responseTo({ claims: { tenant: value } }, { version: '1' }));
    expect(String(fault)).toContain('the claim tenant must be a string, because the event is of version 1');
  });

  test.each(['address', 'email_verified', 'phone_number_verified', 'updated_at'])(
    'of %s in an ID token are no objects',
    async (name) => {
      const objects = { [name]: { a: 1 } };
      expect(String(await faultOf(responseTo({ id: { claims: objects } })))).toContain(`the claim ${name} must be`);
      expect(await responseTo({ access: { claims: objects } })).toHaveProperty('claimsAndScopeOverrideDetails');
    },
  );
});

describe('the schema', () => {
  test('refuses claims before they leave, with the path and no value', async () => {
    const handler = preTokenGeneration({ claims: tenant }, () => ({
      claims: { tenant: 'acme', limits: { orders: 4_711 } },
    }));
    const fault = await faultOf(handler(preTokenGenerationEvent()));
    expect(String(fault)).toBe(
      'TypeError: preTokenGeneration: the claims schema refuses limits.orders of the access token.',
    );
    expect(inspect(fault, { depth: 9 })).not.toMatch(/4711|acme/);
  });

  test('checks what one token adds, and what it suppresses', async () => {
    const handlerOf = (changes: object) =>
      preTokenGeneration({ claims: tenant }, () => ({ claims: { tenant: 'acme' }, ...changes }));
    const over = handlerOf({ access: { claims: { tenant: 1 } } });
    expect(String(await faultOf(over(preTokenGenerationEvent())))).toContain('refuses tenant of the access token');
    const without = handlerOf({ suppress: ['tenant'] });
    expect(String(await faultOf(without(preTokenGenerationEvent())))).toContain('refuses tenant of the access token');
  });

  test('checks no token that tokenUse does not name', async () => {
    const handler = preTokenGeneration({ claims: tenant, tokenUse: 'access' }, () => ({ claims: { tenant: 'acme' } }));
    const { response } = await handler(preTokenGenerationEvent());
    expect(response.claimsAndScopeOverrideDetails).not.toHaveProperty('idTokenGeneration');
  });

  test('leaves the claims as the function returned them: the verifier transforms them, not the trigger', async () => {
    const since = z.object({ since: z.string().transform(Number), plan: z.string().default('free') });
    const handler = preTokenGeneration({ claims: since }, () => ({ claims: { since: '2026' } }));
    const { response } = await handler(preTokenGenerationEvent());
    expect(response.claimsAndScopeOverrideDetails?.accessTokenGeneration?.claimsToAddOrOverride).toEqual({
      since: '2026',
    });
  });

  test('that is asynchronous or throws issues no token', async () => {
    for (const claims of [tenant.refine(async () => true), tenant.refine(() => Number('acme').toFixed(-1) === '')]) {
      const handler = preTokenGeneration({ claims }, () => ({ claims: { tenant: 'acme' } }));
      expect(String(await faultOf(handler(preTokenGenerationEvent())))).toContain(
        'preTokenGeneration: claims: the schema',
      );
    }
  });
});

describe('groups and roles', () => {
  const current = { groups: ['staff'], roles: ['arn:aws:iam::123456789012:role/staff'] };
  const [role = ''] = current.roles;

  test('that are replaced keep no IAM role of the user’s own groups', async () => {
    expect(await responseTo({ groups: ['guests'] }, current)).toEqual({
      claimsAndScopeOverrideDetails: { groupOverrideDetails: { groupsToOverride: ['guests'] } },
    });
  });

  test.each<[string, object, object]>([
    ['no groups', { groups: [] }, { groupsToOverride: [] }],
    [
      'replaced groups with roles',
      { groups: ['guests'], roles: ['a'], preferredRole: 'a' },
      { groupsToOverride: ['guests'], iamRolesToOverride: ['a'], preferredRole: 'a' },
    ],
    ['replaced roles keep the groups', { roles: ['a'] }, { groupsToOverride: ['staff'], iamRolesToOverride: ['a'] }],
    [
      'a preferred role keeps groups and roles',
      { preferredRole: role },
      { groupsToOverride: ['staff'], iamRolesToOverride: [role], preferredRole: role },
    ],
  ])('%s', async (_, changes, groupOverrideDetails) => {
    expect(await responseTo(changes, current)).toEqual({ claimsAndScopeOverrideDetails: { groupOverrideDetails } });
  });

  test.each([{ groups: ['a'] }, { roles: ['a'] }, { preferredRole: 'a' }])(
    '%j is refused for a machine',
    async (changes) => {
      expect(String(await faultOf(responseTo(changes, machine)))).toContain('a machine has no groups and roles');
    },
  );
});

describe('the wrong version', () => {
  test.each([
    ['claims of access tokens', {}, 'access'],
    ['claims of both tokens', {}, null],
    ['scopes', { scopes: { add: ['orders/read'] } }, 'id'],
    ['changes of access tokens', { access: { suppress: ['a'] } }, 'id'],
  ] as const)('version 1 refuses %s, and names LambdaVersion', async (_, changes, tokenUse) => {
    expect(String(await faultOf(responseTo(changes, { version: '1', tokenUse })))).toContain(
      "an event of version 1 changes no access token. Set the trigger's LambdaVersion to V2_0 or V3_0",
    );
  });

  test.each<[string, object, string]>([
    ['another version', { ...preTokenGenerationEvent(), version: '4' }, 'a version other than 1, 2 and 3'],
    [
      'another trigger',
      { ...preTokenGenerationEvent(), triggerSource: 'PreSignUp_SignUp' },
      'not an event of the pre token',
    ],
    ['an event of another service', { Records: [] }, 'not an event of the pre token generation trigger'],
  ])('%s is refused', async (_, event, message) => {
    const handler = preTokenGeneration({ claims: anything }, () => ({ claims: {} }));
    expect(String(await faultOf(handler(event)))).toContain(message);
  });
});

describe('a mistake in the result is a TypeError without a value', () => {
  test.each<[string, unknown, string]>([
    ['nothing', undefined, 'the result must be an object with claims, suppress'],
    ['no claims', {}, 'the result.claims must be an object of claims by name'],
    ['a list of claims', { claims: ['acme'] }, 'the result.claims must be an object of claims by name'],
    ['a misspelt member', { claims: {}, scope: ['acme'] }, 'the result has no option "scope"'],
    ['scopes as a list', { claims: {}, scopes: ['acme'] }, 'the result.scopes must be an object with add, suppress'],
    [
      'a scope with a space',
      { claims: {}, scopes: { add: ['acme b'] } },
      'the result.scopes.add must be an array of scopes',
    ],
    ['a group that is no text', { claims: {}, groups: [4_711] }, 'the result.groups must be an array of group names'],
    ['an empty role', { claims: {}, preferredRole: '' }, 'the result.preferredRole must be a non-empty string'],
    ['claims of one token', { claims: {}, id: 'acme' }, 'the result.id must be an object with claims, suppress'],
    [
      'a scope of Cognito',
      { claims: {}, scopes: { add: ['aws.cognito.signin.user.admin'] } },
      'add the scope aws.cognito',
    ],
  ])('%s', async (_, result, message) => {
    const handler = preTokenGeneration({ claims: anything }, () => result as Changes);
    const fault = await faultOf(handler(preTokenGenerationEvent()));
    expect(fault).toBeInstanceOf(TypeError);
    expect(String(fault)).toContain(message);
    expect(inspect(fault)).not.toMatch(/acme|4711/);
  });

  test('what the function throws is rethrown unchanged', async () => {
    const denied = new Error('This account is closed.');
    const handler = preTokenGeneration({ claims: anything }, () => Promise.reject(denied));
    expect(await faultOf(handler(preTokenGenerationEvent()))).toBe(denied);
  });

  test.each<[string, unknown, unknown, string]>([
    ['no schema', {}, () => ({ claims: {} }), 'claims must be a schema of Standard Schema 1'],
    [
      'a wrong tokenUse',
      { claims: anything, tokenUse: 'both' },
      () => ({ claims: {} }),
      'tokenUse must be "access", "id", or null',
    ],
    [
      'the schema in place of the options',
      anything,
      () => ({ claims: {} }),
      'preTokenGeneration: options must be an object with the schema in it, { claims }; got the schema itself.',
    ],
    [
      'a schema that is a function in place of the options',
      type({ tenant: 'string' }),
      () => ({ claims: {} }),
      'preTokenGeneration: options must be an object with the schema in it, { claims }; got the schema itself.',
    ],
    ['no function', { claims: anything }, undefined, 'decide must be a function'],
    ['a misspelt option', { claims: anything, tokenuse: 'id' }, () => ({ claims: {} }), 'Did you mean'],
  ])('of construction: %s', (_, options, decide, message) => {
    const make = preTokenGeneration as (options: unknown, decide: unknown) => unknown;
    expect(() => make(options, decide)).toThrow(TypeError);
    expect(() => make(options, decide)).toThrow(message);
  });
});
