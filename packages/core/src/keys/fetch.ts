import { KeyFailureError } from '../errors/key-failure.ts';
import { DeadlineError, withDeadline } from '../lib/deadline.ts';
import type { Get, GetResponse } from '../lib/http-get.ts';

/** Cognito's sets take about 1 KB. */
const maxBytes = 64 * 1024;
const requestHeaders = { accept: 'application/json', 'accept-encoding': 'identity' } as const;

/**
 * Reads a body of at most 64 KB.
 *
 * @throws {@link KeyFailureError} `too_large`.
 */
export const readBody = async ({ read }: GetResponse): Promise<Uint8Array> => {
  const bytes = await read(maxBytes);
  if (bytes === undefined) throw new KeyFailureError('too_large');
  return bytes;
};

const request = async (url: string, get: Get, signal: AbortSignal): Promise<unknown> => {
  const response = await get(url, requestHeaders, signal);
  const { status, contentEncoding } = response;
  if (status !== 200) {
    throw new KeyFailureError(status === 400 || status === 404 ? 'not_found' : 'http_status', String(status));
  }
  if (contentEncoding !== null && contentEncoding !== 'identity') throw new KeyFailureError('encoded');
  const bytes = await readBody(response);
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw new KeyFailureError('not_a_key_set');
  }
};

/** Whether to try another host: this one does not know the pool, or fails. */
const isWorthAnotherHost = ({ reason, errorCode = '' }: KeyFailureError): boolean =>
  reason === 'not_found' || reason === 'network' || (reason === 'http_status' && errorCode >= '500');

/** The first of several promises to resolve; where all reject, the first one's reason. */
const firstToResolve = async <T>(promises: readonly [Promise<T>, ...Promise<T>[]]): Promise<T> => {
  try {
    return await Promise.any(promises);
  } catch {
    return promises[0];
  }
};

/** The key set of the first host that answers. The next host is tried when one fails, or exceeds its share of time. */
const requestFromAny = async (
  [url, next, ...others]: readonly [string, ...string[]],
  requestFrom: (url: string) => Promise<unknown>,
  shareMs: number,
): Promise<unknown> => {
  const answer = requestFrom(url);
  if (next === undefined) return answer;
  try {
    return await withDeadline(shareMs, () => answer);
  } catch (error) {
    if (error instanceof KeyFailureError && !isWorthAnotherHost(error)) throw error;
  }
  // A slow host may still be the first to answer.
  return firstToResolve([answer, requestFromAny([next, ...others], requestFrom, shareMs)]);
};

/**
 * Fetches a JWK set.
 *
 * @param urls - In order of preference. The next one is tried when a host fails or exceeds its share of the deadline.
 * @param get - Sends one request.
 * @param timeoutMs - Total deadline in milliseconds, over all URLs.
 * @param onTick - Called several times a second while the fetch is under way.
 * @returns The parsed JSON, at most 64 KB of it.
 * @throws {@link KeyFailureError} `timeout`, `network`, `not_found`, `http_status`, `encoded`, `too_large`, `not_a_key_set`.
 */
export const fetchKeySet = async (
  urls: readonly [string, ...string[]],
  get: Get,
  timeoutMs: number,
  onTick?: () => void,
): Promise<unknown> => {
  try {
    return await withDeadline(
      timeoutMs,
      (signal) => {
        const requestFrom = (url: string): Promise<unknown> =>
          request(url, get, signal).catch((error: unknown) => {
            throw error instanceof KeyFailureError ? error : KeyFailureError.ofNetwork(error);
          });
        return requestFromAny(urls, requestFrom, timeoutMs / urls.length);
      },
      onTick,
    );
  } catch (error) {
    throw error instanceof DeadlineError ? new KeyFailureError('timeout') : error;
  }
};
