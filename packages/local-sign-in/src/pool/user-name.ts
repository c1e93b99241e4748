import { randomUUID } from 'node:crypto';
import { CognitoError } from './cognito-error.ts';

const emailPattern = /^[^\s@]+@[^\s@]+$/;

const refused = (message: string): CognitoError => new CognitoError('InvalidParameterException', message);

/** Whether a text has the form of an email address. */
export const isEmail = (text: string): boolean => emailPattern.test(text);

/** The identifiers of a new user, and the attributes with those that the name adds. */
export interface UserName {
  readonly sub: string;
  readonly username: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/**
 * Names a new user. Where users sign up by address, the user name is the `sub`, and the address is the attribute `email`.
 *
 * @throws CognitoError for a name that the pool does not take.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html#user-pool-settings-aliases
 */
export const nameUser = (byEmail: boolean, given: string, attributes: UserName['attributes']): UserName => {
  const sub = randomUUID();
  if (!byEmail) {
    if (!isEmail(given)) return { sub, username: given, attributes };
    throw refused('Username cannot be of email format, since user pool is configured for email alias.');
  }
  if (!isEmail(given)) throw refused('Username should be an email.');
  const { email = given } = attributes;
  if (email.toLowerCase() === given.toLowerCase()) return { sub, username: sub, attributes: { ...attributes, email } };
  throw refused('User email should be empty or same as username, since username attribute is email');
};

/** The name with which a person signs in: where users sign up by address, the address. */
export const signInName = (byEmail: boolean, { username, attributes }: Omit<UserName, 'sub'>): string =>
  (byEmail ? attributes['email'] : undefined) ?? username;
