import { accessTokenReader } from '../pool/access-tokens.ts';
import type { LocalPool } from '../pool/local-pool.ts';
import { revokeSignIn } from '../pool/revocation.ts';
import type { User } from '../pool/users.ts';
import { selfService } from './authentication-result.ts';
import { notAuthorized } from './errors.ts';
import { token } from './members.ts';
import { type Operations, operation } from './operation.ts';

/** The user whose access token the input holds. */
const userOf = async (pool: LocalPool, accessToken: string): Promise<User> => {
  const holder = await accessTokenReader(pool)(accessToken);
  if (holder === undefined) throw notAuthorized('Invalid Access Token');
  if (holder.auth.scopes.has(selfService)) return holder.user;
  throw notAuthorized('Access Token does not have required scopes');
};

/**
 * Operations of a signed-in user.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetUser.html
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GlobalSignOut.html
 */
export const userOperations: Operations = {
  GetUser: operation({ AccessToken: token }, async (pool, { AccessToken }) => {
    const { username, sub, attributes } = await userOf(pool, AccessToken);
    return {
      Username: username,
      UserAttributes: Object.entries({ sub, ...attributes }).map(([Name, Value]) => ({ Name, Value })),
    };
  }),

  GlobalSignOut: operation({ AccessToken: token }, async (pool, { AccessToken }) => {
    const { username } = await userOf(pool, AccessToken);
    for (const grant of pool.refreshTokens.grantsOf(username)) await revokeSignIn(pool, grant);
    return {};
  }),
};
