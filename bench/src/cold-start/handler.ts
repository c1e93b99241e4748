import type { Jwks } from '@cognito-guard/testing';

/** What a function finds in its environment. */
export interface HandlerConfig {
  readonly userPoolId: string;
  readonly clientId: string;
  /** Where the keys are, on loopback. */
  readonly jwksUri: string;
  /** The keys, when they come with the bundle. */
  readonly preload?: Jwks;
}

/** What a bundle exports as `createHandler`: everything that happens before the first event. */
export type CreateHandler = (config: HandlerConfig) => (event: never, context: never) => Promise<unknown>;
