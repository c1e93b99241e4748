import { createVerifier } from '@cognito-guard/core';
import { memoryRevocationStore } from '@cognito-guard/core/revocation';
import { describe, expect, test } from 'vitest';
import { goodPool, mistakeIn } from '../support/option-mistakes.ts';

const store = memoryRevocationStore();

describe('an invalid option of revocation throws with the option, its value and the expectation', () => {
  test.each<[given: unknown, message: string]>([
    [undefined, 'revocation must be an object with store, onStoreFailure, cacheSeconds, timeoutMs; got undefined.'],
    [false, 'revocation must be an object with store,'],
    [store, 'revocation must be an object with the store in it, { store }; got the store itself.'],
    [
      { store: Promise.resolve(store) },
      'revocation.store must be a revocation store, with isRevoked; got a Promise. Is an await missing?',
    ],
    [{ store: 'redis://:p4ss@host' }, 'revocation.store must be a revocation store, with isRevoked; got a string.'],
    [{}, 'revocation.store must be a revocation store, with isRevoked; it is missing.'],
    [{ store: null }, 'revocation.store must be a revocation store, with isRevoked; got null.'],
    [
      { store: { isRevoked: true, password: 'p4ss' } },
      'revocation.store must be a revocation store, with isRevoked; got an object without isRevoked.',
    ],
    [{ store, onStoreFailure: 'ignore' }, 'revocation.onStoreFailure must be "refuse" or "accept"; got "ignore".'],
    [{ store, onStoreFailure: undefined }, 'revocation.onStoreFailure must be "refuse" or "accept"; got undefined.'],
    [{ store, cacheSeconds: -1 }, 'revocation.cacheSeconds must be a number of seconds from 0 to 60; got -1.'],
    [{ store, cacheSeconds: 61 }, 'revocation.cacheSeconds must be a number of seconds from 0 to 60; got 61.'],
    [{ store, cacheSeconds: Number.NaN }, 'revocation.cacheSeconds must be a number of seconds from 0 to 60; got NaN.'],
    [{ store, timeoutMs: 0 }, 'revocation.timeoutMs must be a number of milliseconds from 1 to 10000; got 0.'],
    [{ store, timeoutMs: '5' }, 'revocation.timeoutMs must be a number of milliseconds from 1 to 10000; got "5".'],
    [{ store, failOpen: true }, 'revocation has no option "failOpen"; its options are store, onStoreFailure,'],
  ])('%j', (revocation, message) => {
    const said = mistakeIn({ ...goodPool, revocation });
    expect(said).toContain(`createVerifier: ${message}`);
    expect(said).not.toContain('p4ss');
  });
});

test('revocation can be combined with one pool, several pools and resolved pools', () => {
  const revocation = { store, onStoreFailure: 'accept', cacheSeconds: 0, timeoutMs: 10_000 } as const;
  createVerifier({ ...goodPool, revocation });
  createVerifier({ pools: [goodPool], revocation: { ...revocation, onStoreFailure: 'refuse' } });
  createVerifier({ resolvePool: () => goodPool, revocation });
  expect(mistakeIn({ pools: [{ ...goodPool, revocation }] })).toContain('has no option "revocation"');
});
