/**
 * Keeps a runtime alive until some work is done that a response leaves behind, as `ctx.waitUntil` does on Cloudflare
 * Workers. The work never rejects.
 */
export type WaitUntil = (work: Promise<unknown>) => void;

/** Hands work that no request waits for to the runtime, where it can take it. */
export const handOver = (work: Promise<unknown>, waitUntil: WaitUntil | undefined): void => {
  const settled = work.catch(() => undefined);
  try {
    waitUntil?.(settled);
  } catch {
    // No such context here, or it has ended. The work goes on for as long as the runtime lets it.
  }
};
