import { createVerifier } from '@cognito-guard/core';
import { contractCases, contractOutageCases, createContractWorld, runContractCase } from '@cognito-guard/testing';
import { describe, expect, test } from 'vitest';
import { contractHost } from './support/contract-handler.ts';
import { eventKinds } from './support/events.ts';
import { middyVersions } from './support/middy-versions.ts';

const world = await createContractWorld();
const options = { ...world.pool.options, tokenUse: 'access' } as const;

/** What goes over the wire twice, and reaches a function behind a load balancer without multi-value headers once. */
const sentTwice = new Set([
  'two Authorization headers with one token are refused',
  'two Authorization headers with different tokens are refused, whatever the letter case of their names',
  'a bearer in a second Authorization header, after another scheme, is refused',
  'two tokens in the query are refused',
]);
const names = new Set(contractCases.map(({ name }) => name));

test('what a load balancer hides is among the contract', () => {
  expect([...sentTwice].filter((name) => !names.has(name))).toEqual([]);
});

describe.each(middyVersions)('%s', (_, { middy }) => {
  describe.each(eventKinds)('keeps the contract behind $name', (kind) => {
    const send = contractHost(middy, createVerifier(options), kind);

    test.each(contractCases.filter(({ name }) => kind.keepsLastOnly === undefined || !sentTwice.has(name)))(
      '$name',
      async (contractCase) => {
        expect(await runContractCase(contractCase, world, send)).toEqual([]);
      },
    );

    test.each(contractOutageCases)('in an outage, $name', async (contractCase) => {
      const verifier = createVerifier({ ...options, keys: { ...options.keys, timeoutMs: 200 } });
      expect(await runContractCase(contractCase, world, contractHost(middy, verifier, kind))).toEqual([]);
    });
  });

  describe.each(eventKinds.filter(({ keepsLastOnly }) => keepsLastOnly))(
    'behind $name, the last one counts',
    (kind) => {
      const send = contractHost(middy, createVerifier(options), kind);

      test.each(contractCases.filter(({ name }) => sentTwice.has(name)))('where $name', async (contractCase) => {
        const answer = { status: 200, code: null, challenge: null };
        expect(await runContractCase({ ...contractCase, answer }, world, send)).toEqual([]);
      });
    },
  );
});
