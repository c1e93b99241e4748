import {
  createVerifier,
  type RevocationOptions,
  type TokenIdentity,
  type Verifier,
  type VerifierEvent,
  type VerifierOptions,
} from '@cognito-guard/core';
import { createTestPool, type TestPool } from '@cognito-guard/testing';
import { type ManualClock, manualClock } from './key-world.ts';

/** A store with scripted answers, which records its calls. */
interface FakeStore {
  readonly isRevoked: (token: TokenIdentity) => Promise<boolean>;
  readonly lookups: readonly TokenIdentity[];
  /** Answers this way from now on; the answer may be invalid. */
  answerWith(answer: () => unknown): void;
}

const fakeStore = (): FakeStore => {
  const lookups: TokenIdentity[] = [];
  let answer: () => unknown = () => false;
  return {
    isRevoked: async (token) => {
      lookups.push(token);
      return (await answer()) as boolean;
    },
    lookups,
    answerWith: (next) => {
      answer = next;
    },
  };
};

let clock: ManualClock = manualClock();
/** Made once, because its RSA keys take long. It uses the clock of the newest world. */
const pool: TestPool = await createTestPool({ clock: () => clock.read() });

/** A pool, a store and a verifier with one clock. */
export interface RevocationWorld {
  readonly clock: ManualClock;
  readonly pool: TestPool;
  readonly store: FakeStore;
  readonly verifier: Verifier<'access'>;
  /** The verifier's events about its store. */
  readonly failures: VerifierEvent[];
}

type Options = Omit<RevocationOptions, 'store'> & {
  readonly store?: RevocationOptions['store'];
  readonly cache?: VerifierOptions['cache'];
};

export const revocationWorld = (options: Options = {}): RevocationWorld => {
  clock = manualClock();
  const store = fakeStore();
  const failures: VerifierEvent[] = [];
  const { cache = {}, ...revocation } = options;
  const verifier = createVerifier({
    ...pool.options,
    tokenUse: 'access',
    clock: clock.read,
    cache,
    revocation: { store, ...revocation },
    onEvent: (event) => event.type === 'revocation_failed' && failures.push(event),
  });
  return { clock, pool, store, verifier, failures };
};

/** A promise that never settles: a store that hangs. */
export const never = (): Promise<never> => new Promise(() => undefined);

/** An answer that the test gives later. */
export const deferred = (): { readonly promise: Promise<boolean>; resolve(isRevoked: boolean): void } => {
  let settle: (isRevoked: boolean) => void = () => undefined;
  const promise = new Promise<boolean>((resolve) => {
    settle = resolve;
  });
  return { promise, resolve: (isRevoked) => settle(isRevoked) };
};
