import type { Auth } from '@cognito-guard/core';
import { refusalContext, refusalOf } from './judgement.ts';
import { isPlain, type MethodArn } from './method-arn.ts';
import { everything, makeDocument, type PolicyDocument, type Resources } from './policy-document.ts';
import { judge, type Verdict } from './policy-map.ts';
import type { Policy } from './policy-options.ts';

/** What API Gateway takes as an answer with a policy. */
export interface PolicyAnswer<Context> {
  /** The token's `sub`. */
  principalId: string;
  policyDocument: PolicyDocument;
  /** For the function, see `toFlatContext` and `toJsonContext`; and why the policy denies what it denies. */
  context: Context;
  /** REST APIs only: the API key whose usage plan counts the request. */
  usageIdentifierKey?: string;
}

const nothing: Resources = { allow: [], deny: [] };

const judgeOne = ({ rules, kind }: Exclude<Policy, { kind: 'routes' }>, auth: Auth, request: Resources): Verdict => {
  const refusal = refusalOf(rules, auth);
  if (refusal !== undefined) return { resources: nothing, refusals: [refusal] };
  return { resources: kind === 'whole-api' ? { allow: everything, deny: [] } : request, refusals: [] };
};

/**
 * @param context - What the function shall know about the caller.
 * @param arn - Of the request.
 * @throws What a caller's `check` throws.
 */
export const makePolicyAnswer = <Context extends object>(
  policy: Policy,
  auth: Auth,
  context: Context,
  arn: MethodArn,
): PolicyAnswer<Context> => {
  const request = isPlain(arn) ? { allow: [arn.method], deny: [] } : nothing;
  const { resources, refusals } =
    policy.kind === 'routes' ? judge(policy.rules, auth) : judgeOne(policy, auth, request);
  return {
    principalId: auth.subject,
    policyDocument: makeDocument(arn.stage, resources),
    context: { ...context, ...refusalContext(refusals) },
  };
};
