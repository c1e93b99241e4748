import { readFileSync } from 'node:fs';
import type { RevocationStore } from '@cognito-guard/core';
import { memoryRevocationStore } from '@cognito-guard/core/revocation';
import { expect, test } from 'vitest';
import { never } from '../support/revocation-world.ts';
import { faultTable, type StoreFault } from '../support/store-faults.ts';

const guide = readFileSync(new URL('../../../../docs/guides/sign-out.md', import.meta.url), 'utf8');

/** A store whose calls go through a function after the fault has begun. */
const open = (fault: <T>(call: () => Promise<T>) => Promise<T>): ReturnType<StoreFault['open']> => {
  const sound = memoryRevocationStore();
  let through: typeof fault = (call) => call();
  const store: RevocationStore = {
    isRevoked: (token) => through(() => sound.isRevoked(token)),
    revokeToken: (revocation) => through(() => sound.revokeToken(revocation)),
    revokeSession: (revocation) => through(() => sound.revokeSession(revocation)),
    revokeUser: (revocation) => through(() => sound.revokeUser(revocation)),
    revokeClient: (revocation) => through(() => sound.revokeClient(revocation)),
    revokePool: (revocation) => through(() => sound.revokePool(revocation)),
  };
  return {
    store,
    strike: () => {
      through = fault;
    },
  };
};

const refusal = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });

const faults: readonly StoreFault[] = [
  { what: 'none', open: () => open((call) => call()) },
  {
    what: 'a call fails once',
    open: () => {
      const sound = memoryRevocationStore();
      let failures = 0;
      const isRevoked: RevocationStore['isRevoked'] = async (token) => {
        if (failures-- > 0) throw refusal;
        return sound.isRevoked(token);
      };
      return {
        store: { ...sound, isRevoked },
        strike: () => {
          failures = 3; // one for each call of the row
        },
      };
    },
  },
  { what: 'the store rejects', open: () => open(() => Promise.reject(refusal)) },
  { what: 'the store does not answer', open: () => open(never) },
  {
    what: 'the memory store is full',
    open: () => ({ store: memoryRevocationStore({ maxEntries: 1 }), strike: () => undefined }),
  },
];

test('the guide has the table of answers while a store fails', async () => {
  expect(guide).toContain(await faultTable(faults));
});
