import { inspect } from 'node:util';
import type { ConformanceRequest } from '@cognito-guard/testing/conformance';

/** Said by us and by tokens alike: the scopes that a route asks for stand in its challenge. */
const saidAnyway: ReadonlySet<string> = new Set(['orders/read', 'orders/write', 'application', 'authorization']);

const textsIn = (value: unknown): readonly string[] => {
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(textsIn);
  return typeof value === 'string' || typeof value === 'number' ? [String(value)] : [];
};

/** What stands in a segment of a token, where that is JSON. */
const contentsOf = (segment: string): readonly string[] => {
  try {
    return textsIn(JSON.parse(Buffer.from(segment, 'base64url').toString()));
  } catch {
    return [];
  }
};

/** Everything in a request that no answer, event, error or log may repeat: values, tokens, their segments, claims, kids. */
export const secretsOf = ({ headers, path }: ConformanceRequest): readonly string[] => {
  const parameters = [...new URL(path, 'http://localhost').searchParams.values()];
  const values = [...headers.map(([, value]) => value), ...parameters];
  const words = values.flatMap((value) => value.split(/[\s,;="]+/));
  const segments = words.flatMap((word) => word.split('.'));
  return [...values, ...words, ...segments, ...segments.flatMap(contentsOf)].filter(
    (text) => text.length >= 9 && !saidAnyway.has(text.toLowerCase()),
  );
};

/** All that can be got out of a value: texts, hidden and inherited members, causes, what JSON and inspect show of it. */
export const everythingIn = (value: unknown, seen: Set<unknown> = new Set()): string => {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return String(value);
  if (seen.has(value)) return '';
  seen.add(value);
  // Its body is part of the answer, which is looked at as sent.
  if (value instanceof Response) return [...value.headers].flat().join(' ');
  const names = new Set<PropertyKey>();
  for (let at: object | null = value; at !== null; at = Reflect.getPrototypeOf(at)) {
    if (at !== Object.prototype && at !== Function.prototype) for (const name of Reflect.ownKeys(at)) names.add(name);
  }
  const members = [...names].map((name) => {
    try {
      return `${String(name)} ${everythingIn(Reflect.get(value, name), seen)}`;
    } catch (error) {
      return `${String(name)} ${error}`;
    }
  });
  const views = [inspect(value, { showHidden: true, depth: null }), JSON.stringify(value) ?? ''];
  return [...views, ...members].join('\n');
};
