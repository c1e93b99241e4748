import { assertPrefix, cookieNamePattern } from '../http/cookie.ts';
import { optional, readOptions, type Schema } from '../lib/option-schema.ts';
import { fail, type Reader, textLike } from '../lib/option-values.ts';

/** A cookie that a sign-out clears. A browser clears it where name, path and domain equal those of the cookie. */
export interface CookieToClear {
  readonly name: string;
  /** The cookie's `Path`. Default `/`. */
  readonly path?: string;
  /** The cookie's `Domain`. Default none: the host alone. */
  readonly domain?: string;
}

/** RFC 6265 §4.1.1: the characters of an attribute. */
const attribute = textLike(/^[\x20-\x3a\x3c-\x7e]+$/, 'text');

const schema = {
  name: (given) => given,
  path: optional(attribute, '/'),
  domain: optional(attribute),
} satisfies Schema<CookieToClear>;

const expected = 'the name of a cookie, { name, path, domain }, or a non-empty array of them';

const clear = (path: string, given: unknown): string => {
  const cookie = readOptions(path, typeof given === 'string' ? { name: given } : given, schema, `${path}: `);
  const { name, domain } = cookie;
  if (typeof name !== 'string' || !cookieNamePattern.test(name)) return fail(path, given, expected);
  assertPrefix(path, name);
  if (name.startsWith('__Host-') && (cookie.path !== '/' || domain !== undefined)) {
    return fail(path, given, 'without domain, and with the path "/", because the name starts with "__Host-"');
  }
  // A browser accepts a cookie with the `__Secure-` or `__Host-` prefix with Secure only (RFC 6265bis §4.1.3).
  return `${name}=; Max-Age=0; Path=${cookie.path}${domain === undefined ? '' : `; Domain=${domain}`}; Secure; HttpOnly; SameSite=Lax`;
};

/** Reads cookies to clear; the result is one value of `Set-Cookie` for each. */
export const cookiesToClear: Reader<readonly string[]> = (given, path) => {
  const list: readonly unknown[] = Array.isArray(given) ? Array.from(given) : [given];
  if (list.length === 0) return fail(path, given, expected);
  return Object.freeze(list.map((one) => clear(path, one)));
};
