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

describe('a short fuzz run finds no broken promise', () => {
  test.each(makeTargets(started.hosts))('$name', async (target) => {
    const { found, cases } = await runRound(target, seed);
    expect(found).toBeUndefined();
    expect(cases).toBe(target.casesPerRound);
    // A target with a single outcome compares nothing.
    expect(target.tally.size).toBeGreaterThan(1);
  });
});

describe('the fuzzer finds and shrinks a planted defect:', () => {
  const foundIn = async (property: fc.IAsyncProperty<unknown>): Promise<string> => {
    const { errorInstance } = await fc.check(property, { seed, numRuns: 2_000 });
    return String(errorInstance);
  };

  test.each<[string, RegExp, Parameters<typeof tokenPromise>[1]]>([
    [
      'a verifier that ignores token_use',
      /no token that aws-jwt-verify refuses/,
      ({ clientId }) => ours({ tokenUse: null, clientId }),
    ],
    [
      'a verifier that crashes on some tokens',
      /accepted or refused with 401/,
      (rules) => {
        const accepts = ours(rules);
        return async (token) => (token.includes('=') ? JSON.parse(token) : accepts(token));
      },
    ],
    [
      'a verifier that refuses without a reason',
      /has a named reason/,
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

  test('a host with a different answer', async () => {
    const [first, ...rest] = started.hosts;
    const odd = { name: 'odd', send: async () => ({ status: 200, headers: {}, body: '' }) };
    expect(await foundIn(requestPromise(new Map(), [...(first ? [first] : []), ...rest, odd]))).toMatch(
      /the same answer/,
    );
  });
});
