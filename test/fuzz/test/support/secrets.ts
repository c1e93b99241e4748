import { inspect } from 'node:util';
import type { ConformanceRequest } from '@cognito-guard/testing/conformance';

/** Public values that tokens contain too: a challenge names the scopes and the level that its route requires. */
const saidAnyway: ReadonlySet<string> = new Set([
  'orders/read',
  'orders/write',
  'urn:cognito:loa:3',
  'application',
  'authorization',
]);

const textsIn = (value: unknown): readonly string[] => {
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(textsIn);
  return typeof value === 'string' || typeof value === 'number' ? [String(value)] : [];
};

/** The values in a token's segment, if it is JSON. */
const contentsOf = (segment: string): readonly string[] => {
  try {
    return textsIn(JSON.parse(Buffer.from(segment, 'base64url').toString()));
  } catch {
    return [];
  }
};

/** All parts of a request that no answer, event, error or log may repeat: values, tokens, their segments, claims, kids. */
export const secretsOf = ({ headers, path }: ConformanceRequest): readonly string[] => {
  const parameters = [...new URL(path, 'http://localhost').searchParams.values()];
  const values = [...headers.map(([, value]) => value), ...parameters];
  const words = values.flatMap((value) => value.split(/[\s,;="]+/));
  const segments = words.flatMap((word) => word.split('.'));
  return [...values, ...words, ...segments, ...segments.flatMap(contentsOf)].filter(
    (text) => text.length >= 9 && !saidAnyway.has(text.toLowerCase()),
  );
};

/** All text in a value: strings, hidden and inherited members, causes, and the output of JSON and inspect. */
export const everythingIn = (value: unknown, seen: Set<unknown> = new Set()): string => {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return String(value);
  if (seen.has(value)) return '';
  seen.add(value);
  // The test checks the body as part of the answer.
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
