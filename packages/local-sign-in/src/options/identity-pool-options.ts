import { readText } from './option-values.ts';
import { readObject, readOptional } from './readers.ts';

/** An identity pool that exchanges the ID tokens of the local user pool for AWS credentials, which AWS does not know. */
export interface IdentityPoolOptions {
  /** `<region>:<UUID>`. Default `eu-west-1:00000000-1111-2222-3333-444444444444`. */
  readonly identityPoolId?: string;
  /** The role of users. Default `arn:aws:iam::123456789012:role/user`; `cognito:preferred_role` takes precedence. */
  readonly userRoleArn?: string;
  /** The role of guests. Default none: guests are refused. */
  readonly guestRoleArn?: string;
}

const names: readonly (keyof IdentityPoolOptions)[] = ['identityPoolId', 'userRoleArn', 'guestRoleArn'];

/** Reads texts; `createTestIdentityPool` checks their form. */
export const readIdentityPool =
  (at: string) =>
  (given: unknown): IdentityPoolOptions => {
    const from = readObject(at, given, names);
    const entries = names.flatMap((name) => {
      const value = readOptional<string | undefined>(from, name, undefined, readText(`${at}.${name}`));
      return value === undefined ? [] : [[name, value] as const];
    });
    return Object.freeze(Object.fromEntries(entries));
  };
