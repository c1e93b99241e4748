import { fail, type Reader, textsLike, wholeNumberOf } from '../lib/option-values.ts';

/** Cognito's default names of its authentication levels; a later one is stronger. */
const levels: readonly string[] = [1, 2, 3, 4].map((level) => `urn:cognito:loa:${level}`);
const levelPrefix = 'urn:cognito:loa:';

/**
 * Whether the `acr` claim of a token meets one of the accepted values. A default level of Cognito also accepts the
 * stronger ones. Every other value must be equal.
 *
 * @param accepted - The accepted values.
 * @param acr - Undefined is no level.
 */
export const meetsAcr = (accepted: readonly string[], acr: string | undefined): boolean =>
  acr !== undefined &&
  accepted.some((one) => one === acr || (levels.includes(one) && levels.indexOf(acr) > levels.indexOf(one)));

/**
 * Whether a sign-in is recent enough (RFC 9470 §3, `max_age`). All times are seconds. A sign-in in the future is not
 * recent: its age is unknown.
 *
 * @param authTime - The `auth_time` claim. Undefined is not recent.
 * @param maxAge - The longest accepted time since then.
 * @param now - Seconds since the epoch.
 * @param tolerance - Seconds that this clock and the issuer's may differ.
 */
export const isRecent = (authTime: number | undefined, maxAge: number, now: number, tolerance: number): boolean =>
  authTime !== undefined && authTime <= now + tolerance && now <= authTime + maxAge + tolerance;

/** The values that Cognito accepts as the name of a level. They are also safe inside a challenge. */
const acrPattern = /^[\x21\x23-\x5b\x5d-\x7e]{1,64}$/;

/**
 * Reads one accepted `acr`, or a non-empty array of them.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AcrLevelConfigType.html
 */
export const acrValues: Reader<readonly string[]> = (given, path) => {
  const expected =
    'a level such as urn:cognito:loa:3, or a non-empty array of them, without spaces, quotes or backslashes';
  const values = textsLike(expected, acrPattern)(given, path);
  const unknown = values.find((value) => value.startsWith(levelPrefix) && !levels.includes(value));
  return unknown === undefined
    ? values
    : fail(path, unknown, `one of ${levels.join(', ')}, or the name of your own level`);
};

/** Cognito's longest refresh tokens keep `auth_time` for ten years. */
const maxAgeLimit = 10 * 365 * 24 * 60 * 60;

/** Reads the longest accepted time since the sign-in. */
export const maxAuthAge: Reader<number> = wholeNumberOf(1, maxAgeLimit, 'seconds');
