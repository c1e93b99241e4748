/**
 * Keeps a runtime alive until work that outlives its response is done, like `ctx.waitUntil` on Cloudflare Workers. The
 * work never rejects.
 */
export type WaitUntil = (work: Promise<unknown>) => void;

/** Passes work that no request waits for to `waitUntil`, where there is one. */
export const handOver = (work: Promise<unknown>, waitUntil: WaitUntil | undefined): void => {
  const settled = work.catch(() => undefined);
  try {
    waitUntil?.(settled);
  } catch {
    // The context is missing or has ended. The work continues for as long as the runtime allows it.
  }
};
