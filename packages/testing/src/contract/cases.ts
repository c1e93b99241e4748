import type { ContractCase } from './contract.ts';
import { credentialCases } from './credential-cases.ts';
import { duplicateCases } from './duplicate-cases.ts';
import { permissionCases } from './permission-cases.ts';
import { tokenCases } from './token-cases.ts';

/**
 * The contract every adapter keeps: request and expected answer, to be run over real HTTP against an app with
 * `contractRoutes`. The cases share one app and one world, and pass in any order.
 *
 * @example
 * ```ts
 * import { checkAnswer, contractCases, type ContractWorld, sendRaw } from '@cognito-guard/testing';
 * import { expect, test } from 'vitest';
 *
 * const runContract = (origin: string, world: ContractWorld): void => {
 *   test.each(contractCases)('$name', async (contractCase) => {
 *     const reply = await sendRaw(origin, contractCase.request(world));
 *     expect(checkAnswer(contractCase, reply)).toEqual([]);
 *   });
 * };
 * ```
 */
export const contractCases: readonly ContractCase[] = [
  ...credentialCases,
  ...duplicateCases,
  ...tokenCases,
  ...permissionCases,
];
