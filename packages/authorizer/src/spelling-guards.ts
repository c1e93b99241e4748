import type { ApiKind } from './route-precedence.ts';

/**
 * One path has many spellings: `/admin` is also `//admin`, `/x/../admin`, `/%61dmin` and, to a router that builds a URL
 * of it, `/ad<tab>min`. AWS does not document how a path stands in a method ARN: as the client spelled it, or, on HTTP
 * APIs, decoded as it is handed to functions. So a document that allows a wildcard also denies the spellings that could
 * lead out of it, or around one of its Denies, raw and encoded.
 */

const inBothCases = (pattern: string): readonly string[] => [
  ...new Set([pattern, pattern.replace(/%[^*]*/g, (code) => code.toUpperCase())]),
];

/** Leads out of a wildcard, up or back to where it begins: `/orders/../admin`, `/orders//` (RFC 3986 §5.2.4). */
const segments = ['*//*', '*/./*', '*/.', '*/../*', '*/..', '*%2e*', '*/%2f*', '*.%2f*', '*%2f.*'];

/**
 * To the URL standard, a backslash is a slash, `#` and `?` end a path, and tab, line feed and carriage return are not
 * there; a `%25` may be decoded once more.
 *
 * @see https://url.spec.whatwg.org/#concept-basic-url-parser
 */
const delimiters = ['*\\*', '*#*', '*\t*', '*\n*', '*\r*', '*%5c*', '*%23*', '*%3f*', '*%25*', '*%0?*', '*%1?*'];

/** The URL standard trims control characters and spaces at the end, `url.parse` of Node.js what `trim` does. */
const trimmed: readonly string[] = [
  ...Array.from({ length: 33 }, (_, code) => String.fromCharCode(code)),
  ...'\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a',
  ...'\u2028\u2029\u202f\u205f\u3000\ufeff',
];

/** REST APIs hand paths over as they were sent: of what is trimmed, that can only be a no-break space, as a byte. */
const always: Readonly<Record<ApiKind, readonly string[]>> = {
  REST: [...segments, ...delimiters, '*%20', '*\u00a0'].flatMap(inBothCases),
  HTTP: [...[...segments, ...delimiters, '*%20'].flatMap(inBothCases), ...trimmed.map((character) => `*${character}`)],
};

/**
 * A Deny's character, encoded. IAM's `?` is any one character: `%6?` is a backtick and the letters from a to o, to save
 * bytes. From p on, each stands for itself, because `{|}~` share their first digit: `auth0|1` is an honest id.
 */
const encoded = (character: string): readonly string[] =>
  /[a-o]/.test(character) ? ['*%6?*'] : inBothCases(`*%${character.charCodeAt(0).toString(16)}*`);

/**
 * @param denied - What the document denies in so many words, behind the stage: `GET/admin/*`.
 * @returns What to deny besides, wherever it stands in a method ARN.
 */
export const guardsFor = (api: ApiKind, denied: readonly string[]): readonly string[] => {
  const paths = denied.map((resource) => resource.slice(resource.indexOf('/')));
  const characters = new Set(paths.flatMap((path) => [...path.replaceAll('*', '')]));
  return [...new Set([...always[api], ...[...characters].sort().flatMap(encoded)])];
};

/** REST APIs take `/admin/` for `/admin`: a Deny is about both. */
export const withTrailingSlash = (resource: string): readonly string[] =>
  /[*/]$/.test(resource) ? [resource] : [resource, `${resource}/`];

/** And an Allow of `/admin/*` is not about `/admin/`. IAM's `?*` is text that is not empty. */
export const withoutTrailingSlash = (resource: string): string => resource.replace(/^([^/]+\/.+\/)\*$/, '$1?*');
