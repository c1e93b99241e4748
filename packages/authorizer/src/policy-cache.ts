import type { Auth } from '@cognito-guard/core';
import { evaluatePolicy, type PolicyRules, resourcesFor } from './evaluate-policy.ts';
import { makeDocument, type PolicyDocument } from './policy-document.ts';
import { refusalContext } from './refusal.ts';

/** There are many tokens, but few distinct sets of routes that they may use. */
const maxPolicies = 64;

/** A document, and the context's members about its refusals. */
export interface EvaluatedPolicy {
  readonly document: PolicyDocument;
  readonly refusal: Readonly<Record<string, string>>;
}

/** A copy for each caller, so that a changed answer does not change the next one. */
const copyOf = ({ Version, Statement }: PolicyDocument): PolicyDocument => ({
  Version,
  Statement: Statement.map((statement) => ({ ...statement, Resource: [...statement.Resource] })),
});

/** Makes a policy for each token. Tokens with the same refusals on the same stage share a cached one; evicts the oldest. */
export class PolicyCache {
  readonly #rules: PolicyRules;
  readonly #policies = new Map<string, EvaluatedPolicy>();

  constructor(rules: PolicyRules) {
    this.#rules = rules;
  }

  /** @throws Error whose cause is the error of a `check`. */
  policyFor(auth: Auth, stage: string): EvaluatedPolicy {
    const evaluation = evaluatePolicy(this.#rules, auth);
    const key = [stage, ...evaluation.refusals.map((refusal) => refusal?.code)].join(' ');
    let policy = this.#policies.get(key);
    if (policy === undefined) {
      policy = {
        document: makeDocument(stage, resourcesFor(this.#rules, evaluation)),
        refusal: refusalContext(evaluation.refusals.filter((refusal) => refusal !== undefined)),
      };
      const [oldest] = this.#policies.keys();
      if (oldest !== undefined && this.#policies.size >= maxPolicies) this.#policies.delete(oldest);
      this.#policies.set(key, policy);
    }
    return { ...policy, document: copyOf(policy.document) };
  }
}
