import { createVerifier, type PoolOptions } from '@cognito-guard/core';
import { createTestPool } from '@cognito-guard/testing';
import { describe, expect, test } from 'vitest';
import { outcomeOf } from '../support/outcome.ts';

type Claims = Readonly<Record<string, unknown>>;
type PoolRules = Partial<Pick<PoolOptions, 'clientId' | 'audience'>>;

const now = 1_800_000_000;
const clock = (): number => now * 1000;
const pool = await createTestPool({ clock });
const other = await createTestPool({ userPoolId: 'eu-west-1_OtherPool', clock });

const verifier = createVerifier({ ...pool.options, tokenUse: 'access', clock });
const idVerifier = createVerifier({ ...pool.options, tokenUse: 'id', clock });
const anyUseVerifier = createVerifier({ ...pool.options, clientId: null, tokenUse: null, clock });

const outcome = (claims: Claims): Promise<string> => outcomeOf(verifier.verify(pool.accessToken({ claims })));
const outcomeOfId = (claims: Claims): Promise<string> => outcomeOf(idVerifier.verify(pool.idToken({ claims })));

describe('issuer', () => {
  test.each<[string, unknown]>([
    ['another pool', other.issuer],
    ['a trailing slash', `${pool.issuer}/`],
    ['upper case', pool.issuer.toUpperCase()],
    ['http', pool.issuer.replace('https:', 'http:')],
    ['a suffix', `${pool.issuer}.example.com`],
    ['a prefix of ours', pool.issuer.slice(0, -1)],
    ['an array', [pool.issuer]],
    ['an object', { toString: pool.issuer }],
    ['an empty string', ''],
    ['null', null],
    ['nothing', undefined],
  ])('%s is wrong_issuer, without a fetch', async (_, iss) => {
    const before = pool.fetchCount;
    const cold = createVerifier({ ...pool.options, tokenUse: 'access', clock });
    expect(await outcomeOf(cold.verify(pool.accessToken({ claims: { iss } })))).toBe('401 wrong_issuer');
    expect(pool.fetchCount).toBe(before);
  });
});

describe('token use', () => {
  const bad = [undefined, null, '', 'refresh', 'Access', ['access'], ['id', 'access'], { access: true }, 1];

  test.each(bad)('token_use %o is wrong_token_use, also where both uses are accepted', async (use) => {
    const token = pool.accessToken({ claims: { token_use: use } });
    expect(await outcomeOf(verifier.verify(token))).toBe('401 wrong_token_use');
    expect(await outcomeOf(idVerifier.verify(token))).toBe('401 wrong_token_use');
    expect(await outcomeOf(anyUseVerifier.verify(token))).toBe('401 wrong_token_use');
  });

  test('an access token is refused for id, and an ID token for access', async () => {
    expect(await outcomeOf(verifier.verify(pool.idToken()))).toBe('401 wrong_token_use');
    expect(await outcomeOf(idVerifier.verify(pool.accessToken()))).toBe('401 wrong_token_use');
    expect(await outcomeOf(idVerifier.verify(pool.machineToken()))).toBe('401 wrong_token_use');
  });

  test('null accepts both uses, and the result has the use', async () => {
    expect((await anyUseVerifier.verify(pool.idToken())).tokenUse).toBe('id');
    expect((await anyUseVerifier.verify(pool.accessToken())).tokenUse).toBe('access');
  });
});

describe('client', () => {
  test.each<[string, Claims]>([
    ['another client', { client_id: 'someone0else' }],
    ['the same in upper case', { client_id: pool.clientId.toUpperCase() }],
    ['a longer name', { client_id: `${pool.clientId}x` }],
    ['a client in an array', { client_id: [pool.clientId] }],
    ['an empty client', { client_id: '' }],
    ['no client', { client_id: undefined }],
    ['aud in its place', { client_id: undefined, aud: pool.clientId }],
  ])('%s in an access token is wrong_client', async (_, claims) => {
    expect(await outcome(claims)).toBe('401 wrong_client');
  });

  test.each<[string, Claims]>([
    ['another aud', { aud: 'someone0else' }],
    ['an array that holds ours', { aud: [pool.clientId] }],
    ['no aud', { aud: undefined }],
    ['client_id in its place', { aud: undefined, client_id: pool.clientId }],
  ])('%s in an ID token is wrong_client', async (_, claims) => {
    expect(await outcomeOfId(claims)).toBe('401 wrong_client');
  });

  test('null accepts any client, but refuses a token without one', async () => {
    expect((await anyUseVerifier.verify(pool.accessToken({ clientId: 'someone0else' }))).clientId).toBe('someone0else');
    for (const client_id of [undefined, '', [pool.clientId], 7]) {
      const token = pool.accessToken({ claims: { client_id } });
      expect(await outcomeOf(anyUseVerifier.verify(token))).toBe('401 invalid_claims');
    }
  });
});

describe('audience of access tokens', () => {
  const api = 'https://api.example.com';
  const twin = 'https://twin.example.com';
  const none: PoolRules = {};
  const anyClient: PoolRules = { clientId: null };

  test.each<[string, PoolRules, unknown, string]>([
    ['no rule, no aud', none, undefined, 'accepted'],
    ['no rule, aud of another API', none, api, '401 wrong_audience'],
    ['no rule, aud of another API in an array', none, [api], '401 wrong_audience'],
    ['no rule, aud is the client', none, pool.clientId, 'accepted'],
    ['no rule, the client in an array', none, [pool.clientId], 'accepted'],
    ['no rule, empty array', none, [], '401 wrong_audience'],
    ['no rule, the client and another API', none, [pool.clientId, api], '401 wrong_audience'],
    ['no rule, any client, its own and another API', anyClient, [pool.clientId, api], '401 wrong_audience'],
    ['no rule, any client, no aud', anyClient, undefined, 'accepted'],
    ['no rule, any client, aud is its own client', anyClient, pool.clientId, 'accepted'],
    ['no rule, any client, aud of another API', anyClient, api, '401 wrong_audience'],
    ['one audience, the same aud', { audience: api }, api, 'accepted'],
    ['one audience, found in an array', { audience: api }, [twin, api], 'accepted'],
    ['one audience, another aud', { audience: api }, twin, '401 wrong_audience'],
    ['one audience, a longer aud', { audience: api }, `${api}/`, '401 wrong_audience'],
    ['one audience, no aud', { audience: api }, undefined, '401 wrong_audience'],
    ['one audience, aud is the client', { audience: api }, pool.clientId, '401 wrong_audience'],
    ['two audiences, the first', { audience: [api, twin] }, api, 'accepted'],
    ['two audiences, the second', { audience: [api, twin] }, twin, 'accepted'],
    ['two audiences, a third', { audience: [api, twin] }, 'https://third.example.com', '401 wrong_audience'],
    ['where present, no aud', { audience: { whenPresent: api } }, undefined, 'accepted'],
    ['where present, the same aud', { audience: { whenPresent: api } }, api, 'accepted'],
    ['where present, found in an array', { audience: { whenPresent: api } }, [twin, api], 'accepted'],
    ['where present, another aud', { audience: { whenPresent: api } }, twin, '401 wrong_audience'],
    ['where present, an empty array', { audience: { whenPresent: api } }, [], '401 wrong_audience'],
    ['where present, aud is the client', { audience: { whenPresent: api } }, pool.clientId, '401 wrong_audience'],
    ['where present, the second of two', { audience: { whenPresent: [api, twin] } }, twin, 'accepted'],
    ['where present, aud null', { audience: { whenPresent: api } }, null, '401 invalid_claims'],
    ['null, any aud', { audience: null }, 'https://third.example.com', 'accepted'],
    ['null, no aud', { audience: null }, undefined, 'accepted'],
    ['null, aud of a wrong type', { audience: null }, 5, '401 invalid_claims'],
    ['no rule, aud null', none, null, '401 invalid_claims'],
    ['one audience, an array that holds it beside a number', { audience: api }, [api, 5], '401 invalid_claims'],
  ])('%s: %o with %o is %s', async (_, rules, aud, expected) => {
    const bound = createVerifier({ ...pool.options, tokenUse: 'access', clock, ...rules });
    expect(await outcomeOf(bound.verify(pool.accessToken({ claims: { aud } })))).toBe(expected);
  });

  test('one rule accepts users with resource binding, machines and sign-ins through the API', async () => {
    const mixed = createVerifier({ ...pool.options, tokenUse: 'access', audience: { whenPresent: api }, clock });
    const outcomes = [pool.accessToken({ claims: { aud: api } }), pool.machineToken(), pool.accessToken()].map(
      (token) => outcomeOf(mixed.verify(token)),
    );
    expect(await Promise.all(outcomes)).toEqual(['accepted', 'accepted', 'accepted']);
  });

  test('does not apply to ID tokens, whose aud is their client', async () => {
    const bound = createVerifier({ ...pool.options, tokenUse: null, audience: api, clock });
    expect(await outcomeOf(bound.verify(pool.idToken()))).toBe('accepted');
  });
});

describe('types and text', () => {
  test.each<[string, Claims]>([
    ...['admins', { 0: 'admins' }, [1], [null], [['admins']], null, ''].map((groups): [string, Claims] => [
      `groups ${JSON.stringify(groups)}`,
      { 'cognito:groups': groups },
    ]),
    ...[['read'], 5, null, {}, true].map((scope): [string, Claims] => [`scope ${JSON.stringify(scope)}`, { scope }]),
    ...[undefined, '', 5, null, ['a']].map((sub): [string, Claims] => [`sub ${JSON.stringify(sub)}`, { sub }]),
    ...[5, null, ['a']].map((username): [string, Claims] => [`username ${JSON.stringify(username)}`, { username }]),
    ...[{ jkt: 'thumbprint' }, null, '', {}].map((cnf): [string, Claims] => [`cnf ${JSON.stringify(cnf)}`, { cnf }]),
    ['a lone high surrogate in sub', { sub: 'user\ud83d' }],
    ['a lone low surrogate in sub', { sub: '\ude00user' }],
    ['a lone surrogate in username', { username: 'user\ud83d' }],
    ['a lone surrogate in a group', { 'cognito:groups': ['admins', 'x\udfff'] }],
  ])('%s is invalid_claims', async (_, claims) => {
    expect(await outcome(claims)).toBe('401 invalid_claims');
  });

  test('a token bound to a key (cnf) is invalid_token', async () => {
    const token = pool.accessToken({ claims: { cnf: { jkt: 'thumbprint' } } });
    await expect(verifier.verify(token)).rejects.toMatchObject({
      status: 401,
      headers: { 'WWW-Authenticate': expect.stringContaining('error="invalid_token"') },
    });
  });

  test.each([undefined, 5, null, 'user\ud83d'])(
    'an ID token with cognito:username %o is invalid_claims',
    async (name) => {
      expect(await outcomeOfId({ 'cognito:username': name })).toBe('401 invalid_claims');
    },
  );

  test('surrogate pairs in text are accepted', async () => {
    const auth = await verifier.verify(pool.accessToken({ username: 'ana😀', groups: ['équipe😀'] }));
    expect(auth.username).toBe('ana😀');
    expect([...auth.groups]).toEqual(['équipe😀']);
  });
});
