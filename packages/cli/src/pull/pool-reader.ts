import type {
  CognitoIdentityProviderClient,
  CognitoIdentityProviderClientConfig,
  GroupType,
  IdentityProviderType,
  ResourceServerType,
  UserPoolClientType,
  UserPoolType,
  UserType,
} from '@aws-sdk/client-cognito-identity-provider';
import { failed } from '../command-error.ts';

/** A user and the names of the user's groups. */
export interface PulledUser {
  readonly user: UserType;
  readonly groups: readonly string[];
}

/** What a user pool answers about itself. */
export interface PulledPool {
  readonly pool: UserPoolType;
  readonly clients: readonly UserPoolClientType[];
  readonly resourceServers: readonly ResourceServerType[];
  readonly groups: readonly GroupType[];
  readonly providers: readonly IdentityProviderType[];
  readonly users: readonly PulledUser[];
}

/** The pool to read, and how. */
export interface PullRequest {
  readonly userPoolId: string;
  readonly withUsers: boolean;
  readonly endpoint: string | undefined;
}

const load = async (): Promise<typeof import('@aws-sdk/client-cognito-identity-provider')> => {
  try {
    return await import('@aws-sdk/client-cognito-identity-provider');
  } catch {
    throw failed(
      'pull needs the AWS SDK, which is not installed: npm install @aws-sdk/client-cognito-identity-provider@3',
    );
  }
};

/** Requests every page of a list. */
const all = async <Item>(
  page: (token: string | undefined) => Promise<readonly [items: readonly Item[] | undefined, next: string | undefined]>,
): Promise<readonly Item[]> => {
  const items: Item[] = [];
  let token: string | undefined;
  do {
    const [found = [], next] = await page(token);
    items.push(...found);
    token = next;
  } while (token !== undefined);
  return items;
};

/** The region is the start of the id. A local pool takes any credentials. */
const configOf = ({ userPoolId, endpoint }: PullRequest): CognitoIdentityProviderClientConfig => ({
  region: userPoolId.split('_')[0] ?? '',
  ...(endpoint !== undefined && { endpoint, credentials: { accessKeyId: 'local', secretAccessKey: 'local' } }),
});

/**
 * Reads a user pool with the AWS SDK, one call after the other: Cognito limits their rate.
 *
 * @throws CommandError where the SDK is not installed.
 */
export const readUserPool = async (request: PullRequest): Promise<PulledPool> => {
  const sdk = await load();
  const client = new sdk.CognitoIdentityProviderClient(configOf(request));
  try {
    return await read(client, sdk, request);
  } finally {
    client.destroy();
  }
};

const read = async (
  client: CognitoIdentityProviderClient,
  sdk: Awaited<ReturnType<typeof load>>,
  { userPoolId: UserPoolId, withUsers }: PullRequest,
): Promise<PulledPool> => {
  const { UserPool: pool = {} } = await client.send(new sdk.DescribeUserPoolCommand({ UserPoolId }));

  const clients: UserPoolClientType[] = [];
  const found = await all(async (NextToken) => {
    const answer = await client.send(new sdk.ListUserPoolClientsCommand({ UserPoolId, MaxResults: 60, NextToken }));
    return [answer.UserPoolClients, answer.NextToken];
  });
  for (const { ClientId } of found) {
    const { UserPoolClient } = await client.send(new sdk.DescribeUserPoolClientCommand({ UserPoolId, ClientId }));
    if (UserPoolClient !== undefined) clients.push(UserPoolClient);
  }

  const resourceServers = await all(async (NextToken) => {
    const answer = await client.send(new sdk.ListResourceServersCommand({ UserPoolId, MaxResults: 50, NextToken }));
    return [answer.ResourceServers, answer.NextToken];
  });

  const groups = await all(async (NextToken) => {
    const answer = await client.send(new sdk.ListGroupsCommand({ UserPoolId, Limit: 60, NextToken }));
    return [answer.Groups, answer.NextToken];
  });

  const providers: IdentityProviderType[] = [];
  const names = await all(async (NextToken) => {
    const answer = await client.send(new sdk.ListIdentityProvidersCommand({ UserPoolId, MaxResults: 60, NextToken }));
    return [answer.Providers, answer.NextToken];
  });
  for (const { ProviderName } of names) {
    const answer = await client.send(new sdk.DescribeIdentityProviderCommand({ UserPoolId, ProviderName }));
    if (answer.IdentityProvider !== undefined) providers.push(answer.IdentityProvider);
  }

  const users: PulledUser[] = [];
  const listed = withUsers
    ? await all(async (PaginationToken) => {
        const answer = await client.send(new sdk.ListUsersCommand({ UserPoolId, Limit: 60, PaginationToken }));
        return [answer.Users, answer.PaginationToken];
      })
    : [];
  for (const user of listed) {
    const { Username } = user;
    const memberships = await all(async (NextToken) => {
      const command = new sdk.AdminListGroupsForUserCommand({ UserPoolId, Username, Limit: 60, NextToken });
      const answer = await client.send(command);
      return [answer.Groups, answer.NextToken];
    });
    users.push({ user, groups: memberships.flatMap(({ GroupName }) => GroupName ?? []) });
  }

  return { pool, clients, resourceServers, groups, providers, users };
};
