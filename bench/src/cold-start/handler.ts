import type { Jwks } from '@cognito-guard/testing';

/** The environment of a function. */
export interface HandlerConfig {
  readonly userPoolId: string;
  readonly clientId: string;
  /** The loopback URL of the keys. */
  readonly jwksUri: string;
  /** The preloaded keys, if any. */
  readonly preload?: Jwks;
}

/** The export `createHandler` of a bundle: the work before the first event. */
export type CreateHandler = (config: HandlerConfig) => (event: never, context: never) => Promise<unknown>;
