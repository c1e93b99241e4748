import { createHash, randomUUID } from 'node:crypto';
import type { Mfa, SeedUser } from '../options/user-options.ts';

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
type Generated = 'sub' | 'isSeeded' | 'isEnabled' | 'softwareToken' | 'createdAt' | 'updatedAt';

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
  readonly #users = new Map<string, User>();
  readonly #clock: () => number;

  constructor(seeds: readonly SeedUser[], clock: () => number) {
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

  /** By user name or verified email address, upper and lower case being the same. */
  find(name: string): User | undefined {
    return this.#users.get(name.toLowerCase()) ?? this.findByEmail(name);
  }

  /** By verified email address. */
  findByEmail(email: string): User | undefined {
    const key = email.toLowerCase();
    return this.all().find(
      ({ attributes }) => attributes['email']?.toLowerCase() === key && attributes['email_verified'] === 'true',
    );
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
  add(user: Omit<User, Generated>): User | undefined {
    if (this.#users.has(user.username.toLowerCase()) || this.#users.size >= maxUsers) return undefined;
    const now = this.#clock();
    return this.#put({
      ...user,
      ...{ sub: randomUUID(), isSeeded: false, isEnabled: true, softwareToken: undefined },
      ...{ createdAt: now, updatedAt: now },
    });
  }

  /** @returns The user with the changes. */
  update(
    user: User,
    changes: Partial<Omit<User, Generated | 'username'> | Pick<User, 'isEnabled' | 'softwareToken'>>,
  ): User {
    return this.#put({ ...user, ...changes, updatedAt: this.#clock() });
  }

  remove({ username }: User): void {
    this.#users.delete(username.toLowerCase());
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
