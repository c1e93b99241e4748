import { isAttributeName } from '../pool/attributes.ts';
import { passwordProblem } from '../pool/passwords.ts';
import { isEmail } from '../pool/user-name.ts';
import { idOf } from '../pool/users.ts';
import { readChoice, readList, readText, readTexts } from './option-values.ts';
import { fail, readObject, readOptional, readRequired } from './readers.ts';

/** How a user proves a second factor. */
export type MfaMethod = 'totp' | 'email' | 'sms';

/** A second factor of a user. */
export interface MfaOptions {
  /** `totp`: an authenticator app. `email`, `sms`: a code that `onCode` receives. */
  readonly method: MfaMethod;
  /** Of the authenticator app, in base32 (RFC 4648). Default `JBSWY3DPEHPK3PXP`. */
  readonly secret?: string;
  /**
   * `every-sign-in`, or `step-up`: only where `acr_values` names a level that the password alone does not reach. Default
   * `every-sign-in`.
   */
  readonly when?: 'every-sign-in' | 'step-up';
}

/** A user's id at an external provider. */
export interface IdentityOptions {
  /** A name of `providers`. */
  readonly provider: string;
  /** The user's id there. */
  readonly userId: string;
}

/** A user of the local user pool. */
export interface UserOptions {
  /** With `usernameAttributes: ['email']`, the user's address; `cognito:username` is the `sub` then. */
  readonly username: string;
  /** Conforms with Cognito's default password policy. Default none: the user is picked on the sign-in page, or signs in through a provider. */
  readonly password?: string;
  /** A verified email address, which no other user has. The user can also sign in with it. */
  readonly email?: string;
  /** The user's id. Default a UUID made from the name, the same in every run. */
  readonly sub?: string;
  /** `cognito:groups`. Default none. */
  readonly groups?: readonly string[];
  /** Other attributes, such as `given_name` and `custom:tenant`. Values are text, as in Cognito. */
  readonly attributes?: Readonly<Record<string, string>>;
  /** Default `CONFIRMED`. */
  readonly status?: 'CONFIRMED' | 'UNCONFIRMED' | 'FORCE_CHANGE_PASSWORD';
  /** Default none. */
  readonly mfa?: MfaOptions;
  /** Linked identities: a sign-in through the provider with this id is a sign-in of this user. */
  readonly identities?: readonly IdentityOptions[];
}

/** A second factor, resolved. */
export interface Mfa {
  readonly method: MfaMethod;
  readonly secret: string;
  readonly when: 'every-sign-in' | 'step-up';
}

/** A seeded user, resolved and frozen. */
export interface SeedUser {
  readonly username: string;
  readonly password: string | undefined;
  readonly sub: string | undefined;
  readonly groups: readonly string[];
  readonly attributes: Readonly<Record<string, string>>;
  readonly status: 'CONFIRMED' | 'UNCONFIRMED' | 'FORCE_CHANGE_PASSWORD';
  readonly mfa: Mfa | undefined;
  readonly identities: readonly IdentityOptions[];
}

const names: readonly (keyof UserOptions)[] = [
  'username',
  'password',
  'email',
  'sub',
  'groups',
  'attributes',
  'status',
  'mfa',
  'identities',
];
const statuses = ['CONFIRMED', 'UNCONFIRMED', 'FORCE_CHANGE_PASSWORD'] as const;

/** The example of most documents on TOTP. */
const exampleSecret = 'JBSWY3DPEHPK3PXP';

const readMfa =
  (at: string) =>
  (given: unknown): Mfa => {
    const from = readObject(at, given, ['method', 'secret', 'when']);
    return Object.freeze({
      method: readRequired(from, 'method', readChoice(`${at}.method`, ['totp', 'email', 'sms'])),
      secret: readOptional(from, 'secret', exampleSecret, (one) =>
        typeof one === 'string' && /^[A-Z2-7]{16,}$/.test(one)
          ? one
          : fail(`${at}.secret`, one, 'base32 text of at least 16 characters', 'another value'),
      ),
      when: readOptional(from, 'when', 'every-sign-in', readChoice(`${at}.when`, ['every-sign-in', 'step-up'])),
    });
  };

const readAttributes =
  (at: string) =>
  (given: unknown): Readonly<Record<string, string>> => {
    const isObject = typeof given === 'object' && given !== null && !Array.isArray(given);
    if (!isObject) return fail(at, given, 'an object of attributes');
    const entries: readonly (readonly [string, unknown])[] = Object.entries(given);
    const unknown = entries.find(([name]) => !isAttributeName(name));
    if (unknown !== undefined) fail(at, unknown[0], 'standard attributes and names that start with "custom:"');
    return Object.freeze(Object.fromEntries(entries.map(([name, value]) => [name, readText(`${at}.${name}`)(value)])));
  };

const readIdentity = (at: string, given: unknown, providers: readonly string[]): IdentityOptions => {
  const from = readObject(at, given, ['provider', 'userId']);
  return Object.freeze({
    provider: readRequired(from, 'provider', readChoice(`${at}.provider`, providers)),
    userId: readRequired(from, 'userId', readText(`${at}.userId`)),
  });
};

const readPassword =
  (at: string) =>
  (given: unknown): string => {
    const password = readText(at)(given);
    const problem = passwordProblem(password)?.split(': ').at(-1);
    if (problem === undefined) return password;
    return fail(at, given, `a password of Cognito's default policy (${problem})`, 'another value', '');
  };

/** @throws TypeError naming the option. */
export const readUser = (
  at: string,
  given: unknown,
  { providers, byEmail }: { readonly providers: readonly string[]; readonly byEmail: boolean },
): SeedUser => {
  const from = readObject(at, given, names);
  const text = (name: keyof UserOptions): string | undefined =>
    readOptional<string | undefined>(from, name, undefined, readText(`${at}.${name}`));
  const email = text('email');
  const identities = readOptional<readonly IdentityOptions[]>(
    from,
    'identities',
    [],
    readList(`${at}.identities`, 'an array of identities', (option, one) => readIdentity(option, one, providers)),
  );
  const username = readRequired(from, 'username', readText(`${at}.username`));
  const address = byEmail && isEmail(username) ? username : undefined;
  const ownEmail = address ?? email;
  const sub = text('sub') ?? (address === undefined ? undefined : idOf(address.toLowerCase()));
  if (byEmail && sub === undefined) {
    fail(
      `${at}.username`,
      username,
      'an email address or a name beside "sub", because usernameAttributes is ["email"]',
    );
  }
  if (address !== undefined && email !== undefined)
    fail(`${at}.email`, email, 'left out beside an address as username');
  return Object.freeze({
    username: address === undefined ? username : (sub ?? username),
    password: readOptional<string | undefined>(from, 'password', undefined, readPassword(`${at}.password`)),
    sub,
    groups: readOptional<readonly string[]>(from, 'groups', [], readTexts(`${at}.groups`, 'an array of groups')),
    attributes: Object.freeze({
      ...(ownEmail !== undefined && { email: ownEmail, email_verified: 'true' }),
      ...readOptional(from, 'attributes', {}, readAttributes(`${at}.attributes`)),
    }),
    status: readOptional(from, 'status', 'CONFIRMED', readChoice(`${at}.status`, statuses)),
    mfa: readOptional<Mfa | undefined>(from, 'mfa', undefined, readMfa(`${at}.mfa`)),
    identities,
  });
};
