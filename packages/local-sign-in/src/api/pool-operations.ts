import type { Client } from '../options/client-options.ts';
import type { Provider } from '../options/provider-options.ts';
import { CognitoError } from '../pool/cognito-error.ts';
import type { LocalPool } from '../pool/local-pool.ts';
import { clientOf } from './app-client.ts';
import { integer, optional, text, withDefault } from './input.ts';
import { clientId, paginationToken } from './members.ts';
import { adminOperation, type Operations } from './operation.ts';
import { pageOf } from './page.ts';

/** `UserPoolType`, with the settings that the pool has. */
const userPoolType = ({ config, users }: LocalPool): object => ({
  Id: config.userPoolId,
  Name: config.userPoolId.split('_')[1],
  Arn: `arn:aws:cognito-idp:${config.userPoolId.split('_')[0]}:000000000000:userpool/${config.userPoolId}`,
  MfaConfiguration: 'OPTIONAL',
  ...(users.byEmail ? { UsernameAttributes: config.usernameAttributes } : { AliasAttributes: ['email'] }),
  UsernameConfiguration: { CaseSensitive: false },
  AutoVerifiedAttributes: ['email'],
  AdminCreateUserConfig: { AllowAdminCreateUserOnly: !config.signUp },
  Policies: {
    PasswordPolicy: {
      MinimumLength: 8,
      ...{ RequireUppercase: true, RequireLowercase: true, RequireNumbers: true, RequireSymbols: true },
      TemporaryPasswordValidityDays: 7,
    },
  },
  LambdaConfig: {},
  EstimatedNumberOfUsers: users.all().length,
});

const clientSummary = ({ config }: LocalPool, { clientId, name }: Client): object => ({
  ClientId: clientId,
  UserPoolId: config.userPoolId,
  ClientName: name,
});

/** `UserPoolClientType`. */
const clientType = (pool: LocalPool, client: Client): object => ({
  ...clientSummary(pool, client),
  ...(client.clientSecret !== undefined && { ClientSecret: client.clientSecret }),
  ExplicitAuthFlows: client.authFlows,
  SupportedIdentityProviders: client.providers,
  CallbackURLs: client.callbackUrls,
  LogoutURLs: client.logoutUrls,
  AllowedOAuthFlowsUserPoolClient: true,
  AllowedOAuthFlows: client.grants,
  AllowedOAuthScopes: client.scopes,
  AccessTokenValidity: client.accessTokenSeconds,
  IdTokenValidity: client.idTokenSeconds,
  RefreshTokenValidity: client.refreshTokenSeconds,
  TokenValidityUnits: { AccessToken: 'seconds', IdToken: 'seconds', RefreshToken: 'seconds' },
  EnableTokenRevocation: client.tokenRevocation,
  PreventUserExistenceErrors: client.preventUserExistenceErrors ? 'ENABLED' : 'LEGACY',
  ...(client.rotation !== undefined && {
    RefreshTokenRotation: { Feature: 'ENABLED', RetryGracePeriodSeconds: client.rotation.graceSeconds },
  }),
});

/** `ProviderDescription`. */
const providerSummary = ({ name, type }: Provider): object => ({ ProviderName: name, ProviderType: type });

/** `IdentityProviderType`. A stand-in has no details: it exchanges no messages. */
const providerType = ({ config }: LocalPool, provider: Provider): object => ({
  UserPoolId: config.userPoolId,
  ...providerSummary(provider),
  ProviderDetails: {},
  AttributeMapping: {},
  IdpIdentifiers: provider.identifiers,
});

const paged = { MaxResults: withDefault(integer(0, 60), 60), NextToken: optional(paginationToken) };

/** A part of a list. */
const listed = <T>(
  name: string,
  all: readonly T[],
  write: (one: T) => object,
  limit: number,
  token?: string,
): object => {
  const { items, next } = pageOf(all, limit || 60, token);
  return { [name]: items.map(write), ...(next !== undefined && { NextToken: next }) };
};

/**
 * Operations that read the pool's settings, as `cognito-guard pull` reads those of a real pool.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DescribeUserPool.html
 */
export const poolOperations: Operations = {
  DescribeUserPool: adminOperation({}, (pool) => ({ UserPool: userPoolType(pool) })),

  ListUserPoolClients: adminOperation(paged, (pool, { MaxResults, NextToken }) =>
    listed(
      'UserPoolClients',
      [...pool.clients.values()],
      (client) => clientSummary(pool, client),
      MaxResults,
      NextToken,
    ),
  ),

  DescribeUserPoolClient: adminOperation({ ClientId: clientId }, (pool, { ClientId }) => ({
    UserPoolClient: clientType(pool, clientOf(pool, ClientId)),
  })),

  ListResourceServers: adminOperation(paged, (pool, { MaxResults, NextToken }) =>
    listed(
      'ResourceServers',
      pool.config.resourceServers,
      ({ identifier, scopes }) => ({
        UserPoolId: pool.config.userPoolId,
        Identifier: identifier,
        Name: identifier,
        Scopes: scopes.map((name) => ({ ScopeName: name, ScopeDescription: name })),
      }),
      MaxResults,
      NextToken,
    ),
  ),

  ListIdentityProviders: adminOperation(paged, (pool, { MaxResults, NextToken }) =>
    listed('Providers', pool.config.providers, providerSummary, MaxResults, NextToken),
  ),

  DescribeIdentityProvider: adminOperation({ ProviderName: text({ min: 1, max: 32 }) }, (pool, { ProviderName }) => {
    const provider = pool.config.providers.find(({ name }) => name === ProviderName);
    if (provider !== undefined) return { IdentityProvider: providerType(pool, provider) };
    throw new CognitoError('ResourceNotFoundException', `Identity provider ${ProviderName} does not exist.`);
  }),
};
