import type { ConformanceCase } from './case.ts';
import { claimCases } from './claim-cases.ts';
import { credentialCases } from './credential-cases.ts';
import { crossSiteCases } from './cross-site-cases.ts';
import { duplicateCases } from './duplicate-cases.ts';
import { identityCases } from './identity-cases.ts';
import { permissionCases } from './permission-cases.ts';
import { sourceCases } from './source-cases.ts';
import { stepUpCases } from './step-up-cases.ts';
import { tokenCases } from './token-cases.ts';

/**
 * The conformance suite of adapters: requests and expected answers, for an app with `conformanceRoutes` over real HTTP.
 * The cases share one app and one world, and pass in any order. {@link runConformanceCase} runs one.
 */
export const conformanceCases: readonly ConformanceCase[] = [
  ...credentialCases,
  ...duplicateCases,
  ...sourceCases,
  ...crossSiteCases,
  ...tokenCases,
  ...claimCases,
  ...permissionCases,
  ...stepUpCases,
  ...identityCases,
];
