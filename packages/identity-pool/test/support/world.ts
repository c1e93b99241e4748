import { CognitoIdentityClient } from '@aws-sdk/client-cognito-identity';
import { createVerifier, type IdAuth, type RevocationOptions } from '@cognito-guard/core';
import { type CredentialExchange, createCredentialExchange, type ExchangeOptions } from '@cognito-guard/identity-pool';
import { createTestPool, type IdTokenOptions, type TestPool } from '@cognito-guard/testing';
import {
  createTestIdentityPool,
  type TestIdentityPool,
  type TestIdentityPoolOptions,
} from '@cognito-guard/testing/identity-pool';
import { onTestFinished } from 'vitest';

/** A user pool, an identity pool over real HTTP, and an exchange that calls it through the real SDK. */
export interface World {
  readonly pool: TestPool;
  readonly identityPool: TestIdentityPool;
  readonly exchange: CredentialExchange;
  /** The SDK's own client, for the local endpoint. */
  readonly client: CognitoIdentityClient;
  /** A verified ID token. */
  user(options?: IdTokenOptions): Promise<IdAuth>;
}

/** Options of the test itself. */
export interface WorldOptions {
  /** True: only `pool.advance` moves the clock. */
  readonly isFrozen?: boolean;
  /** The SDK client's `maxAttempts`. Default 4. */
  readonly maxAttempts?: number;
  readonly revocation?: RevocationOptions;
}

/**
 * Starts both pools until the end of the test. They share the user pool's clock with the exchange. With `revocation`, the
 * exchange gets the verifier.
 */
export const createWorld = async (
  options: Partial<ExchangeOptions> = {},
  identityPoolOptions: TestIdentityPoolOptions = {},
  { isFrozen = false, maxAttempts = 4, revocation }: WorldOptions = {},
): Promise<World> => {
  const startedAt = Date.now();
  const pool = await createTestPool(isFrozen ? { clock: () => startedAt } : {});
  const { clock } = pool;
  const identityPool = await createTestIdentityPool({ userPools: [pool], clock, ...identityPoolOptions });
  onTestFinished(() => identityPool.close());
  const { identityPoolId, region, url: endpoint } = identityPool;
  const client = new CognitoIdentityClient({ region, endpoint, maxAttempts });
  const verifier = createVerifier({ ...pool.options, tokenUse: 'id', clock, ...(revocation && { revocation }) });
  const exchange = createCredentialExchange({
    identityPoolId,
    client,
    clock,
    getIdPerSecond: 10_000,
    ...(revocation && { verifier }),
    ...options,
  });
  return { pool, identityPool, exchange, client, user: (token) => verifier.verify(pool.idToken(token)) };
};

/** @returns The error that the promise rejects with, or an error if it resolves. */
export const failureOf = async (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => new Error('It did not fail.'),
    (error: unknown) => error,
  );
