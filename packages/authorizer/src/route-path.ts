import { fail, isText } from '@cognito-guard/core/internal';

/** The last segment of `/files/{proxy+}` and `/files/*`: one or more segments. */
export const greedy = '*';

/** `{id}`: exactly one segment. */
export const parameter = '{}';

const parameterPattern = /^\{[\w.-]+\}$/;
const greedyPattern = /^(?:\*|\{[\w.-]+\+\})$/;

/** Rules for a path without its wildcards, each with its message. The first broken rule is reported. */
const mistakes: readonly (readonly [RegExp, string])[] = [
  [/^(?!\/)/, "that starts with '/'"],
  [/[?#]/, 'without query and fragment'],
  [/^\/.*\/$/, "without '/' at its end"],
  [/\/\//, 'without empty segments'],
  [/\/\.\.?(?:\/|$)/, "without the segments '.' and '..'"],
  [/\/:/, "with parameters like '{id}' (':id' would be literal text)"],
  [/[*{}]/, "whose wildcards are whole segments: '{name}', or '*' or '{name+}' at its end"],
  // RFC 3986 §3.3: the characters of a segment that need no encoding.
  [/[^\w.~!$&'()+,;=:@/-]/, "of characters that need no encoding (for a segment with others, write '{name}')"],
];

const readSegment = (segment: string, isLast: boolean): string => {
  if (parameterPattern.test(segment)) return parameter;
  return isLast && greedyPattern.test(segment) ? greedy : segment;
};

/** The segments of a path, `{}` and `*` for its wildcards; of `/`, an empty one. */
export const segmentsOf = (path: string): readonly string[] => {
  const segments = path.slice(1).split('/');
  return segments.map((segment, index) => readSegment(segment, index === segments.length - 1));
};

/**
 * @param option - The path as messages name it: `restAuthorizer: routes[0].path`.
 * @returns Its segments, see {@link segmentsOf}.
 * @throws TypeError for an invalid option.
 */
export const readPath = (option: string, path: unknown): readonly string[] => {
  if (!isText(path)) return fail(option, path, "a path such as '/orders/{id}' or '/admin/*'");
  const literal = path.split('/').map((segment, index, all) => {
    const isWildcard = parameterPattern.test(segment) || (index === all.length - 1 && greedyPattern.test(segment));
    return isWildcard ? 'x' : segment;
  });
  const [, expected] = mistakes.find(([form]) => form.test(literal.join('/'))) ?? [];
  return expected === undefined ? segmentsOf(path) : fail(option, path, `a path ${expected}`);
};
