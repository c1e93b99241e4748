import type { TokenIdentity } from '@cognito-guard/core';
import { describe, expect, test } from 'vitest';
import { Random } from '../support/mutation-values.ts';
import { outcomeOf } from '../support/outcome.ts';
import { revocationWorld } from '../support/revocation-world.ts';

const requests = 20_000;

type OnStoreFailure = 'refuse' | 'accept';

/**
 * 100 requests a second by 40 users, half of them revoked, to a verifier that caches no answer and few verdicts; each
 * call of the store fails at random.
 *
 * @param share - The share of the store's calls that fail, 0 to 1.
 * @returns The count of each answer for good and for revoked tokens.
 */
const run = async (share: number, onStoreFailure: OnStoreFailure): Promise<Readonly<Record<string, number>>> => {
  const random = new Random(7);
  const revoked = new Set<string | undefined>();
  let isFlaky = false;
  const store = {
    isRevoked: async ({ jti }: TokenIdentity): Promise<boolean> => {
      if (isFlaky && random.next() < share) throw new Error('down');
      return revoked.has(jti);
    },
  };
  const options = { store, onStoreFailure, cacheSeconds: 0, timeoutMs: 20, cache: { maxEntries: 5 } } as const;
  const { pool, clock, verifier } = revocationWorld(options);
  const tokens = Array.from({ length: 40 }, () => pool.accessToken({ expiresIn: 3_600 }));
  for (const [index, token] of tokens.entries()) {
    const { claims } = await verifier.verify(token);
    if (index % 2 === 0) revoked.add(claims.jti);
    await outcomeOf(verifier.verify(token));
  }
  isFlaky = true;
  const answers: Record<string, number> = {};
  for (let request = 0; request < requests; request++) {
    clock.advance(0.01);
    const index = request % tokens.length;
    const answer = await outcomeOf(verifier.verify(tokens[index] ?? ''));
    const key = `${index % 2 === 0 ? 'revoked' : 'good'}: ${answer}`;
    answers[key] = (answers[key] ?? 0) + 1;
  }
  return answers;
};

describe.each([0.001, 0.005, 0.01])('a store whose calls fail at random with probability %d', (share) => {
  test('causes less than five times that share of 503 answers', async () => {
    const answers = await run(share, 'refuse');
    const unavailable = answers['good: 503 revocation_unavailable'] ?? 0;
    expect(unavailable / requests).toBeLessThan(5 * share);
    expect(answers).toMatchObject({ 'revoked: 401 token_revoked': requests / 2 });
  });

  test("accepts no token that is known to be revoked, with onStoreFailure: 'accept'", async () => {
    expect(await run(share, 'accept')).toEqual({
      'revoked: 401 token_revoked': requests / 2,
      'good: accepted': requests / 2,
    });
  });
});

test("a store that fails for most of its calls accepts no token that is known to be revoked, with 'accept'", async () => {
  const answers = await run(0.9, 'accept');
  expect(answers).toEqual({ 'revoked: 401 token_revoked': requests / 2, 'good: accepted': requests / 2 });
});
