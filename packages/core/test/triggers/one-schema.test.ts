import { createVerifier } from '@cognito-guard/core';
import { preTokenGeneration, type TokenChanges } from '@cognito-guard/core/triggers';
import { createTestPool } from '@cognito-guard/testing';
import { preTokenGenerationEvent } from '@cognito-guard/testing/lambda-events';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { z } from 'zod';

const claims = z.looseObject({ tenant: z.string(), limits: z.object({ orders: z.number().max(9) }).optional() });
type Claims = z.input<typeof claims>;

const pool = await createTestPool();
const { verify } = createVerifier({ ...pool.options, tokenUse: 'access', claims, cache: false });

/** Often what the schema and Cognito accept, and as often not. */
const given = fc.record({
  claims: fc
    .tuple(
      fc.record({
        tenant: fc.oneof({ weight: 4, arbitrary: fc.string() }, fc.jsonValue()),
        limits: fc.option(fc.record({ orders: fc.integer({ min: 0, max: 12 }) }), { nil: undefined }),
      }),
      fc.dictionary(fc.constantFrom('a', 'b', 'email', 'sub', 'scope', 'exp', 'cognito:groups'), fc.jsonValue(), {
        maxKeys: 2,
      }),
    )
    .map(([own, others]) => ({ ...others, ...own })),
  suppress: fc.subarray(['a', 'email', 'tenant', 'jti'], { maxLength: 1 }),
});

test('the verifier accepts what the trigger issues with the same schema, and the trigger refuses the rest', async () => {
  const outcomes = { issued: 0, refused: 0 };
  await fc.assert(
    fc.asyncProperty(given, async (changes) => {
      const handler = preTokenGeneration({ claims }, () => changes as TokenChanges<Claims>);
      let event = preTokenGenerationEvent();
      try {
        event = await handler(event);
      } catch (error) {
        expect(error).toBeInstanceOf(TypeError);
        outcomes.refused++;
        return;
      }
      const { claimsToAddOrOverride = {}, claimsToSuppress = [] } =
        event.response.claimsAndScopeOverrideDetails?.accessTokenGeneration ?? {};
      const written = Object.entries(claimsToAddOrOverride).filter(([name]) => !claimsToSuppress.includes(name));
      const auth = await verify(pool.accessToken({ claims: Object.fromEntries(written) }));
      expect(auth.custom).toMatchObject(Object.fromEntries(written));
      outcomes.issued++;
    }),
    { numRuns: 200 },
  );
  expect(Math.min(outcomes.issued, outcomes.refused)).toBeGreaterThan(20);
});
