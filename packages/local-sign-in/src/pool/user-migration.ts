import type { Triggers } from '../triggers/triggers.ts';
import { isAttributeName } from './attributes.ts';
import type { Caller } from './caller.ts';
import { CognitoError } from './cognito-error.ts';
import { nameUser } from './user-name.ts';
import type { User, Users } from './users.ts';

/** The call for which a user is missing. */
interface Missing {
  readonly source: 'UserMigration_Authentication' | 'UserMigration_ForgotPassword';
  readonly name: string;
  /** Undefined for a forgotten password. */
  readonly password: string | undefined;
  readonly caller: Caller;
}

/**
 * Adds users of another directory, by the user migration trigger.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-migrate-user.html
 */
export class UserMigration {
  readonly #users: Users;
  readonly #triggers: Triggers;

  constructor(users: Users, triggers: Triggers) {
    this.#users = users;
    this.#triggers = triggers;
  }

  /** Finds a user by name or verified address, or migrates one for a sign-in. */
  async forSignIn(name: string, password: string, caller: Caller): Promise<User | undefined> {
    const known = this.#users.find(name);
    return known ?? this.#migrate({ source: 'UserMigration_Authentication', name, password, caller });
  }

  /** Finds a user by name or verified address, or migrates one whose password is forgotten. */
  async forForgottenPassword(name: string, caller: Caller): Promise<User | undefined> {
    const known = this.#users.find(name);
    return known ?? this.#migrate({ source: 'UserMigration_ForgotPassword', name, password: undefined, caller });
  }

  /** @returns Undefined where the trigger returns no attributes, and where the pool has no trigger. */
  async #migrate({ source, name, password, caller }: Missing): Promise<User | undefined> {
    if (!this.#triggers.has('userMigration')) return undefined;
    const { clientId, clientMetadata } = caller;
    const failed = (cause?: unknown): CognitoError =>
      new CognitoError(
        'UserNotFoundException',
        `Exception migrating user in app client ${clientId}`,
        cause instanceof CognitoError ? { reason: cause.reason, cause: cause.cause } : { cause },
      );
    const response = await this.#triggers
      .run('userMigration', {
        source,
        clientId,
        userName: name,
        request: {
          ...(password !== undefined && { password }),
          // As in Cognito, a sign-in passes its metadata on under this name.
          ...(clientMetadata !== undefined &&
            (password === undefined ? { clientMetadata } : { validationData: clientMetadata })),
        },
      })
      .catch((error: unknown) => {
        throw failed(error);
      });
    const { userAttributes, finalUserStatus } = response ?? {};
    if (userAttributes === undefined) return undefined;
    const { username = name, ...attributes } = userAttributes;
    if (!Object.keys(attributes).every(isAttributeName)) throw failed();
    const named = this.#users.byEmail ? nameUser(true, name, attributes) : { username, attributes };
    const added = this.#users.add({
      ...named,
      password,
      status: finalUserStatus === 'CONFIRMED' ? 'CONFIRMED' : 'RESET_REQUIRED',
      groups: [],
      mfa: undefined,
      identities: [],
    });
    if (added === undefined) throw failed();
    return added;
  }
}
