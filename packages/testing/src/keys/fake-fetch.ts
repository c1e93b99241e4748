import { jwksPath, type UserPoolNames } from '../user-pool/names.ts';
import type { Jwks } from './key.ts';
import { assertStatus, emptyKeySet, htmlPage } from './key-set-bodies.ts';

/**
 * A fault of a pool's `fetch`:
 *
 * - a number: that status, with a redirect's `location` for 3xx
 * - `'network'`: rejects with a TypeError, as `fetch` does without a network
 * - `'hang'`: never settles, except by rejecting when the caller's signal aborts
 * - `'empty'`: status 200 with `{"keys":[]}`
 * - `'html'`: status 200 with a web page
 */
export type FetchFault = number | 'network' | 'hang' | 'empty' | 'html';

/** A `fetch` for the two key URLs of one pool, without a network. */
export interface FakeFetch {
  fetch(url: string | URL | Request, init?: RequestInit): Promise<Response>;
  readonly count: number;
  fail(fault: FetchFault | undefined): void;
}

/** Serves `jwks()` at the key URL of either issuer, and 404 elsewhere. */
export function createFakeFetch(names: UserPoolNames, jwks: () => Jwks): FakeFetch {
  const addresses = [names.issuer, names.updatedIssuer].map((issuer) => `${issuer}${jwksPath}`);
  let count = 0;
  let fault: FetchFault | undefined;

  return {
    get count() {
      return count;
    },
    fail(next) {
      assertStatus(next);
      fault = next;
    },
    async fetch(input, init) {
      count += 1;
      const request = input instanceof Request ? input : undefined;
      const signal = init?.signal ?? request?.signal;
      signal?.throwIfAborted();
      if (fault !== undefined) return failingAnswer(fault, signal);
      const url = request?.url ?? String(input);
      return addresses.includes(url) ? answer(200, JSON.stringify(jwks())) : answer(404, '{"message":"Not Found"}');
    },
  };
}

function failingAnswer(fault: FetchFault, signal: AbortSignal | undefined): Promise<Response> | Response {
  switch (fault) {
    case 'network':
      throw new TypeError('fetch failed');
    case 'hang':
      return new Promise((_resolve, reject) => {
        signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
      });
    case 'empty':
      return answer(200, emptyKeySet);
    case 'html':
      return answer(200, htmlPage, 'text/html');
    default:
      return answer(fault, '{"message":"fault"}');
  }
}

function answer(status: number, body: string, type = 'application/json'): Response {
  // The Response constructor refuses a body for these (Fetch standard, "null body status").
  if (status === 204 || status === 205 || status === 304) return new Response(null, { status });
  const redirect = status >= 300 && status < 400 ? { location: 'https://moved.invalid/jwks.json' } : undefined;
  return new Response(body, { status, headers: { 'content-type': type, ...redirect } });
}
