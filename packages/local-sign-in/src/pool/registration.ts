import type { Triggers } from '../triggers/triggers.ts';
import { type Caller, metadataOf } from './caller.ts';
import { CognitoError } from './cognito-error.ts';
import { requireFreeEmail } from './free-email.ts';
import type { CodePurpose, OneTimeCodes } from './one-time-codes.ts';
import { passwordProblem } from './passwords.ts';
import type { UserMigration } from './user-migration.ts';
import { isEmail, nameUser } from './user-name.ts';
import { type User, type Users, userAttributesOf } from './users.ts';

/** A user who signs up. */
export interface NewUser {
  /** An email address, where users sign up by address. */
  readonly username: string;
  readonly password: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly validationData?: Record<string, string>;
}

/** Sign-up, the confirmation of the address, and the replacement of a forgotten password. */
export class Registration {
  readonly #users: Users;
  readonly #codes: OneTimeCodes;
  readonly #migration: UserMigration;
  readonly #triggers: Triggers;

  constructor(users: Users, codes: OneTimeCodes, migration: UserMigration, triggers: Triggers) {
    this.#users = users;
    this.#codes = codes;
    this.#migration = migration;
    this.#triggers = triggers;
  }

  /**
   * Adds a user, and sends the code that confirms the address; a pre sign-up trigger can confirm it without.
   *
   * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SignUp.html
   */
  async signUp({ password, validationData, ...given }: NewUser, caller: Caller): Promise<User> {
    const { byEmail } = this.#users;
    const { sub, username, attributes } = nameUser(byEmail, given.username, given.attributes);
    const { email } = attributes;
    if (email !== undefined && !isEmail(email)) {
      throw new CognitoError('InvalidParameterException', 'Invalid email address format.');
    }
    requirePassword(password);
    // Cognito runs the trigger for a name that is taken, too.
    const { autoConfirmUser, autoVerifyEmail, autoVerifyPhone } =
      (await this.#triggers.run('preSignUp', {
        source: 'PreSignUp_SignUp',
        clientId: caller.clientId,
        userName: username,
        request: {
          userAttributes: { ...attributes },
          ...(validationData && { validationData }),
          ...metadataOf(caller),
        },
      })) ?? {};
    if (autoVerifyEmail === true && email !== undefined && !byEmail) requireFreeEmail(this.#users, email);
    const user = this.#users.add({
      sub,
      username,
      password,
      status: autoConfirmUser === true ? 'CONFIRMED' : 'UNCONFIRMED',
      groups: [],
      attributes: {
        ...attributes,
        ...(email !== undefined && { email_verified: String(autoVerifyEmail === true) }),
        ...(attributes['phone_number'] !== undefined && { phone_number_verified: String(autoVerifyPhone === true) }),
      },
      mfa: undefined,
      identities: [],
    });
    if (user === undefined) {
      const message = byEmail ? 'An account with the given email already exists.' : 'User already exists';
      throw new CognitoError('UsernameExistsException', message);
    }
    if (user.status === 'CONFIRMED') await this.#confirmed(user, 'PostConfirmation_ConfirmSignUp', caller);
    else this.#codes.send('sign-up', username);
    return user;
  }

  /** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ConfirmSignUp.html */
  async confirmSignUp(username: string, code: string, caller: Caller): Promise<User> {
    const user = this.#checkCode('sign-up', username, code);
    const { email } = user.attributes;
    if (email !== undefined) requireFreeEmail(this.#users, email, user);
    const attributes = { ...user.attributes, ...(email !== undefined && { email_verified: 'true' }) };
    const confirmed = this.#users.update(user, { status: 'CONFIRMED', attributes });
    await this.#confirmed(confirmed, 'PostConfirmation_ConfirmSignUp', caller);
    return confirmed;
  }

  /** Sends a code to a user whose password may be replaced. Another user gets none, and the caller cannot tell. */
  async forgotPassword(username: string, caller: Caller): Promise<void> {
    const user = await this.#migration.forForgottenPassword(username, caller);
    if (user?.status === 'CONFIRMED' || user?.status === 'RESET_REQUIRED')
      this.#codes.send('forgot-password', user.username);
  }

  /** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ConfirmForgotPassword.html */
  async confirmForgotPassword(username: string, code: string, password: string, caller: Caller): Promise<void> {
    // The password first: a code is used up by the check.
    requirePassword(password);
    const user = this.#checkCode('forgot-password', username, code);
    const status = user.status === 'RESET_REQUIRED' ? 'CONFIRMED' : user.status;
    const renewed = this.#users.update(user, { password, status });
    await this.#confirmed(renewed, 'PostConfirmation_ConfirmForgotPassword', caller);
  }

  #checkCode(purpose: CodePurpose, username: string, code: string): User {
    const user = this.#users.find(username);
    const outcome = this.#codes.check(purpose, user?.username ?? username, code);
    if (outcome === 'wrong') {
      throw new CognitoError('CodeMismatchException', 'Invalid verification code provided, please try again.');
    }
    if (outcome === 'right' && user !== undefined) return user;
    throw new CognitoError('ExpiredCodeException', 'Invalid code provided, please request a code again.');
  }

  async #confirmed(
    user: User,
    source: 'PostConfirmation_ConfirmSignUp' | 'PostConfirmation_ConfirmForgotPassword',
    caller: Caller,
  ): Promise<void> {
    await this.#triggers.run('postConfirmation', {
      source,
      clientId: caller.clientId,
      userName: user.username,
      request: { userAttributes: userAttributesOf(user), ...metadataOf(caller) },
    });
  }
}

const requirePassword = (password: string): void => {
  const problem = passwordProblem(password);
  if (problem !== undefined) throw new CognitoError('InvalidPasswordException', problem);
};
