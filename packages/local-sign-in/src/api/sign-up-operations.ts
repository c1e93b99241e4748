import { createHash } from 'node:crypto';
import type { Client } from '../options/client-options.ts';
import type { Caller } from '../pool/caller.ts';
import { CognitoError } from '../pool/cognito-error.ts';
import type { LocalPool } from '../pool/local-pool.ts';
import type { User } from '../pool/users.ts';
import { clientOf, requireSecretHash } from './app-client.ts';
import { attributesOf, isUserWritable, validationDataOf } from './attribute-input.ts';
import { codeDelivery } from './codes.ts';
import { invalidParameter, notAuthorized } from './errors.ts';
import type { Input } from './input.ts';
import { attributes, clientId, clientMetadata, confirmationCode, password, secretHash, username } from './members.ts';
import { type Operation, type Operations, operation } from './operation.ts';

/** The members that every operation here has. */
const common = { ClientId: clientId, SecretHash: secretHash, Username: username, ClientMetadata: clientMetadata };

/** A request for a user who is not signed in. */
interface Visitor {
  readonly client: Client;
  readonly caller: Caller;
  readonly user: User | undefined;
}

const visitorOf = (pool: LocalPool, input: Input<typeof common>): Visitor => {
  const client = clientOf(pool, input.ClientId);
  requireSecretHash(client, input.Username, input.SecretHash);
  return {
    client,
    caller: { clientId: client.clientId, clientMetadata: input.ClientMetadata },
    user: pool.users.find(input.Username),
  };
};

/**
 * Throws for a user who does not exist, where the client lets callers learn that.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-managing-errors.html
 */
const requireKnown = ({ client, user }: Visitor, message = 'User does not exist.'): void => {
  if (user === undefined && !client.preventUserExistenceErrors) {
    throw new CognitoError('UserNotFoundException', message);
  }
};

/** Where a code for a user who does not exist seems to go: the same place each time. */
const simulatedDelivery = (name: string): object => {
  const [first = 'a', second = 'a'] = createHash('sha256')
    .update(name)
    .digest('hex')
    .replaceAll(/[^a-f]/g, '');
  return codeDelivery(`${first}@${second}`);
};

const signUp = operation(
  { ...common, Password: password, UserAttributes: attributes, ValidationData: attributes },
  async (pool, input) => {
    const { caller } = visitorOf(pool, input);
    if (!pool.config.signUp) throw notAuthorized('SignUp is not permitted for this user pool');
    const user = await pool.registration.signUp(
      {
        username: input.Username,
        password: input.Password,
        attributes: attributesOf(input.UserAttributes, isUserWritable),
        ...validationDataOf(input.ValidationData),
      },
      caller,
    );
    const { email } = user.attributes;
    const isConfirmed = user.status === 'CONFIRMED';
    return {
      UserConfirmed: isConfirmed,
      UserSub: user.sub,
      ...(!isConfirmed && email !== undefined && { CodeDeliveryDetails: codeDelivery(email) }),
    };
  },
);

const confirmSignUp = operation({ ...common, ConfirmationCode: confirmationCode }, async (pool, input) => {
  const visitor = visitorOf(pool, input);
  requireKnown(visitor, 'Username/client id combination not found.');
  const status = visitor.user?.status ?? 'UNCONFIRMED';
  if (status !== 'UNCONFIRMED') throw notAuthorized(`User cannot be confirmed. Current status is ${status}`);
  await pool.registration.confirmSignUp(input.Username, input.ConfirmationCode, visitor.caller);
  return {};
});

const resendConfirmationCode = operation(common, (pool, input) => {
  const visitor = visitorOf(pool, input);
  requireKnown(visitor, 'Username/client id combination not found.');
  const { user } = visitor;
  if (user === undefined) return { CodeDeliveryDetails: simulatedDelivery(input.Username) };
  if (user.status !== 'UNCONFIRMED') throw invalidParameter('User is already confirmed.');
  pool.oneTimeCodes.send('sign-up', user.username);
  return { CodeDeliveryDetails: codeDelivery(user.attributes['email'] ?? '') };
});

const forgotPassword = operation(common, async (pool, input) => {
  const { caller } = visitorOf(pool, input);
  await pool.migration.forForgottenPassword(input.Username, caller);
  const visitor = visitorOf(pool, input);
  requireKnown(visitor, 'Username/client id combination not found.');
  const { user } = visitor;
  if (user === undefined) return { CodeDeliveryDetails: simulatedDelivery(input.Username) };
  if (!user.isEnabled) throw notAuthorized('User is disabled.');
  if (user.status === 'FORCE_CHANGE_PASSWORD' || user.status === 'EXTERNAL_PROVIDER') {
    throw notAuthorized('User password cannot be reset in the current state.');
  }
  const { email, email_verified: verified } = user.attributes;
  if (email === undefined || verified !== 'true') {
    throw invalidParameter(
      'Cannot reset password for the user as there is no registered/verified email or phone_number',
    );
  }
  await pool.registration.forgotPassword(input.Username, visitor.caller);
  return { CodeDeliveryDetails: codeDelivery(email) };
});

const confirmForgotPassword: Operation = operation(
  { ...common, ConfirmationCode: confirmationCode, Password: password },
  async (pool, input) => {
    const visitor = visitorOf(pool, input);
    requireKnown(visitor, 'Username/client id combination not found.');
    await pool.registration.confirmForgotPassword(
      input.Username,
      input.ConfirmationCode,
      input.Password,
      visitor.caller,
    );
    if (visitor.user !== undefined) await pool.recordCall('ConfirmForgotPassword', visitor.user);
    return {};
  },
);

/**
 * Operations of a user who is not signed in: sign-up and a forgotten password.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SignUp.html
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ForgotPassword.html
 */
export const signUpOperations: Operations = {
  SignUp: signUp,
  ConfirmSignUp: confirmSignUp,
  ResendConfirmationCode: resendConfirmationCode,
  ForgotPassword: forgotPassword,
  ConfirmForgotPassword: confirmForgotPassword,
};
