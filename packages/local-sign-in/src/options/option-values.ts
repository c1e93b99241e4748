import { fail } from './readers.ts';

/** A non-empty string. */
export const readText =
  (option: string, expected = 'a non-empty string') =>
  (given: unknown): string =>
    typeof given === 'string' && given.trim() !== '' ? given : fail(option, given, expected);

/** `true` or `false`. */
export const readFlag =
  (option: string) =>
  (given: unknown): boolean =>
    typeof given === 'boolean' ? given : fail(option, given, 'true or false');

/** One of a few words. */
export const readChoice =
  <const Choice extends string>(option: string, choices: readonly Choice[]) =>
  (given: unknown): Choice =>
    choices.find((choice) => choice === given) ??
    fail(option, given, choices.map((choice) => `"${choice}"`).join(' or '));

/** An array, each member read by `read`, whose option name says which member it is. */
export const readList =
  <T>(option: string, expected: string, read: (option: string, given: unknown) => T) =>
  (given: unknown): readonly T[] => {
    if (!Array.isArray(given)) return fail(option, given, expected);
    return Object.freeze(Array.from(given, (one: unknown, index) => read(`${option}[${index}]`, one)));
  };

/** An array of non-empty strings. */
export const readTexts = (option: string, expected: string): ((given: unknown) => readonly string[]) =>
  readList(option, expected, (at, one) => readText(at)(one));

/**
 * A URL that Cognito takes as a callback, a sign-out URL or a resource: `https:`, `http://localhost`, or an app's own
 * scheme, without a fragment.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/authorization-endpoint.html
 */
export const isAppUrl = (text: string): boolean => {
  if (!URL.canParse(text) || text.includes('#') || /\s/.test(text)) return false;
  const { protocol, hostname } = new URL(text);
  if (protocol === 'http:') return hostname === 'localhost';
  return protocol === 'https:' || /^[a-z][a-z\d+.-]*:\/\//i.test(text);
};

/** An array of {@link isAppUrl}s. */
export const readAppUrls = (option: string): ((given: unknown) => readonly string[]) =>
  readList(option, 'an array of URLs', (at, one) =>
    typeof one === 'string' && isAppUrl(one)
      ? one
      : fail(at, one, 'an absolute URL with https:, http://localhost or an own scheme, without a fragment'),
  );

/** Throws where two members of a list have the same name. */
export const refuseTwins = (option: string, names: readonly string[]): void => {
  const twin = names.find((name, index) => names.indexOf(name) !== index);
  if (twin !== undefined) fail(option, twin, 'unique', `"${twin}" twice`, '');
};
