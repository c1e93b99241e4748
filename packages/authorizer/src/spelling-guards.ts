/**
 * One path has many spellings: `/admin` is also `//admin`, `/x/../admin`, `/%61dmin` and, for a router that parses it
 * as a URL, `/ad<tab>min`. AWS does not document the spelling in a method ARN: as the client sent it or, on HTTP APIs,
 * decoded as for functions. So a document that allows a wildcard also denies the spellings that could leave the
 * wildcard, or avoid one of its Denies, raw and encoded.
 */

const inBothCases = (pattern: string): readonly string[] => [
  ...new Set([pattern, pattern.replace(/%[^*]*/g, (code) => code.toUpperCase())]),
];

/** Spellings that leave a wildcard, to a parent or to its root: `/orders/../admin`, `/orders//` (RFC 3986 §5.2.4). */
const segments = ['*//*', '*/./*', '*/.', '*/../*', '*/..', '*%2e*', '*/%2f*', '*.%2f*', '*%2f.*'];

/**
 * In the URL standard, a backslash is a slash, `#` and `?` end a path, and tab, line feed and carriage return are
 * dropped. A `%25` may be decoded twice.
 *
 * @see https://url.spec.whatwg.org/#concept-basic-url-parser
 */
const delimiters = ['*\\*', '*#*', '*\t*', '*\n*', '*\r*', '*%5c*', '*%23*', '*%3f*', '*%25*', '*%0?*', '*%1?*'];

/** Spellings that the document of every kind of API denies. */
export const commonSpellings: readonly string[] = [...segments, ...delimiters, '*%20'].flatMap(inBothCases);

/**
 * A Deny's character, encoded. IAM's `?` is any one character: to save bytes, `%6?` covers a backtick and the letters
 * from a to o. From p on, each character has its own pattern, because `{|}~` share their first digit: `auth0|1` is a
 * valid id.
 */
const encoded = (character: string): readonly string[] =>
  /[a-o]/.test(character) ? ['*%6?*'] : inBothCases(`*%${character.charCodeAt(0).toString(16)}*`);

/**
 * @param spellings - Of the kind of API.
 * @param denied - The resources that the document denies by name, after the stage: `GET/admin/*`.
 * @returns The patterns to deny anywhere in a method ARN.
 */
export const guardsFor = (spellings: readonly string[], denied: readonly string[]): readonly string[] => {
  const paths = denied.map((resource) => resource.slice(resource.indexOf('/')));
  const characters = new Set(paths.flatMap((path) => [...path.replaceAll('*', '')]));
  return [...new Set([...spellings, ...[...characters].sort().flatMap(encoded)])];
};

/** REST APIs route `/admin/` like `/admin`: a Deny includes both. */
export const withTrailingSlash = (resource: string): readonly string[] =>
  /[*/]$/.test(resource) ? [resource] : [resource, `${resource}/`];

/** An Allow of `/admin/*` does not include `/admin/`. IAM's `?*` matches non-empty text. */
export const withoutTrailingSlash = (resource: string): string => resource.replace(/^([^/]+\/.+\/)\*$/, '$1?*');
