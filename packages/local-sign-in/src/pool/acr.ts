import type { Mfa } from '../options/user-options.ts';

/** A value of `amr` that the pool can add. */
export type Method = 'pwd' | 'otp' | 'email_otp' | 'sms' | 'mfa' | 'fed';

/** The method that a second factor adds. */
const methodOf: Readonly<Record<Mfa['method'], Method>> = { totp: 'otp', email: 'email_otp', sms: 'sms' };

/**
 * The authentication level of completed methods.
 *
 * @returns 1 to 4; 0 where the table of Cognito names no level, as for federated users.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-step-up-authentication.html
 */
const levelOf = (methods: readonly Method[]): number => {
  if (!methods.includes('pwd')) return 0;
  if (methods.includes('otp')) return 4;
  return methods.includes('sms') || methods.includes('email_otp') ? 3 : 1;
};

const uriOf = (level: number): string => `urn:cognito:loa:${level}`;
const levels: ReadonlyMap<string, number> = new Map([1, 2, 3, 4].map((level) => [uriOf(level), level]));

/** The `acr` claim of completed methods; undefined where they reach no level. */
export const acrOf = (methods: readonly Method[]): string | undefined => {
  const level = levelOf(methods);
  return level === 0 ? undefined : uriOf(level);
};

/** `amr` after a password and a second factor. */
export const withFactor = (methods: readonly Method[], mfa: Mfa): readonly Method[] => [
  ...methods.filter((method) => method !== 'mfa'),
  methodOf[mfa.method],
  'mfa',
];

/**
 * Whether a user has to prove the second factor for what `acr_values` asks: the first level of the list that the user
 * can reach decides, and values that no level has are ignored.
 */
export const needsStepUp = (
  acrValues: readonly string[],
  methods: readonly Method[],
  mfa: Mfa | undefined,
): boolean => {
  const reached = levelOf(methods);
  const reachable = mfa === undefined ? reached : Math.max(reached, levelOf(withFactor(methods, mfa)));
  const target = acrValues.map((value) => levels.get(value)).find((level) => level !== undefined && level <= reachable);
  return target !== undefined && target > reached;
};
