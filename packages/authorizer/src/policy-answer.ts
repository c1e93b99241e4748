import type { Auth } from '@cognito-guard/core';
import { assertNotCached } from './bound-token.ts';
import { isPlain, type MethodArn } from './method-arn.ts';
import type { EvaluatedPolicy } from './policy-cache.ts';
import { makeDocument, type PolicyDocument } from './policy-document.ts';
import type { Policy } from './policy-options.ts';
import { refusalContext, refusalOf } from './refusal.ts';

/** The answer with a policy, as API Gateway expects it. */
export interface PolicyAnswer<Context> {
  /** The token's `sub`. */
  principalId: string;
  policyDocument: PolicyDocument;
  /** For the function, see `toFlatContext` and `toJsonContext`; and the reasons for the policy's refusals. */
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
 * @param context - The values for the function.
 * @param arn - The method ARN of the request.
 * @throws The error of a `check`; Error for a token that is bound to a key, where the answer may be cached.
 */
export const makePolicyAnswer = <Context extends object>(
  policy: Policy,
  auth: Auth,
  context: Context,
  arn: MethodArn,
): PolicyAnswer<Context> => {
  assertNotCached(policy, auth);
  const { document, refusal } =
    policy.kind === 'routes' ? policy.cache.policyFor(auth, arn.stage) : evaluateOne(policy, auth, arn);
  return {
    principalId: auth.subject,
    policyDocument: document,
    context: { ...context, ...refusal },
  };
};
