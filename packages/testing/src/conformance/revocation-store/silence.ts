import type { TestProxy } from './proxy.ts';

/** What {@link measureSilence} needs. */
export interface SilenceOptions {
  /** Stands between the store's client and its service. */
  readonly proxy: TestProxy;
  /** Sends one request to what is tested. @returns Whether its answer is right; a rejection is a wrong one. */
  ask(): Promise<boolean>;
}

/** What {@link measureSilence} saw. */
export interface SilenceReport {
  /** The share of right answers before the silence, of 1. */
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
 * Sends 100 requests a second while the service of a store is silent for 5 s: it swallows every byte and keeps the
 * connections open. Takes about 10 s.
 *
 * @param options - The proxy in front of the service, and a request.
 * @returns When the answers were right again, and how many connections were open.
 * @example
 * ```ts
 * import { measureSilence, type TestProxy } from '@cognito-guard/testing/conformance';
 * import { expect, test } from 'vitest';
 *
 * declare const proxy: TestProxy; // in front of your store's service
 *
 * test('the store recovers from a silence of its service', async () => {
 *   const ask = async () => (await verifier.verify(token)) !== undefined;
 *   const { rightAfterMs } = await measureSilence({ proxy, ask });
 *   expect(rightAfterMs).toBeLessThan(2_000);
 * }, 30_000);
 * ```
 */
export const measureSilence = async ({ proxy, ask }: SilenceOptions): Promise<SilenceReport> => {
  const answers: { readonly askedAt: number; readonly isRight: boolean }[] = [];
  const pending = new Set<Promise<void>>();
  const timer = setInterval(() => {
    const askedAt = performance.now();
    const answer = ask()
      .catch(() => false)
      .then((isRight) => {
        answers.push({ askedAt, isRight });
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

  const calm = answers.filter(({ askedAt }) => askedAt < silentAt - calmMs / 10);
  const later = answers.filter(({ askedAt }) => askedAt >= recoveredAt).sort((a, b) => a.askedAt - b.askedAt);
  const firstOfTheRight = later.findLastIndex(({ isRight }) => !isRight) + 1;
  return {
    rightBefore: calm.filter(({ isRight }) => isRight).length / calm.length,
    rightAfterMs: (later[firstOfTheRight]?.askedAt ?? Number.POSITIVE_INFINITY) - recoveredAt,
    connections: { before, silent, after: proxy.connections },
  };
};
