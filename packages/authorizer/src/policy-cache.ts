import type { Auth } from '@cognito-guard/core';
import type { Refusal } from './judgement.ts';
import { makeDocument, type PolicyDocument } from './policy-document.ts';
import { evaluate, type PolicyRules, resourcesFor } from './policy-map.ts';

/** Verdicts that are kept. Tokens differ in thousands of ways; what they may do, in a few. */
const maxDocuments = 64;

/** A document, and why it denies what it denies. */
export interface EvaluatedPolicy {
  readonly document: PolicyDocument;
  readonly refusals: readonly Refusal[];
}

/** Callers own their answers: what one of them changes is not in the next. */
const copyOf = ({ Version, Statement }: PolicyDocument): PolicyDocument => ({
  Version,
  Statement: Statement.map((statement) => ({ ...statement, Resource: [...statement.Resource] })),
});

/**
 * Makes documents from rules. The rules are evaluated on each token; the same verdict and stage make the same document,
 * which is kept. Evicts the oldest document.
 */
export class PolicyCache {
  readonly #rules: PolicyRules;
  readonly #documents = new Map<string, PolicyDocument>();

  constructor(rules: PolicyRules) {
    this.#rules = rules;
  }

  /** @throws What a caller's `check` throws. */
  policyFor(auth: Auth, stage: string): EvaluatedPolicy {
    const verdict = evaluate(this.#rules, auth);
    const key = stage + verdict.refusals.map((refusal) => (refusal === undefined ? '1' : '0')).join('');
    let document = this.#documents.get(key);
    if (document === undefined) {
      document = makeDocument(stage, resourcesFor(this.#rules, verdict));
      const [oldest] = this.#documents.keys();
      if (oldest !== undefined && this.#documents.size >= maxDocuments) this.#documents.delete(oldest);
      this.#documents.set(key, document);
    }
    return { document: copyOf(document), refusals: verdict.refusals.filter((refusal) => refusal !== undefined) };
  }
}
