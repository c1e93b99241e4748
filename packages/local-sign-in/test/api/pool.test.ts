import {
  DescribeIdentityProviderCommand,
  DescribeUserPoolClientCommand,
  DescribeUserPoolCommand,
  ListIdentityProvidersCommand,
  ListResourceServersCommand,
  ListUserPoolClientsCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { expect, test } from 'vitest';
import { callback } from '../support/pool.ts';
import { openSdk } from './support/sdk.ts';

test("the AWS SDK reads the pool's settings: clients, resource servers and providers", async () => {
  await using opened = await openSdk({
    resourceServers: [{ identifier: 'orders', scopes: ['read', 'write'] }],
    providers: [{ name: 'Google', type: 'Google', identifiers: ['example.com'], users: [{ userId: '1' }] }],
    clients: [
      { clientId: 'web', callbackUrls: [callback], scopes: ['openid'], rotation: { graceSeconds: 30 } },
      { clientId: 'machine', clientSecret: 'local-secret', grants: ['client_credentials'] },
    ],
    signUp: false,
  });
  const { sdk, UserPoolId } = opened;
  expect(await sdk.send(new DescribeUserPoolCommand({ UserPoolId }))).toMatchObject({
    UserPool: {
      ...{ Id: UserPoolId, Name: 'LocalPool', MfaConfiguration: 'OPTIONAL', EstimatedNumberOfUsers: 1 },
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
    },
  });
  const first = await sdk.send(new ListUserPoolClientsCommand({ UserPoolId, MaxResults: 1 }));
  expect(first.UserPoolClients).toEqual([{ ClientId: 'web', UserPoolId, ClientName: 'web' }]);
  const second = await sdk.send(new ListUserPoolClientsCommand({ UserPoolId, NextToken: first.NextToken }));
  expect(second).toMatchObject({ UserPoolClients: [{ ClientId: 'machine' }] });
  const { UserPoolClient } = await sdk.send(new DescribeUserPoolClientCommand({ UserPoolId, ClientId: 'web' }));
  expect(UserPoolClient).toEqual({
    ...{ ClientId: 'web', UserPoolId, ClientName: 'web' },
    ExplicitAuthFlows: ['ALLOW_REFRESH_TOKEN_AUTH', 'ALLOW_USER_SRP_AUTH', 'ALLOW_CUSTOM_AUTH'],
    SupportedIdentityProviders: ['COGNITO', 'Google'],
    CallbackURLs: [callback],
    LogoutURLs: [],
    AllowedOAuthFlowsUserPoolClient: true,
    AllowedOAuthFlows: ['code'],
    AllowedOAuthScopes: ['openid'],
    ...{ AccessTokenValidity: 3_600, IdTokenValidity: 3_600, RefreshTokenValidity: 2_592_000 },
    TokenValidityUnits: { AccessToken: 'seconds', IdToken: 'seconds', RefreshToken: 'seconds' },
    EnableTokenRevocation: true,
    PreventUserExistenceErrors: 'ENABLED',
    RefreshTokenRotation: { Feature: 'ENABLED', RetryGracePeriodSeconds: 30 },
  });
  expect(await sdk.send(new DescribeUserPoolClientCommand({ UserPoolId, ClientId: 'machine' }))).toMatchObject({
    UserPoolClient: { ClientSecret: 'local-secret', AllowedOAuthScopes: ['orders/read', 'orders/write'] },
  });
  expect(await sdk.send(new ListResourceServersCommand({ UserPoolId, MaxResults: 50 }))).toMatchObject({
    ResourceServers: [{ Identifier: 'orders', Scopes: [{ ScopeName: 'read' }, { ScopeName: 'write' }] }],
  });
  expect(await sdk.send(new ListIdentityProvidersCommand({ UserPoolId }))).toMatchObject({
    Providers: [{ ProviderName: 'Google', ProviderType: 'Google' }],
  });
  expect(await sdk.send(new DescribeIdentityProviderCommand({ UserPoolId, ProviderName: 'Google' }))).toMatchObject({
    IdentityProvider: { ProviderType: 'Google', IdpIdentifiers: ['example.com'] },
  });
});
