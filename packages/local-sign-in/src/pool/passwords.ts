import { CognitoError } from './cognito-error.ts';
import type { User } from './users.ts';

/**
 * Checks a password by Cognito's default password policy.
 *
 * @returns The message; undefined for a password that conforms.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/managing-users-passwords.html
 */
export const passwordProblem = (password: string): string | undefined => {
  const rules: readonly (readonly [RegExp, string])[] = [
    [/^.{8,256}$/su, 'Password not long enough'],
    [/[A-Z]/, 'Password must have uppercase characters'],
    [/[a-z]/, 'Password must have lowercase characters'],
    [/\d/, 'Password must have numeric characters'],
    [/[\^$*.[\]{}()?"!@#%&/\\,><':;|_~`=+-]|(?<=\S) (?=\S)/, 'Password must have symbol characters'],
  ];
  const problem = rules.find(([pattern]) => !pattern.test(password))?.[1];
  return problem === undefined ? undefined : `Password did not conform with policy: ${problem}`;
};

/**
 * The exception for a sign-in that fails: the same for an unknown user and for a wrong password, so that callers do not
 * learn who has an account.
 */
export const wrongPassword = (user: Pick<User, 'password'> | undefined): CognitoError => {
  const problem = user === undefined ? 'the pool has no such user' : 'the user has no password';
  const reason = user?.password === undefined ? problem : 'the password is wrong';
  return new CognitoError('NotAuthorizedException', 'Incorrect username or password.', { reason });
};
