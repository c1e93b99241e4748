import { DeadlineError, withDeadline } from './deadline.ts';
import { KeyFailureError } from './key-failure.ts';

/** The part of `fetch` that is used. The global one fits. */
export type FetchFunction = (url: string, init: RequestInit) => Promise<Response>;

/** Cognito's sets take about 1 KB. */
const maxBytes = 64 * 1024;

const readBody = async (response: Response): Promise<Uint8Array> => {
  const bytes = new Uint8Array(maxBytes);
  let length = 0;
  if (response.body === null) return bytes.subarray(0, 0);
  // Counted while it arrives: neither a long body nor one that inflates is ever held whole.
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
    if (length + chunk.byteLength > maxBytes) throw new KeyFailureError('too_large');
    bytes.set(chunk, length);
    length += chunk.byteLength;
  }
  return bytes.subarray(0, length);
};

const request = async (url: string, fetch: FetchFunction, signal: AbortSignal): Promise<unknown> => {
  const response = await fetch(url, {
    headers: { accept: 'application/json', 'accept-encoding': 'identity' },
    redirect: 'manual',
    signal,
  });
  if (response.status === 400 || response.status === 404) throw new KeyFailureError('not_found');
  if (response.status !== 200) throw new KeyFailureError('http_status');
  const encoding = response.headers.get('content-encoding');
  if (encoding !== null && encoding !== 'identity') throw new KeyFailureError('encoded');
  const body = await readBody(response);
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    throw new KeyFailureError('not_a_key_set');
  }
};

/**
 * Fetches a JWK set.
 *
 * @param urls - Tried in turn while the answer is that the pool is not there.
 * @param fetch - What to fetch with.
 * @param timeoutMs - Total deadline in milliseconds, over all URLs.
 * @returns The parsed JSON, at most 64 KB of it.
 * @throws {@link KeyFailureError} with the reason.
 */
export const fetchKeySet = (urls: readonly string[], fetch: FetchFunction, timeoutMs: number): Promise<unknown> =>
  withDeadline(timeoutMs, async (signal) => {
    for (const url of urls) {
      try {
        return await request(url, fetch, signal);
      } catch (error) {
        if (!(error instanceof KeyFailureError)) throw new KeyFailureError('network');
        if (error.reason !== 'not_found') throw error;
      }
    }
    throw new KeyFailureError('not_found');
  }).catch((error) => {
    throw error instanceof DeadlineError ? new KeyFailureError('timeout') : error;
  });
