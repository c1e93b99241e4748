import { metadataOf } from '../pool/caller.ts';
import { CognitoError } from '../pool/cognito-error.ts';
import { requireFreeEmail } from '../pool/free-email.ts';
import type { LocalPool } from '../pool/local-pool.ts';
import { randomPassword } from '../pool/random.ts';
import { signOutUser } from '../pool/revocation.ts';
import { nameUser } from '../pool/user-name.ts';
import { type User, userAttributesOf } from '../pool/users.ts';
import { attributesOf, validationDataOf } from './attribute-input.ts';
import { requirePassword } from './codes.ts';
import { notAuthorized } from './errors.ts';
import { boolean, listOf, oneOf, optional, withDefault } from './input.ts';
import { attributeName, attributes, clientMetadata, password, username } from './members.ts';
import { adminOperation, type Operations } from './operation.ts';
import { attributeList, mfaSettings, userOf, userSummary, userType } from './user-types.ts';

/** The app client in events of an administrator's call. */
const noClient = 'CLIENT_ID_NOT_APPLICABLE';

/** A change to a user that has no output. */
const change = (run: (pool: LocalPool, user: User) => unknown) =>
  adminOperation({ Username: username }, async (pool, { Username }) => {
    await run(pool, userOf(pool, Username));
    return {};
  });

/** Sends a new temporary password to a user who has not signed in yet. */
const resend = ({ users, oneTimeCodes }: LocalPool, user: User | undefined, temporary: string): User => {
  if (user === undefined) throw new CognitoError('UserNotFoundException', 'User does not exist.');
  if (user.status !== 'FORCE_CHANGE_PASSWORD') {
    throw new CognitoError(
      'UnsupportedUserStateException',
      `Resend not possible. ${user.username} status is not FORCE_CHANGE_PASSWORD`,
    );
  }
  oneTimeCodes.show('invitation', user.username, temporary);
  return users.update(user, { password: temporary });
};

/**
 * Operations of an administrator on users.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminCreateUser.html
 */
export const adminUserOperations: Operations = {
  AdminCreateUser: adminOperation(
    {
      Username: username,
      TemporaryPassword: optional(password),
      UserAttributes: attributes,
      MessageAction: optional(oneOf('RESEND', 'SUPPRESS')),
      ValidationData: attributes,
      ClientMetadata: clientMetadata,
    },
    async (pool, { Username, TemporaryPassword, UserAttributes, MessageAction, ValidationData, ClientMetadata }) => {
      const { users, oneTimeCodes } = pool;
      const temporary = requirePassword(TemporaryPassword ?? randomPassword());
      if (MessageAction === 'RESEND') return { User: userType(resend(pool, users.find(Username), temporary)) };
      const named = nameUser(users.byEmail, Username, attributesOf(UserAttributes));
      await pool.triggers.run('preSignUp', {
        source: 'PreSignUp_AdminCreateUser',
        clientId: noClient,
        userName: named.username,
        request: {
          userAttributes: { ...named.attributes },
          ...validationDataOf(ValidationData),
          ...metadataOf({ clientId: noClient, clientMetadata: ClientMetadata }),
        },
      });
      const user = users.add({
        ...named,
        password: temporary,
        status: 'FORCE_CHANGE_PASSWORD',
        groups: [],
        mfa: undefined,
        identities: [],
      });
      if (user === undefined) {
        const message = users.byEmail
          ? 'An account with the given email already exists.'
          : 'User account already exists';
        throw new CognitoError('UsernameExistsException', message);
      }
      if (MessageAction === undefined) oneTimeCodes.show('invitation', user.username, temporary);
      return { User: userType(user) };
    },
  ),

  AdminGetUser: adminOperation({ Username: username }, (pool, { Username }) => {
    const user = userOf(pool, Username);
    return { ...userSummary(user), UserAttributes: attributeList(user), ...mfaSettings(user) };
  }),

  AdminSetUserPassword: adminOperation(
    { Username: username, Password: password, Permanent: withDefault(boolean, false) },
    async (pool, { Username, Password, Permanent }) => {
      const user = userOf(pool, Username);
      const status = Permanent ? 'CONFIRMED' : 'FORCE_CHANGE_PASSWORD';
      pool.users.update(user, { password: requirePassword(Password), status });
      await pool.recordCall('AdminSetUserPassword', user);
      return {};
    },
  ),

  AdminResetUserPassword: change(async ({ users, oneTimeCodes, recordCall }, user) => {
    if (user.status !== 'CONFIRMED' && user.status !== 'RESET_REQUIRED') {
      throw notAuthorized('User password cannot be reset in the current state.');
    }
    users.update(user, { status: 'RESET_REQUIRED' });
    oneTimeCodes.send('forgot-password', user.username);
    await recordCall('AdminResetUserPassword', user);
  }),

  AdminConfirmSignUp: change(async (pool, user) => {
    if (user.status !== 'UNCONFIRMED') {
      throw notAuthorized(`User cannot be confirmed. Current status is ${user.status}`);
    }
    const confirmed = pool.users.update(user, { status: 'CONFIRMED' });
    await pool.triggers.run('postConfirmation', {
      source: 'PostConfirmation_ConfirmSignUp',
      clientId: noClient,
      userName: user.username,
      request: { userAttributes: userAttributesOf(confirmed) },
    });
  }),

  AdminUpdateUserAttributes: adminOperation(
    { Username: username, UserAttributes: attributes },
    ({ users, ...pool }, { Username, UserAttributes }) => {
      const user = userOf({ users, ...pool }, Username);
      const given = attributesOf(UserAttributes);
      if (users.byEmail && given['email'] !== undefined) requireFreeEmail(users, given['email'], user);
      users.update(user, { attributes: { ...user.attributes, ...given } });
      return {};
    },
  ),

  AdminDeleteUserAttributes: adminOperation(
    { Username: username, UserAttributeNames: listOf(attributeName) },
    (pool, { Username, UserAttributeNames }) => {
      const user = userOf(pool, Username);
      const left = Object.entries(user.attributes).filter(([name]) => !UserAttributeNames.includes(name));
      pool.users.update(user, { attributes: Object.fromEntries(left) });
      return {};
    },
  ),

  AdminDisableUser: change(async (pool, user) => {
    pool.users.update(user, { isEnabled: false });
    await signOutUser(pool, 'AdminDisableUser', user);
  }),
  AdminEnableUser: change(({ users }, user) => users.update(user, { isEnabled: true })),
  AdminUserGlobalSignOut: change((pool, user) => signOutUser(pool, 'AdminUserGlobalSignOut', user)),
  AdminDeleteUser: change(async (pool, user) => {
    await signOutUser(pool, 'AdminDeleteUser', user);
    pool.users.remove(user);
  }),
};
