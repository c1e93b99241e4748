import type { Auth } from '@cognito-guard/core';
import { isPlain, type MethodArn } from './method-arn.ts';
import type { EvaluatedPolicy } from './policy-cache.ts';
import { makeDocument, type PolicyDocument } from './policy-document.ts';
import type { Policy } from './policy-options.ts';
import { refusalContext, refusalOf } from './refusal.ts';

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

/** The policy of requirements that are the same for every route. */
const evaluateOne = (
  { rules, kind }: Exclude<Policy, { kind: 'routes' }>,
  auth: Auth,
  arn: MethodArn,
): EvaluatedPolicy => {
  const refusal = refusalOf(rules, auth);
  const resource = kind === 'whole-api' ? '*' : arn.method;
  const isSayable = kind === 'whole-api' || isPlain(arn);
  const allow = refusal === undefined && isSayable ? [resource] : [];
  return {
    document: makeDocument(arn.stage, { allow, deny: [] }),
    refusal: refusalContext(refusal === undefined ? [] : [refusal]),
  };
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
  const { document, refusal } =
    policy.kind === 'routes' ? policy.cache.policyFor(auth, arn.stage) : evaluateOne(policy, auth, arn);
  return {
    principalId: auth.subject,
    policyDocument: document,
    context: { ...context, ...refusal },
  };
};
