/** The table of callers in docs/concepts/audience.md, computed with tokens that the local pool issues to each of them. */
import { readFileSync } from 'node:fs';
import { AuthError, createVerifier, type PoolOptions } from '@cognito-guard/core';
import { decodeToken } from '@cognito-guard/testing';
import { expect, test } from 'vitest';
import { callback, openPool, type TestedPool } from './support/pool.ts';

const concept = readFileSync(new URL('../../../docs/concepts/audience.md', import.meta.url), 'utf8');
const api = 'https://api.example.com';

const open = (): Promise<TestedPool> =>
  openPool({
    resourceServers: [{ identifier: 'orders', scopes: ['read'] }],
    clients: [
      {
        clientId: 'web',
        callbackUrls: [callback],
        authFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
      },
      { clientId: 'machine', clientSecret: 'secret', grants: ['client_credentials'] },
    ],
  });

type Body = Readonly<Record<string, unknown>>;

/** A sign-in through managed login. */
const signIn = async (pool: TestedPool, parameters: Readonly<Record<string, string>>): Promise<Body> => {
  const page = await pool.browser().get(pool.authorizeUrl(parameters));
  const { query } = await page.submit('/login', { username: 'alice', password: 'Password1!' });
  const code = query.get('code') ?? '';
  const redeemed = { grant_type: 'authorization_code', client_id: 'web', code, redirect_uri: callback };
  return (await pool.post('/oauth2/token', redeemed)).body;
};

const callers: readonly [caller: string, token: (pool: TestedPool) => Promise<unknown>][] = [
  [
    'user, managed login with `resource` = your API',
    async (pool) => (await signIn(pool, { resource: api }))['access_token'],
  ],
  [
    'the same after a refresh',
    async (pool) => {
      const { refresh_token } = await signIn(pool, { resource: api });
      const fields = { grant_type: 'refresh_token', client_id: 'web', refresh_token: String(refresh_token) };
      return (await pool.post('/oauth2/token', fields)).body['access_token'];
    },
  ],
  [
    'user, managed login with `resource` = another API',
    async (pool) => (await signIn(pool, { resource: 'https://other.example.com' }))['access_token'],
  ],
  ['user, managed login without `resource`', async (pool) => (await signIn(pool, {}))['access_token']],
  [
    'user, sign-in by SDK (`InitiateAuth`)',
    async ({ local }) => {
      const AuthParameters = { USERNAME: 'alice', PASSWORD: 'Password1!' };
      const response = await local.fetch(
        new Request(local.origin, {
          method: 'POST',
          headers: {
            'Content-Type': 'application/x-amz-json-1.1',
            'X-Amz-Target': 'AWSCognitoIdentityProviderService.InitiateAuth',
          },
          body: JSON.stringify({ ClientId: 'web', AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters }),
        }),
      );
      return (await response.json()).AuthenticationResult.AccessToken;
    },
  ],
  [
    'machine, client credentials',
    async (pool) => {
      const fields = { grant_type: 'client_credentials', client_id: 'machine', client_secret: 'secret' };
      return (await pool.post('/oauth2/token', fields)).body['access_token'];
    },
  ],
];

const modes: readonly (readonly [
  name: string,
  option: { readonly audience?: Exclude<PoolOptions['audience'], undefined> },
])[] = [
  ['not set', {}],
  ['your API', { audience: api }],
  ['`whenPresent`', { audience: { whenPresent: api } }],
  ['`null`', { audience: null }],
];

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

/** The row of a caller: its `aud`, and the answer of a verifier with each value of the option. */
const rowOf = async (pool: TestedPool, caller: string, token: string): Promise<string> => {
  const { aud } = decodeToken(token).payload;
  const answers = modes.map(async ([, option]) => {
    const { options } = pool.local;
    const verifier = createVerifier({ ...options, clientId: ['web', 'machine'], tokenUse: 'access', ...option });
    return verifier.verify(token).then(
      () => 'accepted',
      (error: unknown) => (AuthError.is(error) && error.code === 'wrong_audience' ? 'refused' : String(error)),
    );
  });
  const shown = aud === undefined ? 'absent' : aud === api ? 'your API' : 'the other API';
  return row([caller, shown, ...(await Promise.all(answers))]);
};

test('the table of callers and values of audience is what the verifier answers to tokens of the local pool', async () => {
  await using pool = await open();
  const rows: string[] = [];
  for (const [caller, token] of callers) rows.push(await rowOf(pool, caller, String(await token(pool))));
  const head = row(['caller', '`aud`', ...modes.map(([name]) => name)]);
  expect(concept).toContain([head, row(modes.map(() => '---').concat('---', '---')), ...rows].join('\n'));
});
