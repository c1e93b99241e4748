import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createVerifier, type Verifier, type VerifierEvent } from '@cognito-guard/core';
import { createTestPool, type KeyEndpoint, type TestPool } from '@cognito-guard/testing';
import { ordersApi } from './app.ts';

/** The demo's servers on loopback: a user pool, its keys endpoint, and the guarded API. */
export interface World extends AsyncDisposable {
  readonly pool: TestPool;
  readonly otherPool: TestPool;
  readonly keys: KeyEndpoint;
  readonly origin: string;
  /** The last event of a verifier. */
  lastEvent(): VerifierEvent | undefined;
  forgetEvent(): void;
  /** Advances the clock of the pool and the verifiers. */
  advance(seconds: number): void;
}

export const startWorld = async (port: number): Promise<World> => {
  let offsetMs = 0;
  const clock = (): number => Date.now() + offsetMs;
  const [pool, otherPool] = await Promise.all([
    createTestPool({ clock }),
    createTestPool({ clock, userPoolId: 'eu-west-1_Another01' }),
  ]);
  const keys = await pool.listen();

  let event: VerifierEvent | undefined;
  const makeVerifier = (): Verifier<'access'> =>
    createVerifier({
      userPoolId: pool.userPoolId,
      clientId: pool.clientId,
      tokenUse: 'access',
      jwksUri: keys.jwksUri,
      clock,
      onEvent: (happened) => {
        if (happened.type === 'verified' || happened.type === 'rejected') event = happened;
      },
    });
  const app = ordersApi(makeVerifier(), makeVerifier());
  const server = await new Promise<Server>((resolve, reject) => {
    const started = app.listen(port, '127.0.0.1', (error) => (error ? reject(error) : resolve(started)));
  });

  return {
    pool,
    otherPool,
    keys,
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    lastEvent: () => event,
    forgetEvent: () => {
      event = undefined;
    },
    advance: (seconds) => {
      offsetMs += seconds * 1000;
    },
    [Symbol.asyncDispose]: async () => {
      server.close();
      server.closeAllConnections();
      await keys.close();
    },
  };
};
