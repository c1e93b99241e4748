import { accessTokenReader, type TokenHolder } from '../pool/access-tokens.ts';
import { requireFreeEmail } from '../pool/free-email.ts';
import type { LocalPool } from '../pool/local-pool.ts';
import { wrongPassword } from '../pool/passwords.ts';
import { signOutUser } from '../pool/revocation.ts';
import { isSameText } from '../pool/totp.ts';
import type { User } from '../pool/users.ts';
import { attributesOf, isUserWritable } from './attribute-input.ts';
import { selfService } from './authentication-result.ts';
import { codeDelivery, requireCode, requirePassword } from './codes.ts';
import { invalidParameter, notAuthorized } from './errors.ts';
import { oneOf } from './input.ts';
import { attributes, confirmationCode, password, token } from './members.ts';
import { type Operations, operation } from './operation.ts';
import { attributeList, mfaSettings } from './user-types.ts';

/**
 * Reads the access token of a signed-in user.
 *
 * @throws CognitoError for a token that is not valid, is revoked or lacks the scope of self-service.
 */
export const tokenHolderOf = async (pool: LocalPool, accessToken: string): Promise<TokenHolder> => {
  const holder = await accessTokenReader(pool)(accessToken);
  if (holder.auth.scopes.has(selfService)) return holder;
  throw notAuthorized('Access Token does not have required scopes');
};

/** {@link tokenHolderOf}, without the token. */
export const holderOf = async (pool: LocalPool, accessToken: string): Promise<User> =>
  (await tokenHolderOf(pool, accessToken)).user;

/**
 * Operations of a signed-in user.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetUser.html
 */
export const userOperations: Operations = {
  GetUser: operation({ AccessToken: token }, async (pool, { AccessToken }) => {
    const user = await holderOf(pool, AccessToken);
    return { Username: user.username, UserAttributes: attributeList(user), ...mfaSettings(user) };
  }),

  UpdateUserAttributes: operation(
    { AccessToken: token, UserAttributes: attributes },
    async (pool, { AccessToken, UserAttributes }) => {
      const user = await holderOf(pool, AccessToken);
      const given = attributesOf(UserAttributes, isUserWritable);
      const { email } = given;
      const isNewEmail = email !== undefined && email !== user.attributes['email'];
      if (isNewEmail && pool.users.byEmail) requireFreeEmail(pool.users, email, user);
      pool.users.update(user, {
        attributes: { ...user.attributes, ...given, ...(isNewEmail && { email_verified: 'false' }) },
      });
      if (!isNewEmail) return { CodeDeliveryDetailsList: [] };
      pool.oneTimeCodes.send('verify-email', user.username);
      return { CodeDeliveryDetailsList: [codeDelivery(email)] };
    },
  ),

  GetUserAttributeVerificationCode: operation(
    { AccessToken: token, AttributeName: oneOf('email') },
    async (pool, { AccessToken }) => {
      const { username, attributes } = await holderOf(pool, AccessToken);
      const { email } = attributes;
      if (email === undefined) throw invalidParameter('User does not have the attribute email');
      pool.oneTimeCodes.send('verify-email', username);
      return { CodeDeliveryDetails: codeDelivery(email) };
    },
  ),

  VerifyUserAttribute: operation(
    { AccessToken: token, AttributeName: oneOf('email'), Code: confirmationCode },
    async (pool, { AccessToken, Code }) => {
      const user = await holderOf(pool, AccessToken);
      requireCode(pool.oneTimeCodes.check('verify-email', user.username, Code));
      requireFreeEmail(pool.users, user.attributes['email'] ?? '', user);
      pool.users.update(user, { attributes: { ...user.attributes, email_verified: 'true' } });
      return {};
    },
  ),

  ChangePassword: operation(
    { AccessToken: token, PreviousPassword: password, ProposedPassword: password },
    async (pool, { AccessToken, PreviousPassword, ProposedPassword }) => {
      const user = await holderOf(pool, AccessToken);
      if (!isSameText(user.password ?? '', PreviousPassword)) throw wrongPassword(user);
      pool.users.update(user, { password: requirePassword(ProposedPassword) });
      await pool.recordCall('ChangePassword', user);
      return {};
    },
  ),

  GlobalSignOut: operation({ AccessToken: token }, async (pool, { AccessToken }) => {
    await signOutUser(pool, 'GlobalSignOut', await holderOf(pool, AccessToken));
    return {};
  }),

  DeleteUser: operation({ AccessToken: token }, async (pool, { AccessToken }) => {
    const user = await holderOf(pool, AccessToken);
    await signOutUser(pool, 'DeleteUser', user);
    pool.users.remove(user);
    return {};
  }),
};
