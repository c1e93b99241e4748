import { CognitoError } from '../pool/cognito-error.ts';
import type { LocalPool } from '../pool/local-pool.ts';
import type { User } from '../pool/users.ts';

/** A point in time as AWS JSON 1.1 writes it: seconds since the epoch. */
export const seconds = (milliseconds: number): number => milliseconds / 1000;

/** `AttributeListType`. */
export const attributeList = ({
  sub,
  attributes,
}: User): readonly { readonly Name: string; readonly Value: string }[] =>
  Object.entries({ sub, ...attributes }).map(([Name, Value]) => ({ Name, Value }));

/** The factors of a user, as `UserMFASettingList` names them. */
const factorNames = { totp: 'SOFTWARE_TOKEN_MFA', email: 'EMAIL_OTP', sms: 'SMS_MFA' } as const;

/** The members of `GetUser` and `AdminGetUser` on the second factor. */
export const mfaSettings = ({ mfa }: User): object =>
  mfa === undefined
    ? {}
    : { PreferredMfaSetting: factorNames[mfa.method], UserMFASettingList: [factorNames[mfa.method]] };

/** The members of `UserType` apart from the attributes, which operations name differently. */
export const userSummary = ({ username, createdAt, updatedAt, isEnabled, status }: User): object => ({
  Username: username,
  UserCreateDate: seconds(createdAt),
  UserLastModifiedDate: seconds(updatedAt),
  Enabled: isEnabled,
  UserStatus: status,
});

/** `UserType`. */
export const userType = (user: User): object => ({ ...userSummary(user), Attributes: attributeList(user) });

/** @throws CognitoError where the pool has no such user. */
export const userOf = ({ users }: LocalPool, username: string): User => {
  const user = users.find(username) ?? users.findBySub(username);
  if (user !== undefined) return user;
  throw new CognitoError('UserNotFoundException', 'User does not exist.');
};
