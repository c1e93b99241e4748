import { randomUUID } from 'node:crypto';
import {
  AuthError,
  type AuthErrorCode,
  type FetchFunction,
  type KeySetStats,
  type Verifier,
} from '@cognito-guard/core';
import type { TestKey, TestPool } from '@cognito-guard/testing';
import { tamperHeader } from '@cognito-guard/testing';
import { vi } from 'vitest';

/** A clock that the test sets. */
export interface ManualClock {
  /** Milliseconds since the epoch; pass it to the pool and to the verifier. */
  readonly read: () => number;
  /** Advances it, or sets it back. */
  advance(seconds: number): void;
}

/** A clock that starts at the current time. */
export const manualClock = (start: number = Math.floor(Date.now() / 1000) * 1000): ManualClock => {
  let now = start;
  return {
    read: () => now,
    advance: (seconds) => {
      now += seconds * 1000;
    },
  };
};

type Answer = (url: string, init: RequestInit) => Response | Promise<Response>;

/** A keys endpoint behind an injected fetch. */
export interface KeyHost {
  readonly fetch: FetchFunction;
  readonly count: number;
  readonly urls: readonly string[];
  /** Serves this document from now on, at every URL. */
  publish(document: unknown): void;
  /** Responds this way from now on. */
  answerWith(answer: Answer): void;
  /** Responds with the status from now on. */
  fail(status: number): void;
}

export const keyHost = (document: unknown): KeyHost => {
  const urls: string[] = [];
  const serve = (body: unknown): Answer => {
    const text = JSON.stringify(body);
    return () => new Response(text, { headers: { 'content-type': 'application/json' } });
  };
  let answer = serve(document);
  return {
    fetch: async (url, init) => {
      urls.push(url);
      return answer(url, init);
    },
    get count() {
      return urls.length;
    },
    urls,
    publish: (next) => {
      answer = serve(next);
    },
    answerWith: (next) => {
      answer = next;
    },
    fail: (status) => {
      answer = () => new Response('{"message":"fault"}', { status });
    },
  };
};

/** The answer to a refused caller. */
export interface Refusal {
  readonly code: AuthErrorCode;
  readonly status: number;
  /** Seconds, with 503 only. */
  readonly retryAfter?: number;
}

/** Waits for a refusal; any other outcome, success included, fails the test. */
export const refusal = async (verification: Promise<unknown>): Promise<Refusal> => {
  const error: unknown = await verification.then(
    () => new Error('The token was accepted.'),
    (reason: unknown) => reason,
  );
  if (!AuthError.is(error)) throw error;
  const { code, status, headers } = error;
  const retryAfter = headers['Retry-After'];
  return retryAfter === undefined ? { code, status } : { code, status, retryAfter: Number(retryAfter) };
};

/** The stats of a verifier's only pool, or of the one at an index. */
export const keyStats = (verifier: Verifier, index = 0): KeySetStats => {
  const stats = verifier.stats().pools[index];
  if (stats === undefined) throw new Error(`The verifier has no pool ${index}.`);
  return stats;
};

/** Waits for work behind requests. */
export const eventually = (check: () => void | Promise<void>): Promise<void> =>
  vi.waitFor(check, { interval: 1, timeout: 5_000 });

/** The key as another pool publishes it, or as the pool publishes it later: the same material under another kid. */
export const underKid = (key: TestKey, kid: string): TestKey => ({ ...key, kid, jwk: { ...key.jwk, kid } });

/** Tokens with a distinct unpublished kid each. Their signatures are never checked. */
export const strangers = (pool: TestPool, count: number): readonly string[] => {
  const token = pool.accessToken();
  return Array.from({ length: count }, () => tamperHeader(token, { kid: randomUUID() }));
};
