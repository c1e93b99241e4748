import type { User } from './users.ts';

const profileNames: readonly string[] = [
  'name',
  'family_name',
  'given_name',
  'middle_name',
  'nickname',
  'preferred_username',
  'profile',
  'picture',
  'website',
  'gender',
  'birthdate',
  'zoneinfo',
  'locale',
  'updated_at',
];

/** Names of the standard attributes that a user can have. */
const standardNames: readonly string[] = [
  ...profileNames,
  ...['address', 'email', 'email_verified', 'phone_number', 'phone_number_verified'],
];

const isCustom = (name: string): boolean => name.startsWith('custom:');

/** Whether a user of a pool can have the attribute. */
export const isAttributeName = (name: string): boolean => standardNames.includes(name) || isCustom(name);

/** Which attributes a scope shows. */
const shownBy: Readonly<Record<string, (name: string) => boolean>> = {
  profile: (name) => profileNames.includes(name) || isCustom(name),
  email: (name) => name === 'email' || name === 'email_verified',
  phone: (name) => name === 'phone_number' || name === 'phone_number_verified',
};

/**
 * A user's attributes that scopes show: with `openid` alone, all of them.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/userinfo-endpoint.html
 */
export const attributesFor = ({ attributes }: User, scopes: readonly string[]): Readonly<Record<string, string>> => {
  const rules = scopes.flatMap((scope) => shownBy[scope] ?? []);
  return Object.fromEntries(
    Object.entries(attributes).filter(([name]) => rules.length === 0 || rules.some((isShown) => isShown(name))),
  );
};
