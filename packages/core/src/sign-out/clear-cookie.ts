import { cookieNamePattern } from '../http/token-source.ts';
import { fail, readObject, readOptional } from '../lib/option-values.ts';

/** A cookie that a sign-out clears. A browser clears it where name, path and domain are those that it was set with. */
export interface CookieToClear {
  readonly name: string;
  /** The `Path` that it was set with. Default `/`. */
  readonly path?: string;
  /** The `Domain` that it was set with. Default none: the host alone. */
  readonly domain?: string;
}

/** RFC 6265 §4.1.1: what may stand in an attribute. */
const attributePattern = /^[\x20-\x3a\x3c-\x7e]+$/;

const expected = 'the name of a cookie, { name, path, domain }, or a non-empty array of them';

const clear = (option: string, given: unknown): string => {
  const cookie = typeof given === 'string' ? { name: given } : readObject(option, given, ['name', 'path', 'domain']);
  const attribute = (name: string, fallback: string): string =>
    readOptional(cookie, name, fallback, (value) =>
      typeof value === 'string' && attributePattern.test(value) ? value : fail(`${option}: ${name}`, value, 'text'),
    );
  const { name } = cookie;
  if (typeof name !== 'string' || !cookieNamePattern.test(name)) return fail(option, given, expected);
  const domain = attribute('domain', '');
  // A browser takes a cookie of the `__Secure-` and `__Host-` kinds with Secure only (RFC 6265bis §4.1.3).
  return `${name}=; Max-Age=0; Path=${attribute('path', '/')}${domain && `; Domain=${domain}`}; Secure; HttpOnly; SameSite=Lax`;
};

/**
 * @param option - The option's name, for messages.
 * @param given - Cookies to clear, perhaps.
 * @returns Values of `Set-Cookie` that clear them.
 * @throws TypeError naming the option.
 */
export const readCookiesToClear = (option: string, given: unknown): readonly string[] => {
  const list: readonly unknown[] = Array.isArray(given) ? Array.from(given) : [given];
  if (list.length === 0) return fail(option, given, expected);
  return Object.freeze(list.map((one) => clear(option, one)));
};
