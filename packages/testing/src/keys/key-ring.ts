import { createTestKey, type Jwk, type Jwks, type TestKey } from './key.ts';

/** The signing keys of a pool: Cognito uses one for access tokens and another for ID tokens. */
export interface SigningKeys {
  readonly access: TestKey;
  readonly id: TestKey;
}

/** The signing and the published keys of one pool. The two sets differ during a rotation. */
export interface KeyRing {
  readonly signing: SigningKeys;
  jwks(): Jwks;
  rotate(): SigningKeys;
  withdraw(kid?: string): void;
  replace(): TestKey;
}

/**
 * Creates a ring whose pair of signing keys is published. `extra` keys always stay published.
 *
 * @param initial - The pair. Default a new one.
 */
export function createKeyRing(extra: readonly Jwk[], initial: SigningKeys = createSigningKeys()): KeyRing {
  let signing = initial;
  let published: readonly TestKey[] = [signing.id, signing.access];

  const isSigning = (key: TestKey): boolean => key === signing.access || key === signing.id;

  return {
    get signing() {
      return signing;
    },
    // A deep copy: a test that changes the answer must not change the pool.
    jwks: () => structuredClone({ keys: [...published.map((key): Jwk => key.jwk), ...extra] }),
    rotate() {
      signing = createSigningKeys();
      published = [...published, signing.id, signing.access];
      return signing;
    },
    withdraw(kid) {
      const kept = published.filter((key) => (kid === undefined ? isSigning(key) : key.kid !== kid));
      // A withdrawal without effect would let a test pass for the wrong reason.
      if (kept.length === published.length) throw new TypeError('withdrawKey: the pool publishes no such key');
      published = kept;
    },
    replace() {
      const old = signing.access;
      const access = createTestKey(old.kid);
      signing = Object.freeze({ ...signing, access });
      published = published.map((key) => (key.kid === old.kid ? access : key));
      return access;
    },
  };
}

function createSigningKeys(): SigningKeys {
  return Object.freeze({ access: createTestKey(), id: createTestKey() });
}
