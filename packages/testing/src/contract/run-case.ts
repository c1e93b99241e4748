import { type ContractReply, checkAnswer } from './check-answer.ts';
import type { ContractCase, ContractRequest, ContractWorld } from './contract.ts';

/**
 * Runs one case: prepares the world, sends the request, undoes the preparation.
 *
 * @param contractCase - From `contractCases` or `contractOutageCases`.
 * @param world - The pools of the app under test.
 * @param send - How a request reaches the app; over HTTP, `(request) => sendRaw(origin, request)`.
 * @returns One sentence for each mismatch; an empty list when the contract is kept.
 * @example
 * ```ts
 * import { contractCases, type ContractWorld, runContractCase, sendRaw } from '@cognito-guard/testing';
 * import { expect, test } from 'vitest';
 *
 * const runContract = (origin: string, world: ContractWorld): void => {
 *   test.each(contractCases)('$name', async (contractCase) => {
 *     const mismatches = await runContractCase(contractCase, world, (request) => sendRaw(origin, request));
 *     expect(mismatches).toEqual([]);
 *   });
 * };
 * ```
 */
export async function runContractCase(
  contractCase: ContractCase,
  world: ContractWorld,
  send: (request: ContractRequest) => Promise<ContractReply>,
): Promise<string[]> {
  await contractCase.before?.(world);
  try {
    return checkAnswer(contractCase, await send(contractCase.request(world)));
  } finally {
    await contractCase.after?.(world);
  }
}
