import type { TestProxy } from './proxy.ts';

/** Options of {@link measureSilence}. */
export interface SilenceOptions {
  /** The proxy between the store's client and its service. */
  readonly proxy: TestProxy;
  /** Sends one request to the tested code. @returns Whether its answer is right; a rejection counts as wrong. */
  request(): Promise<boolean>;
}

/** The result of {@link measureSilence}. */
export interface SilenceReport {
  /** The share of right answers before the silence, from 0 to 1. */
  readonly rightBefore: number;
  /** Milliseconds from the end of the silence to the first request after which every answer is right. */
  readonly rightAfterMs: number;
  /** Connections to the service: before the silence, at its end, and afterwards. */
  readonly connections: { readonly before: number; readonly silent: number; readonly after: number };
}

const requestEveryMs = 10;
const calmMs = 1_000;
const silentMs = 5_000;
const watchMs = 3_000;

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

/**
 * Sends 100 requests a second while the service of a store is silent for 5 s: the proxy drops every byte and keeps the
 * connections open. Takes about 10 s.
 *
 * @param options - The proxy in front of the service, and a request.
 * @returns When the answers became right again, and how many connections were open.
 * @example
 * ```ts
 * import { measureSilence, type TestProxy } from '@cognito-guard/testing/conformance';
 * import { expect, test } from 'vitest';
 *
 * declare const proxy: TestProxy; // in front of your store's service
 *
 * test('the store recovers from a silence of its service', async () => {
 *   const request = async () => (await verifier.verify(token)) !== undefined;
 *   const { rightAfterMs } = await measureSilence({ proxy, request });
 *   expect(rightAfterMs).toBeLessThan(2_000);
 * }, 30_000);
 * ```
 */
export const measureSilence = async ({ proxy, request }: SilenceOptions): Promise<SilenceReport> => {
  const answers: { readonly sentAt: number; readonly isRight: boolean }[] = [];
  const pending = new Set<Promise<void>>();
  const timer = setInterval(() => {
    const sentAt = performance.now();
    const answer = request()
      .catch(() => false)
      .then((isRight) => {
        answers.push({ sentAt, isRight });
        pending.delete(answer);
      });
    pending.add(answer);
  }, requestEveryMs);

  await pause(calmMs);
  const before = proxy.connections;
  const silentAt = performance.now();
  proxy.fallSilent();
  await pause(silentMs);
  const silent = proxy.connections;
  const recoveredAt = performance.now();
  proxy.recover();
  await pause(watchMs);
  clearInterval(timer);
  await Promise.all(pending);

  const calm = answers.filter(({ sentAt }) => sentAt < silentAt - calmMs / 10);
  const later = answers.filter(({ sentAt }) => sentAt >= recoveredAt).sort((a, b) => a.sentAt - b.sentAt);
  const firstOfTheRight = later.findLastIndex(({ isRight }) => !isRight) + 1;
  return {
    rightBefore: calm.filter(({ isRight }) => isRight).length / calm.length,
    rightAfterMs: (later[firstOfTheRight]?.sentAt ?? Number.POSITIVE_INFINITY) - recoveredAt,
    connections: { before, silent, after: proxy.connections },
  };
};
