import { get } from '#runtime';
import { type FetchFunction, getWith } from '../lib/http-get.ts';
import { optional, readOptions, type Schema, withNames } from '../lib/option-schema.ts';
import { classOf, fail, functionOf, numberOf, type Reader } from '../lib/option-values.ts';
import { isRecord, isText } from '../lib/value-types.ts';
import { type JsonWebKeySet, parseKeySet, type VerificationKeys } from './jwks.ts';
import type { KeySettings } from './key-set.ts';

/** How keys are fetched, and how long they are trusted. */
export interface KeyOptions {
  /**
   * A JWK set to start with, so that the first request needs no fetch. Default none. It belongs to one pool. Its first
   * refresh is due at once, behind the first request: a key may have been withdrawn since the set was written.
   */
  readonly preload?: JsonWebKeySet;
  /** Fetches key sets. Default `node:https` with Node's global agent; on edge runtimes the global `fetch`. */
  readonly fetch?: FetchFunction;
  /**
   * Total deadline of one fetch in milliseconds, over all hosts, 1 to 60,000. Default 2,500: shorter than a Lambda
   * function's default timeout of 3 s, so that the caller receives the 503. A call of `resolvePool` has the same
   * deadline.
   */
  readonly timeoutMs?: number;
  /**
   * Age in seconds after which a set is refreshed behind a request, ± 10 %. Default 600. Past twice this age, a request
   * waits for the refresh, because a runtime may freeze or cancel work behind a response. Results of `resolvePool` have
   * the same ages.
   */
  readonly refreshAfterSeconds?: number;
  /** Age in seconds after which a set is no longer trusted. Default 86,400. */
  readonly maxAgeSeconds?: number;
}

const day = 86_400;

export const defaultKeySettings: KeySettings = Object.freeze({
  preload: undefined,
  get,
  timeoutMs: 2_500,
  refreshAfterSeconds: 600,
  maxAgeSeconds: day,
});

/** The usable keys of a set. Each set is parsed once, because the first response of a cold start waits for it. */
const usableKeysOf = (given: unknown): VerificationKeys | undefined => {
  try {
    const { keys } = parseKeySet(given);
    return keys.size > 0 ? keys : undefined;
  } catch {
    return undefined;
  }
};

const preload: Reader<VerificationKeys> = (given, path) => {
  const keys = usableKeysOf(given);
  if (keys !== undefined) return keys;
  const expected = 'a JWK set that holds an RSA signature key of 2,048 bits or more';
  // Messages show no member of a key set: it may hold a private key.
  if (isText(given) && given !== '') {
    const isJson = /^\s*[{[]/.test(given);
    const hint = isJson ? 'Pass JSON.parse(text).' : 'Is it a path? Read the file, and pass JSON.parse(text).';
    return fail(path, given, expected, 'text', hint);
  }
  if (Array.isArray(given) && given.length > 0) {
    return fail(path, given, expected, 'a list', 'Is it the list of keys? Pass { keys: list }.');
  }
  if (!isRecord(given) || classOf(given) !== undefined) {
    return fail(path, given, expected);
  }
  return fail(path, given, expected, Object.hasOwn(given, 'keys') ? 'a set without one' : 'an object without keys');
};

/** Reads {@link KeyOptions}; `defaults` are the values of omitted options. */
export const keysOption = (defaults: KeySettings): Reader<KeySettings> => {
  const schema = {
    preload: optional<VerificationKeys | undefined>(preload, defaults.preload),
    fetch: optional((given, path) => getWith(functionOf<FetchFunction>()(given, path)), defaults.get),
    timeoutMs: optional(numberOf(1, 60_000, 'milliseconds'), defaults.timeoutMs),
    refreshAfterSeconds: optional(numberOf(1, 30 * day, 'seconds'), defaults.refreshAfterSeconds),
    maxAgeSeconds: optional(numberOf(1, 30 * day, 'seconds'), defaults.maxAgeSeconds),
  } satisfies Schema<KeyOptions>;
  return withNames(Object.keys(schema), (given, path) => {
    const { fetch: get, ...settings } = readOptions(path, given, schema);
    const { refreshAfterSeconds, maxAgeSeconds } = settings;
    return refreshAfterSeconds < maxAgeSeconds
      ? Object.freeze({ ...settings, get })
      : fail(`${path}.refreshAfterSeconds`, refreshAfterSeconds, `less than maxAgeSeconds (${maxAgeSeconds})`);
  });
};
