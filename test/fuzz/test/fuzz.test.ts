import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { makeTargets, runRound } from '../src/campaign.ts';
import { startHosts } from '../src/hosts.ts';
import { ours } from '../src/oracles.ts';
import { requestPromise } from '../src/request-promises.ts';
import { tokenPromise } from '../src/token-promises.ts';

const seed = 20_261_121;
const started = await startHosts();
afterAll(() => started[Symbol.asyncDispose]());

describe('a short run: npm run fuzz is a longer one', () => {
  test.each(makeTargets(started.hosts))('$name', async (target) => {
    const { found, cases } = await runRound(target, seed);
    expect(found).toBeUndefined();
    expect(cases).toBe(target.casesPerRound);
    // What only ever meets one answer compares nothing.
    expect(target.tally.size).toBeGreaterThan(1);
  });
});

describe('what is broken is found, in its smallest form', () => {
  const foundIn = async (property: fc.IAsyncProperty<unknown>): Promise<string> => {
    const { errorInstance } = await fc.check(property, { seed, numRuns: 2_000 });
    return String(errorInstance);
  };

  test.each<[string, RegExp, Parameters<typeof tokenPromise>[1]]>([
    [
      'a verifier that asks for no use of token',
      /nothing that aws-jwt-verify refuses/,
      ({ clientId }) => ours({ tokenUse: null, clientId }),
    ],
    [
      'a verifier that breaks on some tokens',
      /accepted or refused with 401/,
      (rules) => {
        const accepts = ours(rules);
        return async (token) => (token.includes('=') ? JSON.parse(token) : accepts(token));
      },
    ],
    [
      'a verifier that refuses for no reason',
      /a reason with a name/,
      (rules) => {
        const accepts = ours(rules);
        return async (token) => (await accepts(token)) && token.length % 7 > 0;
      },
    ],
  ])('%s', async (_, promise, make) => {
    const found = await foundIn(tokenPromise(new Map(), make));
    expect(found).toMatch(promise);
    expect(found).toContain('token: ');
  });

  test('a host that answers otherwise than the others', async () => {
    const [first, ...rest] = started.hosts;
    const odd = { name: 'odd', send: async () => ({ status: 200, headers: {}, body: '' }) };
    expect(await foundIn(requestPromise(new Map(), [...(first ? [first] : []), ...rest, odd]))).toMatch(
      /the same answer/,
    );
  });
});
