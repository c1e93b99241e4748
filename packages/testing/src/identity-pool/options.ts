import { knownOptions } from '../lib/known-options.ts';
import type { TestPool } from '../user-pool/pool.ts';

/** A user pool whose ID tokens an identity pool exchanges. Each pool of `createTestPool` is one. */
export interface TestIdentityProvider extends Pick<TestPool, 'issuer' | 'updatedIssuer' | 'jwks'> {
  /** `iss` of the tokens of a local server, whose address is not that of AWS. Default the address of the login. */
  readonly tokenIssuer?: string;
}

/** Options of {@link createTestIdentityPool}. */
export interface TestIdentityPoolOptions {
  /** `<region>:<UUID>`; default `eu-west-1:00000000-1111-2222-3333-444444444444`. */
  readonly identityPoolId?: string;
  /** The user pools whose ID tokens are exchanged. */
  readonly userPools?: readonly TestIdentityProvider[];
  /** Names of other providers, such as `accounts.google.com`. Their tokens are accepted without verification; each token is a user. */
  readonly otherProviders?: readonly string[];
  /** The developer provider's name, such as `login.example.com`, for `GetOpenIdTokenForDeveloperIdentity`. Default none. */
  readonly developerProvider?: string;
  /** Whether users who were signed out by {@link TestIdentityPool.signOutUser} are refused; default false, as in AWS. */
  readonly serverSideTokenCheck?: boolean;
  /** Default `arn:aws:iam::123456789012:role/user`. A token's `cognito:preferred_role` takes precedence. */
  readonly userRoleArn?: string;
  /** The role of guests. Default none: guests are refused. */
  readonly guestRoleArn?: string;
  /** Lifetime of credentials in seconds; default 3,600, as in AWS. */
  readonly credentialSeconds?: number;
  /** Milliseconds since the epoch; default `Date.now`. */
  readonly clock?: () => number;
}

/** Resolved {@link TestIdentityPoolOptions}. */
export interface TestIdentityPoolSettings {
  readonly identityPoolId: string;
  readonly userPools: readonly TestIdentityProvider[];
  readonly otherProviders: readonly string[];
  readonly developerProvider: string | undefined;
  readonly serverSideTokenCheck: boolean;
  readonly userRoleArn: string;
  readonly guestRoleArn: string | undefined;
  readonly credentialSeconds: number;
  readonly clock: () => number;
}

/** The ARN of an IAM role. */
export const roleArnPattern: RegExp = /^arn:[\w-]+:iam::\d{12}:role\/[\w+=,.@/-]+$/;
const identityPoolIdPattern = /^[a-z]{2,4}(?:-[a-z]+)+-\d:[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/;

const isListOf = (given: unknown, isOne: (one: unknown) => boolean): boolean =>
  Array.isArray(given) && given.every(isOne);
const isPool = (given: unknown): boolean => typeof given === 'object' && given !== null && 'jwks' in given;
const matches = (pattern: RegExp) => (given: unknown) => typeof given === 'string' && pattern.test(given);

/** The expectation of each option, and its check. */
const rules: Readonly<Record<keyof TestIdentityPoolOptions, readonly [expected: string, (given: unknown) => boolean]>> =
  {
    identityPoolId: ['<region>:<UUID>', matches(identityPoolIdPattern)],
    userPools: ['an array of pools of createTestPool', (given) => isListOf(given, isPool)],
    otherProviders: ['an array of provider names', (given) => isListOf(given, matches(/./))],
    developerProvider: ['a provider name', matches(/./)],
    serverSideTokenCheck: ['true or false', (given) => typeof given === 'boolean'],
    userRoleArn: ['the ARN of an IAM role', matches(roleArnPattern)],
    guestRoleArn: ['the ARN of an IAM role', matches(roleArnPattern)],
    credentialSeconds: ['a number of seconds above 0', (given) => typeof given === 'number' && given > 0],
    clock: ['a function', (given) => typeof given === 'function'],
  };

const describe = (value: unknown): string =>
  typeof value === 'string'
    ? JSON.stringify(value)
    : typeof value === 'object' && value !== null
      ? 'an object'
      : String(value);

/**
 * Validates options and fills in the defaults.
 *
 * @throws TypeError naming the option.
 */
export const readOptions = (given: TestIdentityPoolOptions): TestIdentityPoolSettings => {
  const where = 'createTestIdentityPool';
  const options = Object.entries(knownOptions(where, given, Object.keys(rules)));
  for (const [name, value] of options) {
    const [expected, isRight] = rules[name as keyof TestIdentityPoolOptions];
    if (!isRight(value)) throw new TypeError(`${where}: ${name} must be ${expected}; got ${describe(value)}.`);
  }
  return {
    identityPoolId: 'eu-west-1:00000000-1111-2222-3333-444444444444',
    userPools: [],
    otherProviders: [],
    developerProvider: undefined,
    serverSideTokenCheck: false,
    userRoleArn: 'arn:aws:iam::123456789012:role/user',
    guestRoleArn: undefined,
    credentialSeconds: 3_600,
    clock: () => Date.now(),
    ...given,
  };
};
