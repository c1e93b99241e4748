import { createVerifier } from '@cognito-guard/core';
import {
  conformanceCases,
  conformanceOutageCases,
  createConformanceWorld,
  runConformanceCase,
} from '@cognito-guard/testing/conformance';
import { describe, expect, test } from 'vitest';
import { conformanceHost } from './support/conformance-host.ts';
import { eventKinds } from './support/events.ts';
import { middyVersions } from './support/middy-versions.ts';

const world = await createConformanceWorld();
const options = { ...world.pool.options, tokenUse: 'access' } as const;

/**
 * Requests with repeated values, of which a load balancer without multi-value headers passes only one to the function.
 */
const sentTwice = new Set([
  'two Authorization headers with one token are refused',
  'two Authorization headers with different tokens are refused, whatever the letter case of their names',
  'a bearer in a second Authorization header, after another scheme, is refused',
  'two tokens in the query are refused',
]);
const names = new Set(conformanceCases.map(({ name }) => name));

test('the cases with another answer behind a load balancer are cases of the suite', () => {
  expect([...sentTwice].filter((name) => !names.has(name))).toEqual([]);
});

describe.each(middyVersions)('%s', (_, { middy }) => {
  describe.each(eventKinds)('passes the conformance suite behind $name', (kind) => {
    const send = conformanceHost(middy, createVerifier(options), kind);

    test.each(conformanceCases.filter(({ name }) => kind.keepsLastOnly === undefined || !sentTwice.has(name)))(
      '$name',
      async (conformanceCase) => {
        expect(await runConformanceCase(conformanceCase, world, send)).toEqual([]);
      },
    );

    test.each(conformanceOutageCases)('in an outage, $name', async (conformanceCase) => {
      const verifier = createVerifier({ ...options, keys: { ...options.keys, timeoutMs: 200 } });
      expect(await runConformanceCase(conformanceCase, world, conformanceHost(middy, verifier, kind))).toEqual([]);
    });
  });

  describe.each(eventKinds.filter(({ keepsLastOnly }) => keepsLastOnly))(
    'behind $name, the last one counts',
    (kind) => {
      const send = conformanceHost(middy, createVerifier(options), kind);

      test.each(conformanceCases.filter(({ name }) => sentTwice.has(name)))('where $name', async (conformanceCase) => {
        const answer = { status: 200, code: null, challenge: null };
        expect(await runConformanceCase({ ...conformanceCase, answer }, world, send)).toEqual([]);
      });
    },
  );
});
