import type { ContractCase } from './contract.ts';
import { credentialCases } from './credential-cases.ts';
import { duplicateCases } from './duplicate-cases.ts';
import { identityCases } from './identity-cases.ts';
import { permissionCases } from './permission-cases.ts';
import { tokenCases } from './token-cases.ts';

/**
 * The contract every adapter keeps: request and expected answer, to be run over real HTTP against an app with
 * `contractRoutes`. The cases share one app and one world, and pass in any order. {@link runContractCase} runs one.
 */
export const contractCases: readonly ContractCase[] = [
  ...credentialCases,
  ...duplicateCases,
  ...tokenCases,
  ...permissionCases,
  ...identityCases,
];
