/**
 * One path has many spellings: `/admin` is also `//admin`, `/x/../admin` and `/%61dmin`. API Gateway names a request to
 * IAM as the client spelled it, and does not document which spellings it takes for which route. So a document that
 * allows a wildcard also denies the spellings that could lead out of it, or around one of its Denies.
 *
 * They cost honest clients next to nothing: nobody needs dot segments (RFC 3986 §5.2.4), empty segments, or encoded
 * forms of letters, digits and `-._~` (§2.3). What remains is an encoded slash, or another reserved character that a
 * denied path holds.
 */

const inBothCases = (pattern: string): readonly string[] => [
  pattern,
  pattern.replace(/%../g, (code) => code.toUpperCase()),
];

/** Leads out of a wildcard, up or back to where it begins: `/orders/../admin`, `/orders//`. */
const leadingOut: readonly string[] = [
  ...['*//*', '*/./*', '*/.', '*/../*', '*/..'],
  ...['*%2e*', '*/%2f*', '*.%2f*', '*%2f.*'].flatMap(inBothCases),
];

/**
 * A Deny's character, encoded. IAM's `?` is any one character: `%6?` is a backtick and the letters from a to o, to save
 * bytes. From p on, each stands for itself, because `{|}~` share their first digit: `auth0|1` is an honest id.
 */
const encoded = (character: string): readonly string[] =>
  /[a-o]/.test(character) ? ['*%6?*'] : inBothCases(`*%${character.charCodeAt(0).toString(16)}*`);

/**
 * @param denied - What the document denies in so many words, behind the stage: `GET/admin/*`.
 * @returns What to deny besides.
 */
export const guardsFor = (denied: readonly string[]): readonly string[] => {
  const paths = denied.map((resource) => resource.slice(resource.indexOf('/')));
  const characters = new Set(paths.flatMap((path) => [...path.replaceAll('*', '')]));
  return [...new Set([...leadingOut, ...[...characters].sort().flatMap(encoded)])];
};

/** REST APIs take `/admin/` for `/admin`: a Deny is about both. */
export const withTrailingSlash = (resource: string): readonly string[] =>
  /[*/]$/.test(resource) ? [resource] : [resource, `${resource}/`];

/** And an Allow of `/admin/*` is not about `/admin/`. IAM's `?*` is text that is not empty. */
export const withoutTrailingSlash = (resource: string): string => resource.replace(/^([^/]+\/.+\/)\*$/, '$1?*');
