import type { Provider } from '../options/provider-options.ts';
import type { Triggers } from '../triggers/triggers.ts';
import type { Authentication } from './authentication.ts';
import type { Caller } from './caller.ts';
import { type User, type Users, userAttributesOf } from './users.ts';

/** Sign-in through an external provider. */
export class Federation {
  readonly #users: Users;
  readonly #triggers: Triggers;
  readonly #authentication: Authentication;
  readonly #userPoolId: string;
  readonly #clock: () => number;

  constructor(
    users: Users,
    triggers: Triggers,
    authentication: Authentication,
    { userPoolId, clock }: { readonly userPoolId: string; readonly clock: () => number },
  ) {
    this.#users = users;
    this.#triggers = triggers;
    this.#authentication = authentication;
    this.#userPoolId = userPoolId;
    this.#clock = clock;
  }

  /**
   * Signs in the local user behind a provider's user: linked, known from before, or new. The first sign-in runs the
   * triggers of a sign-up, each later one those of a sign-in.
   *
   * @throws CognitoError where a trigger refuses.
   */
  async signIn(provider: Provider, from: Provider['users'][number], caller: Caller): Promise<User> {
    const known = this.#users.findByIdentity(provider.name, from.userId);
    if (known === undefined) return this.#add(provider, from, caller);
    await this.#authentication.begin(known.username, caller);
    await this.#authentication.complete(known, ['fed'], caller);
    return known;
  }

  async #add({ name }: Provider, from: Provider['users'][number], { clientId }: Caller): Promise<User> {
    const username = `${name}_${from.userId}`;
    const attributes = {
      ...(from.email !== undefined && { email: from.email, email_verified: 'false' }),
      ...(from.name !== undefined && { name: from.name }),
    };
    const { autoVerifyEmail } =
      (await this.#triggers.run('preSignUp', {
        source: 'PreSignUp_ExternalProvider',
        clientId,
        userName: username,
        request: { userAttributes: attributes },
      })) ?? {};
    const added = this.#users.add({
      username,
      password: undefined,
      status: 'EXTERNAL_PROVIDER',
      // Cognito puts users of a provider into a group of that provider.
      groups: [`${this.#userPoolId}_${name}`],
      attributes: { ...attributes, ...(autoVerifyEmail === true && { email_verified: 'true' }) },
      mfa: undefined,
      identities: [{ provider: name, userId: from.userId, isPrimary: true, createdAt: this.#clock() }],
    });
    if (added === undefined) throw new Error('the name of a federated user is taken, or the pool is full');
    await this.#triggers.run('postConfirmation', {
      source: 'PostConfirmation_ConfirmSignUp',
      clientId,
      userName: username,
      request: { userAttributes: userAttributesOf(added) },
    });
    return added;
  }
}
