import type { TimeUnitsType, UserPoolClientType } from '@aws-sdk/client-cognito-identity-provider';
import type { ClientOptions, LocalSignInOptions, UserOptions } from '@cognito-guard/local-sign-in';
import type { PulledPool, PulledUser } from './pool-reader.ts';

/** Stands in for every client secret: the secrets themselves stay in AWS. */
const localSecret = 'local-development-secret';

const secondsIn: Readonly<Record<TimeUnitsType, number>> = { seconds: 1, minutes: 60, hours: 3_600, days: 86_400 };

/** A validity in seconds; undefined where the client has Cognito's default. */
const seconds = (
  validity: number | undefined,
  unit: TimeUnitsType | undefined,
  usual: TimeUnitsType,
): number | undefined => (validity === undefined || validity === 0 ? undefined : validity * secondsIn[unit ?? usual]);

/** Names of flows before the prefix `ALLOW_`. */
const currentNames: Readonly<Record<string, string>> = {
  ADMIN_NO_SRP_AUTH: 'ALLOW_ADMIN_USER_PASSWORD_AUTH',
  USER_PASSWORD_AUTH: 'ALLOW_USER_PASSWORD_AUTH',
  CUSTOM_AUTH_FLOW_ONLY: 'ALLOW_CUSTOM_AUTH',
};

/** An object without the members that are undefined. */
const defined = <T extends object>(members: T): T =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as T;

const clientOf = (client: UserPoolClientType): ClientOptions => {
  const units = client.TokenValidityUnits ?? {};
  const rotation = client.RefreshTokenRotation;
  return defined({
    clientId: client.ClientId ?? '',
    name: client.ClientName,
    clientSecret: client.ClientSecret === undefined ? undefined : localSecret,
    callbackUrls: client.CallbackURLs ?? [],
    logoutUrls: client.LogoutURLs ?? [],
    grants: client.AllowedOAuthFlowsUserPoolClient === true ? (client.AllowedOAuthFlows ?? []) : [],
    scopes: client.AllowedOAuthScopes ?? [],
    providers: client.SupportedIdentityProviders ?? ['COGNITO'],
    accessTokenSeconds: seconds(client.AccessTokenValidity, units.AccessToken, 'hours'),
    idTokenSeconds: seconds(client.IdTokenValidity, units.IdToken, 'hours'),
    refreshTokenSeconds: seconds(client.RefreshTokenValidity, units.RefreshToken, 'days'),
    rotation: rotation?.Feature === 'ENABLED' ? { graceSeconds: rotation.RetryGracePeriodSeconds ?? 0 } : undefined,
    tokenRevocation: client.EnableTokenRevocation ?? false,
    authFlows: client.ExplicitAuthFlows?.map((flow) => currentNames[flow] ?? flow),
    preventUserExistenceErrors: client.PreventUserExistenceErrors === 'ENABLED',
  }) as ClientOptions;
};

/** A member of the attribute `identities`. */
interface Identity {
  readonly providerName?: string;
  readonly userId?: string;
}

const userOf = ({ user, groups }: PulledUser, providers: readonly string[]): UserOptions => {
  const {
    sub,
    identities = '[]',
    ...attributes
  } = Object.fromEntries((user.Attributes ?? []).map(({ Name = '', Value = '' }) => [Name, Value]));
  const { email, email_verified: verified, ...others } = attributes;
  const kept = Object.entries(verified === 'true' ? others : attributes).filter(
    ([name, value]) => !name.startsWith('cognito:') && !name.startsWith('dev:') && value !== '',
  );
  const linked = (JSON.parse(identities) as readonly Identity[]).flatMap(({ providerName = '', userId = '' }) =>
    providers.includes(providerName) ? [{ provider: providerName, userId }] : [],
  );
  const status = user.UserStatus;
  return defined({
    username: user.Username ?? '',
    sub,
    email: verified === 'true' ? email : undefined,
    groups,
    attributes: Object.fromEntries(kept),
    status: status === 'UNCONFIRMED' || status === 'FORCE_CHANGE_PASSWORD' ? status : undefined,
    identities: linked.length > 0 ? linked : undefined,
  }) as UserOptions;
};

/**
 * The seed file of a user pool: no client secret, no secret of a provider, and no password. Disabled users are left out.
 */
export const seedOf = (pulled: PulledPool): LocalSignInOptions => {
  const providers = pulled.providers.map(({ ProviderName = '', ProviderType, IdpIdentifiers = [] }) => ({
    name: ProviderName,
    type: ProviderType,
    identifiers: IdpIdentifiers,
    users: [],
  }));
  const names = providers.map(({ name }) => name);
  const isByEmail = pulled.pool.UsernameAttributes?.includes('email') === true;
  return {
    userPoolId: pulled.pool.Id,
    ...(isByEmail && { usernameAttributes: ['email'] }),
    signUp: pulled.pool.AdminCreateUserConfig?.AllowAdminCreateUserOnly !== true,
    clients: pulled.clients.map(clientOf),
    resourceServers: pulled.resourceServers.map(({ Identifier = '', Scopes = [] }) => ({
      identifier: Identifier,
      scopes: Scopes.flatMap(({ ScopeName }) => ScopeName ?? []),
    })),
    providers,
    groups: pulled.groups.map(({ GroupName = '', Description, Precedence, RoleArn }) =>
      defined({ name: GroupName, description: Description, precedence: Precedence, roleArn: RoleArn }),
    ),
    users: pulled.users.filter(({ user }) => user.Enabled !== false).map((one) => userOf(one, names)),
  } as LocalSignInOptions;
};
