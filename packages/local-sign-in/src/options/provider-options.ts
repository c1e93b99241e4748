import { readChoice, readList, readText, readTexts } from './option-values.ts';
import { fail, readObject, readOptional, readRequired } from './readers.ts';

/** Kinds of external providers, as `providerType` of the `identities` claim names them. */
export type ProviderType = 'Google' | 'Facebook' | 'LoginWithAmazon' | 'SignInWithApple' | 'SAML' | 'OIDC';

/** A user at an external provider. */
export interface ProviderUserOptions {
  /** The user's id there. */
  readonly userId: string;
  readonly email?: string;
  readonly name?: string;
}

/** A stand-in for an external identity provider: a page of the local pool on which a user of it is picked. */
export interface ProviderOptions {
  /** `identity_provider` in requests. Social providers have their type as their name. */
  readonly name: string;
  readonly type: ProviderType;
  /** Other names, for `idp_identifier`. Default none. */
  readonly identifiers?: readonly string[];
  /** The users that its page offers. */
  readonly users: readonly ProviderUserOptions[];
}

/** A provider, resolved and frozen. */
export interface Provider {
  readonly name: string;
  readonly type: ProviderType;
  readonly identifiers: readonly string[];
  readonly users: readonly { readonly userId: string; readonly email?: string; readonly name?: string }[];
}

const types = ['Google', 'Facebook', 'LoginWithAmazon', 'SignInWithApple', 'SAML', 'OIDC'] as const;

const readProviderUser = (at: string, given: unknown): Provider['users'][number] => {
  const from = readObject(at, given, ['userId', 'email', 'name']);
  const text = (name: 'email' | 'name'): object =>
    readOptional<object>(from, name, {}, (one) => ({ [name]: readText(`${at}.${name}`)(one) }));
  return Object.freeze({
    userId: readRequired(from, 'userId', readText(`${at}.userId`)),
    ...text('email'),
    ...text('name'),
  });
};

/** @throws TypeError naming the option. */
export const readProvider = (at: string, given: unknown): Provider => {
  const from = readObject(at, given, ['name', 'type', 'identifiers', 'users']);
  const type = readRequired(from, 'type', readChoice(`${at}.type`, types));
  const isSocial = type !== 'SAML' && type !== 'OIDC';
  const name = readRequired(from, 'name', (one) =>
    typeof one === 'string' && /^[A-Za-z][\w.-]{0,31}$/.test(one) && one !== 'COGNITO' && (!isSocial || one === type)
      ? one
      : fail(`${at}.name`, one, isSocial ? `"${type}"` : 'a name of letters and digits, and not "COGNITO"'),
  );
  return Object.freeze({
    name,
    type,
    identifiers: readOptional<readonly string[]>(
      from,
      'identifiers',
      [],
      readTexts(`${at}.identifiers`, 'an array of names'),
    ),
    users: readRequired(from, 'users', readList(`${at}.users`, 'an array of users', readProviderUser)),
  });
};
