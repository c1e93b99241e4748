import type { FleetSettings } from './sandbox.ts';

const defaults = { cacheSeconds: 5, refreshAfterSeconds: 600 } as const;

/** Sandboxes of a Lambda function: each gets a request every 20 seconds on average. */
export const sizes: readonly FleetSettings[] = [100, 1_000, 10_000].map((sandboxes) => ({
  ...defaults,
  sandboxes,
  secondsBetweenRequests: 20,
}));

/** 50 requests per second in total, by number of instances and by `cacheSeconds`. */
export const spreads: readonly FleetSettings[] = [10, 100, 1_000].flatMap((sandboxes) =>
  [5, 60].map((cacheSeconds) => ({ ...defaults, sandboxes, cacheSeconds, secondsBetweenRequests: sandboxes / 50 })),
);
