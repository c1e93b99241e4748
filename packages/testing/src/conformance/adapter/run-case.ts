import type { ConformanceCase, ConformanceRequest, ConformanceWorld } from './case.ts';
import { type ConformanceReply, checkAnswer } from './check-answer.ts';

/**
 * Runs one case: prepares the world, sends the request, undoes the preparation.
 *
 * @param conformanceCase - From `conformanceCases` or `conformanceOutageCases`.
 * @param world - The pools of the app under test.
 * @param send - Sends a request to the app; over HTTP, `(request) => sendRaw(origin, request)`.
 * @returns One sentence for each mismatch; an empty list when the answer conforms.
 * @example
 * ```ts
 * import { conformanceCases, type ConformanceWorld, runConformanceCase, sendRaw } from '@cognito-guard/testing/conformance';
 * import { expect, test } from 'vitest';
 *
 * const runSuite = (origin: string, world: ConformanceWorld): void => {
 *   test.each(conformanceCases)('$name', async (conformanceCase) => {
 *     const mismatches = await runConformanceCase(conformanceCase, world, (request) => sendRaw(origin, request));
 *     expect(mismatches).toEqual([]);
 *   });
 * };
 * ```
 */
export async function runConformanceCase(
  conformanceCase: ConformanceCase,
  world: ConformanceWorld,
  send: (request: ConformanceRequest) => Promise<ConformanceReply>,
): Promise<string[]> {
  await conformanceCase.before?.(world);
  try {
    return checkAnswer(conformanceCase, await send(conformanceCase.request(world)));
  } finally {
    await conformanceCase.after?.(world);
  }
}
