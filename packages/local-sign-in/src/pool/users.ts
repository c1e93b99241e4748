import { createHash, randomUUID } from 'node:crypto';
import type { Mfa, SeedUser } from '../options/user-options.ts';
import { signInName } from './user-name.ts';

/** Cognito's `UserStatus`. */
type UserStatus = 'CONFIRMED' | 'RESET_REQUIRED' | 'UNCONFIRMED' | 'FORCE_CHANGE_PASSWORD' | 'EXTERNAL_PROVIDER';

/** A user's identity at an external provider. */
export interface Identity {
  readonly provider: string;
  readonly userId: string;
  /** Whether the user came from the provider; false for one that was linked to a local user. */
  readonly isPrimary: boolean;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
}

/** A user of the pool. */
export interface User {
  readonly sub: string;
  readonly username: string;
  readonly password: string | undefined;
  readonly status: UserStatus;
  readonly groups: readonly string[];
  /** Text, as Cognito keeps them: `email_verified` is `'true'`. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly mfa: Mfa | undefined;
  readonly identities: readonly Identity[];
  /** Whether the user was among the options, and not signed up. */
  readonly isSeeded: boolean;
  /** Whether the user may sign in: `Enabled`. */
  readonly isEnabled: boolean;
  /** The secret of the verified authenticator app, in base32. */
  readonly softwareToken: string | undefined;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** What {@link Users.add} fills in. */
type Generated = 'isSeeded' | 'isEnabled' | 'softwareToken' | 'createdAt' | 'updatedAt';

/** Enough for a machine on which one person develops. */
const maxUsers = 10_000;

/** A UUID of a name. The same in every run, so that data that an app keeps by `sub` stays with its user. */
export const idOf = (username: string): string =>
  createHash('sha256')
    .update(`cognito-guard local sign-in ${username}`)
    .digest('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*/, '$1-$2-$3-$4-$5');

/** The users, in memory. Passwords are kept as they are: the pool holds nothing that is worth a hash. */
export class Users {
  /** Whether users sign up by email address, and have no other name: `UsernameAttributes`. */
  readonly byEmail: boolean;
  readonly #users = new Map<string, User>();
  readonly #clock: () => number;

  constructor(seeds: readonly SeedUser[], byEmail: boolean, clock: () => number) {
    this.byEmail = byEmail;
    this.#clock = clock;
    const now = clock();
    for (const { identities, ...seed } of seeds) {
      this.#put({
        ...seed,
        sub: seed.sub ?? idOf(seed.username),
        identities: identities.map((identity) => ({ ...identity, isPrimary: false, createdAt: now })),
        isSeeded: true,
        isEnabled: true,
        softwareToken: seed.mfa?.method === 'totp' ? seed.mfa.secret : undefined,
        createdAt: now,
        updatedAt: now,
      });
    }
  }

  /** By user name or {@link Users.findByEmail email address}, upper and lower case being the same. */
  find(name: string): User | undefined {
    return this.#users.get(name.toLowerCase()) ?? this.findByEmail(name);
  }

  /** By the address that signs in: a verified one; where users sign up by address, that of a user of the pool's own. */
  findByEmail(email: string): User | undefined {
    const key = email.toLowerCase();
    return this.all().find(
      ({ attributes, status }) =>
        attributes['email']?.toLowerCase() === key &&
        (this.byEmail ? status !== 'EXTERNAL_PROVIDER' : attributes['email_verified'] === 'true'),
    );
  }

  /** The name with which the user signs in. */
  signInName(username: string): string {
    const user = this.#users.get(username.toLowerCase());
    return user === undefined ? username : signInName(this.byEmail, user);
  }

  findBySub(sub: string): User | undefined {
    return this.all().find((user) => user.sub === sub);
  }

  findByIdentity(provider: string, userId: string): User | undefined {
    return this.all().find(({ identities }) =>
      identities.some((one) => one.provider === provider && one.userId === userId),
    );
  }

  /** Users of the options, in their order. */
  seeded(): readonly User[] {
    return this.all().filter(({ isSeeded }) => isSeeded);
  }

  /** Every user, in the order in which they were added. */
  all(): readonly User[] {
    return [...this.#users.values()];
  }

  /** Replaces every user. */
  restore(users: readonly User[]): void {
    this.#users.clear();
    for (const user of users) this.#put(user);
  }

  /** @returns The new user; undefined where the name is taken or the pool is full. */
  add(user: Omit<User, Generated | 'sub'> & Partial<Pick<User, 'sub'>>): User | undefined {
    if (this.#isTaken(user) || this.#users.size >= maxUsers) return undefined;
    const now = this.#clock();
    return this.#put({
      sub: randomUUID(),
      ...user,
      ...{ isSeeded: false, isEnabled: true, softwareToken: undefined },
      ...{ createdAt: now, updatedAt: now },
    });
  }

  /** @returns The user with the changes. */
  update(
    user: User,
    changes: Partial<Omit<User, Generated | 'sub' | 'username'> | Pick<User, 'isEnabled' | 'softwareToken'>>,
  ): User {
    return this.#put({ ...user, ...changes, updatedAt: this.#clock() });
  }

  remove({ username }: User): void {
    this.#users.delete(username.toLowerCase());
  }

  #isTaken({ username, status, attributes: { email } }: Pick<User, 'username' | 'status' | 'attributes'>): boolean {
    if (this.#users.has(username.toLowerCase())) return true;
    const hasOwnAddress = this.byEmail && status !== 'EXTERNAL_PROVIDER' && email !== undefined;
    return hasOwnAddress && this.findByEmail(email) !== undefined;
  }

  #put(user: User): User {
    this.#users.set(user.username.toLowerCase(), Object.freeze(user));
    return user;
  }
}

/** A user's attributes as triggers receive them. */
export const userAttributesOf = ({ sub, status, attributes }: User): Record<string, string> => ({
  sub,
  'cognito:user_status': status,
  ...attributes,
});
