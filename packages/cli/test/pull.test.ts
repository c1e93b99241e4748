import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createLocalSignIn, type LocalSignIn, type LocalSignInOptions } from '@cognito-guard/local-sign-in';
import { decodeToken } from '@cognito-guard/testing';
import { describe, expect, test } from 'vitest';
import { run } from './support/command.ts';
import { makeFolder } from './support/folder.ts';

const userPoolId = 'eu-west-1_Pulled1';
const pullFrom = async (origin: string, ...flags: readonly string[]) => {
  const cwd = makeFolder();
  const args = ['pull', '--user-pool-id', userPoolId, '--endpoint', origin, '--out', 'pool.json', ...flags];
  const ended = await run(args, { cwd });
  return { ...ended, text: ended.exitCode === 0 ? readFileSync(join(cwd, 'pool.json'), 'utf8') : '' };
};

/** Claims that no two sign-ins share. */
const own = ['iss', 'iat', 'exp', 'auth_time', 'jti', 'origin_jti', 'event_id', 'at_hash'];
const claimsOf = async (local: LocalSignIn, username = 'dora') => {
  const { accessToken, idToken = '' } = await local.signIn(username, { clientId: 'shop' });
  return [accessToken, idToken].map((token) =>
    Object.fromEntries(Object.entries(decodeToken(token).payload).filter(([name]) => !own.includes(name))),
  );
};

describe('pull from a local pool', () => {
  const users = Array.from({ length: 70 }, (_, index) => ({ username: `user${index}`, password: 'Password1!' }));
  const options: LocalSignInOptions = {
    userPoolId,
    signUp: false,
    clients: [
      { clientId: 'shop', name: 'Shop', callbackUrls: ['http://localhost:3000/cb'], accessTokenSeconds: 600 },
      { clientId: 'server', clientSecret: 'top-secret-1', grants: ['client_credentials'], scopes: ['orders/read'] },
    ],
    resourceServers: [{ identifier: 'orders', scopes: ['read', 'write'] }],
    providers: [{ name: 'Google', type: 'Google', identifiers: ['g'], users: [{ userId: '7' }] }],
    groups: [{ name: 'admins', precedence: 1, roleArn: 'arn:aws:iam::123456789012:role/admin' }],
    users: [
      ...users,
      {
        username: 'dora',
        password: 'Password1!',
        email: 'dora@example.com',
        groups: ['admins', 'staff'],
        attributes: { 'custom:tenant': 'acme', given_name: 'Dora' },
      },
    ],
  };

  test('and a seed of it mint the same claims, without a secret or a password in the file', async () => {
    await using local = await createLocalSignIn(options);
    const { exitCode, text, stderr } = await pullFrom(local.origin, '--users');
    expect([exitCode, stderr]).toEqual([0, 'Wrote pool.json: 2 clients, 3 groups, 71 users.\n']);
    expect(text).not.toMatch(/top-secret|Password1!/);
    const pulled: LocalSignInOptions = JSON.parse(text);
    expect(pulled.users).toHaveLength(71);
    await using copy = await createLocalSignIn(pulled);
    expect(await claimsOf(copy)).toEqual(await claimsOf(local));
    expect(pulled.signUp).toBe(false);
    expect(pulled.clients[1]).toMatchObject({ clientSecret: 'local-development-secret' });
  });

  test('whose users sign up by address, and a seed of it mint the same claims for the address', async () => {
    await using local = await createLocalSignIn({
      ...{ userPoolId, usernameAttributes: ['email'] },
      clients: [{ clientId: 'shop', authFlows: ['ALLOW_USER_PASSWORD_AUTH'] }],
      users: [{ username: 'dora@example.com', groups: ['staff'] }],
    });
    const pulled: LocalSignInOptions = JSON.parse((await pullFrom(local.origin, '--users')).text);
    expect(pulled).toMatchObject({
      usernameAttributes: ['email'],
      clients: [{ authFlows: ['ALLOW_USER_PASSWORD_AUTH'] }],
      users: [{ username: pulled.users?.[0]?.sub, email: 'dora@example.com' }],
    });
    await using copy = await createLocalSignIn(pulled);
    expect(await claimsOf(copy, 'dora@example.com')).toEqual(await claimsOf(local, 'dora@example.com'));
  });

  test('does not replace a file without --force', async () => {
    await using local = await createLocalSignIn({ userPoolId, clients: [{ clientId: 'shop' }] });
    const cwd = makeFolder({ 'pool.json': 'mine' });
    const args = ['pull', '--user-pool-id', userPoolId, '--endpoint', local.origin, '--out', 'pool.json'];
    const { exitCode, stderr } = await run(args, { cwd });
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining('pool.json. Replace it with --force.')]);
    expect(readFileSync(join(cwd, 'pool.json'), 'utf8')).toBe('mine');
    expect((await run([...args, '--force'], { cwd })).exitCode).toBe(0);
    expect(JSON.parse(readFileSync(join(cwd, 'pool.json'), 'utf8'))).toMatchObject({ userPoolId });
  });

  test('has no users without the flag', async () => {
    await using local = await createLocalSignIn(options);
    expect(JSON.parse((await pullFrom(local.origin)).text)).toMatchObject({ users: [] });
  });

  test('reports the exception of a pool that does not exist', async () => {
    await using local = await createLocalSignIn({ ...options, userPoolId: 'eu-west-1_Other1' });
    const { exitCode, stderr } = await pullFrom(local.origin);
    expect(exitCode).toBe(1);
    expect(stderr).toContain('The user pool cannot be read: ResourceNotFoundException');
  });

  test.each([
    [['pull'], '--user-pool-id is required'],
    [['pull', '--user-pool-id', 'x'], '--user-pool-id is required'],
    [['pull', '--user-pool-id', userPoolId, '--endpoint', 'https://example.com'], '--endpoint must be the URL of'],
  ])('refuses %j', async (args, message) => {
    expect((await run(args)).stderr).toContain(message);
  });
});

/** Answers as the API reference documents them, for a pool with what AWS adds. */
const recorded: Readonly<Record<string, (input: Readonly<Record<string, string>>) => object>> = {
  DescribeUserPool: () => ({
    UserPool: {
      Id: userPoolId,
      Name: 'production',
      Policies: { PasswordPolicy: { MinimumLength: 12 } },
      UsernameAttributes: ['phone_number'],
      LambdaConfig: { PreSignUp: 'arn:aws:lambda:eu-west-1:123456789012:function:pre-sign-up' },
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: true, UnusedAccountValidityDays: 7 },
      CreationDate: 1_689_721_665.239,
    },
  }),
  ListUserPoolClients: ({ NextToken }) =>
    NextToken === undefined
      ? {
          UserPoolClients: [{ ClientId: '1example23456789', UserPoolId: userPoolId, ClientName: 'web' }],
          NextToken: 'next',
        }
      : { UserPoolClients: [{ ClientId: '2example23456789', UserPoolId: userPoolId, ClientName: 'old' }] },
  DescribeUserPoolClient: ({ ClientId }) => ({
    UserPoolClient:
      ClientId === '1example23456789'
        ? {
            ClientId,
            ClientName: 'web',
            ClientSecret: '9eds9example9secret9of9aws',
            RefreshTokenValidity: 30,
            AccessTokenValidity: 15,
            TokenValidityUnits: { AccessToken: 'minutes', RefreshToken: 'days' },
            ExplicitAuthFlows: ['ALLOW_USER_SRP_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
            SupportedIdentityProviders: ['COGNITO', 'MyCompany'],
            CallbackURLs: ['https://example.com/callback'],
            LogoutURLs: ['https://example.com/'],
            AllowedOAuthFlows: ['code'],
            AllowedOAuthScopes: ['openid', 'https://api.example.com/read'],
            AllowedOAuthFlowsUserPoolClient: true,
            PreventUserExistenceErrors: 'ENABLED',
            EnableTokenRevocation: true,
          }
        : { ClientId, ClientName: 'old', RefreshTokenValidity: 0, ExplicitAuthFlows: ['ADMIN_NO_SRP_AUTH'] },
  }),
  ListResourceServers: () => ({
    ResourceServers: [
      {
        Identifier: 'https://api.example.com',
        Name: 'API',
        Scopes: [{ ScopeName: 'read', ScopeDescription: 'reads' }],
      },
    ],
  }),
  ListGroups: () => ({
    Groups: [{ GroupName: 'staff', UserPoolId: userPoolId, Precedence: 2, CreationDate: 1_689_721_665 }],
  }),
  ListIdentityProviders: () => ({ Providers: [{ ProviderName: 'MyCompany', ProviderType: 'OIDC' }] }),
  DescribeIdentityProvider: () => ({
    IdentityProvider: {
      ProviderName: 'MyCompany',
      ProviderType: 'OIDC',
      ProviderDetails: { client_id: 'abc', client_secret: 'provider-secret', oidc_issuer: 'https://idp.example.com' },
      AttributeMapping: { username: 'sub' },
    },
  }),
  ListUsers: () => ({
    Users: [
      {
        Username: 'erin',
        Enabled: true,
        UserStatus: 'RESET_REQUIRED',
        Attributes: [
          { Name: 'sub', Value: 'c4d8f4e8-5011-70f5-1c2b-0ff1d2c5b2f1' },
          { Name: 'email', Value: 'erin@example.com' },
          { Name: 'email_verified', Value: 'true' },
          { Name: 'identities', Value: '[{"userId":"17","providerName":"MyCompany","providerType":"OIDC"}]' },
        ],
      },
      { Username: 'frank', Enabled: false, UserStatus: 'CONFIRMED', Attributes: [] },
    ],
  }),
  AdminListGroupsForUser: () => ({ Groups: [{ GroupName: 'staff' }] }),
};

test('pull writes the documented answers of AWS as a seed, without secrets', async () => {
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => {
      body += chunk;
    });
    request.on('end', () => {
      const operation = String(request.headers['x-amz-target']).split('.')[1] ?? '';
      response.setHeader('Content-Type', 'application/x-amz-json-1.1');
      response.end(JSON.stringify(recorded[operation]?.(JSON.parse(body)) ?? {}));
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const { text, stderr } = await pullFrom(`http://127.0.0.1:${port}`, '--users');
  server.close();
  expect(text).not.toMatch(/9eds9|provider-secret/);
  expect(stderr).toContain('The pool has triggers, which the file lacks: PreSignUp.');
  expect(stderr).toContain('Users of the pool sign in by phone number.');
  expect(stderr).toContain('Disabled users are left out: 1.');
  const seed: LocalSignInOptions = JSON.parse(text);
  expect(seed).toEqual({
    userPoolId,
    signUp: false,
    clients: [
      {
        clientId: '1example23456789',
        name: 'web',
        clientSecret: 'local-development-secret',
        callbackUrls: ['https://example.com/callback'],
        logoutUrls: ['https://example.com/'],
        grants: ['code'],
        scopes: ['openid', 'https://api.example.com/read'],
        providers: ['COGNITO', 'MyCompany'],
        accessTokenSeconds: 900,
        refreshTokenSeconds: 2_592_000,
        tokenRevocation: true,
        authFlows: ['ALLOW_USER_SRP_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
        preventUserExistenceErrors: true,
      },
      {
        clientId: '2example23456789',
        name: 'old',
        callbackUrls: [],
        logoutUrls: [],
        grants: [],
        scopes: [],
        providers: ['COGNITO'],
        tokenRevocation: false,
        authFlows: ['ALLOW_ADMIN_USER_PASSWORD_AUTH'],
        preventUserExistenceErrors: false,
      },
    ],
    resourceServers: [{ identifier: 'https://api.example.com', scopes: ['read'] }],
    providers: [{ name: 'MyCompany', type: 'OIDC', identifiers: [], users: [] }],
    groups: [{ name: 'staff', precedence: 2 }],
    users: [
      {
        username: 'erin',
        sub: 'c4d8f4e8-5011-70f5-1c2b-0ff1d2c5b2f1',
        email: 'erin@example.com',
        groups: ['staff'],
        attributes: {},
        identities: [{ provider: 'MyCompany', userId: '17' }],
      },
    ],
  });
  await using local = await createLocalSignIn(seed);
  expect((await local.signIn('erin')).idToken).toBeDefined();
});

test('pull without AWS credentials names the next step', async () => {
  const { exitCode, stderr } = await run(['pull', '--user-pool-id', userPoolId]);
  expect(exitCode).toBe(1);
  expect(stderr).toContain('CredentialsProviderError');
  expect(stderr).toContain('set AWS_PROFILE');
});
