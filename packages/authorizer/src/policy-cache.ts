import type { Auth } from '@cognito-guard/core';
import { refusalContext } from './judgement.ts';
import { makeDocument, type PolicyDocument } from './policy-document.ts';
import { evaluate, type PolicyRules, resourcesFor } from './policy-map.ts';

/** Policies that are kept. Tokens differ in thousands of ways; what they may do, in a few. */
const maxPolicies = 64;

/** A document, and what the context says about what it denies. */
export interface EvaluatedPolicy {
  readonly document: PolicyDocument;
  readonly refusal: Readonly<Record<string, string>>;
}

/** Callers own their answers: what one of them changes is not in the next. */
const copyOf = ({ Version, Statement }: PolicyDocument): PolicyDocument => ({
  Version,
  Statement: Statement.map((statement) => ({ ...statement, Resource: [...statement.Resource] })),
});

/**
 * Makes policies from rules. The rules are evaluated on each token; the same verdict and stage make the same policy,
 * which is kept. Evicts the oldest.
 */
export class PolicyCache {
  readonly #rules: PolicyRules;
  readonly #policies = new Map<string, EvaluatedPolicy>();

  constructor(rules: PolicyRules) {
    this.#rules = rules;
  }

  /** @throws What a caller's `check` throws. */
  policyFor(auth: Auth, stage: string): EvaluatedPolicy {
    const verdict = evaluate(this.#rules, auth);
    const key = [stage, ...verdict.refusals.map((refusal) => refusal?.code)].join(' ');
    let policy = this.#policies.get(key);
    if (policy === undefined) {
      policy = {
        document: makeDocument(stage, resourcesFor(this.#rules, verdict)),
        refusal: refusalContext(verdict.refusals.filter((refusal) => refusal !== undefined)),
      };
      const [oldest] = this.#policies.keys();
      if (oldest !== undefined && this.#policies.size >= maxPolicies) this.#policies.delete(oldest);
      this.#policies.set(key, policy);
    }
    return { ...policy, document: copyOf(policy.document) };
  }
}
