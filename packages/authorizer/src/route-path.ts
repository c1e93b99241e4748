import { fail } from '@cognito-guard/core/http';

/** A segment that stands for one or more segments. */
export const wildcard = '*';

/** `{id}` or `{proxy+}`. */
export const parameterForm: RegExp = /^\{[\w.-]+\+?\}$/;

/** What is wrong with a path whose wildcards are set aside, and what it must be instead. The first that fits is told. */
const mistakes: readonly (readonly [RegExp, string])[] = [
  [/^(?!\/)/, "that starts with '/'"],
  [/[?#]/, 'without query and fragment'],
  [/^\/.*\/$/, "without '/' at its end"],
  [/\/\//, 'without empty segments'],
  [/\/\.\.?(?:\/|$)/, "without the segments '.' and '..'"],
  [/\/:/, "with parameters like '{id}' (':id' would be literal text)"],
  [/[*{}]/, "whose wildcards are whole segments: '*', '{name}' or '{name+}'"],
  // RFC 3986 §3.3: what a segment may hold without encoding.
  [/[^\w.~!$&'()+,;=:@/-]/, "of characters that need no encoding (for a segment with others, write '{name}')"],
];

/** The segments of a path; of `/`, an empty one. */
export const segmentsOf = (path: string): readonly string[] => path.slice(1).split('/');

/**
 * @param option - The path as messages name it: `restAuthorizer: routes[0].path`.
 * @returns Its segments, `*` for each wildcard.
 * @throws TypeError naming the option, what was given and what is expected.
 */
export const readPath = (option: string, path: unknown): readonly string[] => {
  if (typeof path !== 'string') return fail(option, path, "a path such as '/orders/{id}' or '/admin/*'");
  const isWildcard = (segment: string): boolean => segment === wildcard || parameterForm.test(segment);
  const literal = path.split('/').map((segment) => (isWildcard(segment) ? 'x' : segment));
  const [, expected] = mistakes.find(([form]) => form.test(literal.join('/'))) ?? [];
  if (expected !== undefined) return fail(option, path, `a path ${expected}`);
  return segmentsOf(path).map((segment) => (isWildcard(segment) ? wildcard : segment));
};
