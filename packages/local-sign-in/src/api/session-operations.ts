import { CognitoError } from '../pool/cognito-error.ts';
import type { Grant } from '../pool/grant.ts';
import type { LocalPool } from '../pool/local-pool.ts';
import type { Session } from '../pool/sessions.ts';
import type { User } from '../pool/users.ts';
import { type Input, oneOf, optional, text, withDefault } from './input.ts';
import { paginationToken, token, username } from './members.ts';
import { adminOperation, type Operations, operation } from './operation.ts';
import { pageOf } from './page.ts';
import { tokenHolderOf } from './user-operations.ts';
import { userOf } from './user-types.ts';

/** A sign-in whose tokens can be refreshed, or a session of managed login. */
type UserSession = { readonly grant: Grant } | { readonly session: Session };

const idOf = (one: UserSession): string =>
  'grant' in one ? `tkn${one.grant.originJti.replaceAll('-', '')}` : `sso${one.session.handle.replaceAll('-', '')}`;

/** The session of managed login from which an app was granted tokens. */
const originOf = ({ sessions }: LocalPool, { username, originJti }: Grant): Session | undefined =>
  sessions.of(username).find(({ grants }) => grants.some((grant) => grant.originJti === originJti));

const sessionsOf = ({ refreshTokens, sessions }: LocalPool, { username }: User): readonly UserSession[] => [
  // A refresh token and the one that replaced it have one grant.
  ...[...new Map(refreshTokens.grantsOf(username).map((grant) => [grant.originJti, grant])).values()].map((grant) => ({
    grant,
  })),
  ...sessions.of(username).map((session) => ({ session })),
];

/** `SessionDescriptionType`, without the device and its place, which the pool does not record. */
const describe = (pool: LocalPool, one: UserSession, current: unknown): object => {
  const { authTime } = 'grant' in one ? one.grant : one.session;
  const origin = 'grant' in one ? originOf(pool, one.grant) : undefined;
  return {
    SessionId: idOf(one),
    SessionType: 'grant' in one ? 'TOKEN' : 'SSO',
    ...('grant' in one && { ClientId: one.grant.clientId }),
    CreateDate: authTime,
    LastActiveDate: authTime,
    ...(origin !== undefined && { OriginSessionId: idOf({ session: origin }) }),
    IsCurrentSession: 'grant' in one && one.grant.originJti === current,
  };
};

const list = (pool: LocalPool, user: User, nextToken: string | undefined, current?: unknown): object => {
  const { items, next } = pageOf(sessionsOf(pool, user), 60, nextToken);
  return {
    Sessions: items.map((one) => describe(pool, one, current)),
    ...(next !== undefined && { NextToken: next }),
  };
};

const target = {
  SessionId: text({ min: 1, max: 128 }),
  RevokeAssociatedSessions: withDefault(oneOf('NONE', 'LINKED'), 'NONE'),
};

/**
 * Ends a session; with `LINKED`, also the one that it comes from, or those that come from it. CloudTrail records the user
 * of the call, and not the session.
 */
const revoke = async (
  pool: LocalPool,
  call: 'RevokeUserSession' | 'AdminRevokeUserSession',
  user: User,
  { SessionId: id, RevokeAssociatedSessions: others }: Input<typeof target>,
): Promise<object> => {
  const one = sessionsOf(pool, user).find((session) => idOf(session) === id);
  if (one === undefined) throw new CognitoError('ResourceNotFoundException', 'Session not found.');
  const session = 'grant' in one ? originOf(pool, one.grant) : one.session;
  const linked = others === 'LINKED';
  if (session !== undefined && (linked || 'session' in one)) pool.sessions.end(session.id);
  const grants = [...('grant' in one ? [one.grant] : []), ...(linked ? (session?.grants ?? []) : [])];
  for (const grant of grants) pool.refreshTokens.revoke(grant);
  await pool.recordCall(call, user);
  return {};
};

const page = { NextToken: optional(paginationToken) };

/**
 * Operations on the sessions of a user: sign-ins with a refresh token, and sessions of managed login.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUserSessions.html
 */
export const sessionOperations: Operations = {
  ListUserSessions: operation({ AccessToken: token, ...page }, async (pool, { AccessToken, NextToken }) => {
    const { user, auth } = await tokenHolderOf(pool, AccessToken);
    return list(pool, user, NextToken, auth.claims['origin_jti']);
  }),

  RevokeUserSession: operation({ AccessToken: token, ...target }, async (pool, input) => {
    const { user } = await tokenHolderOf(pool, input.AccessToken);
    return revoke(pool, 'RevokeUserSession', user, input);
  }),

  AdminListUserSessions: adminOperation({ Username: username, ...page }, (pool, { Username, NextToken }) =>
    list(pool, userOf(pool, Username), NextToken),
  ),

  AdminRevokeUserSession: adminOperation({ Username: username, ...target }, (pool, input) =>
    revoke(pool, 'AdminRevokeUserSession', userOf(pool, input.Username), input),
  ),
};
