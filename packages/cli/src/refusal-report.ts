import type { AuthError, AuthErrorCode } from '@cognito-guard/core';
import { type KeyProblem, nextKeyStepFor, nextStepFor, stepFor } from './next-step.ts';
import { note, print, toJson, toTable } from './output.ts';
import { type Facts, factsAbout, type Rules } from './refusal-facts.ts';
import { damageOf } from './token-damage.ts';
import type { TokenOutline } from './token-outline.ts';

/** The codes of incomplete tokens. */
const damagedCodes: ReadonlySet<AuthErrorCode> = new Set(['malformed_token', 'invalid_signature']);

/** The reason of a refusal, and the next step. */
interface Explanation {
  readonly reason: string;
  readonly next: string;
}

/**
 * Explains a refusal: by damage to the token from copying, or else by core's fixed sentence for operators.
 *
 * @param outline - The decoded token; undefined when it cannot be decoded.
 */
export const explainRefusal = (
  { code, cause, message }: AuthError,
  token: string,
  outline: TokenOutline | undefined,
): Explanation => {
  const damage = damagedCodes.has(code) ? damageOf(token) : undefined;
  if (damage !== undefined) return { reason: damage, next: stepFor.malformed_token };
  return { reason: cause instanceof Error ? cause.message : message, next: nextStepFor(code, outline) };
};

/** A refused token and its details. */
interface Refused {
  readonly error: AuthError;
  readonly token: string;
  /** Undefined when the token cannot be decoded. */
  readonly outline: TokenOutline | undefined;
  readonly rules: Rules;
  /** The reason of missing keys. */
  readonly keyProblem: KeyProblem | undefined;
}

/** `client found` becomes `clientFound`. */
const memberName = (name: string): string => name.replace(/ (.)/g, (_, letter: string) => letter.toUpperCase());

const endpointOf = ({ jwksUri, issuer, userPoolId }: Rules['pool']): string =>
  jwksUri ?? issuer ?? `that of ${userPoolId}`;

const factsOf = ({ error, outline, rules, keyProblem }: Refused): Facts =>
  keyProblem === undefined ? factsAbout(error.code, outline, rules) : [['key endpoint', endpointOf(rules.pool)]];

/** Prints the reason of a refusal, the found and expected values, the next step, and the page of the code. */
export const reportRefusal = (refused: Refused, isJson: boolean): void => {
  const { error, token, outline, keyProblem } = refused;
  const { code, status, message, docs } = error;
  const explanation = explainRefusal(error, token, outline);
  const { reason } = explanation;
  const facts = factsOf(refused).filter(([, value]) => value !== undefined);
  const next = keyProblem === undefined ? explanation.next : nextKeyStepFor(keyProblem);
  if (isJson) {
    const details = Object.fromEntries(facts.map(([name, value]) => [memberName(name), value]));
    print(toJson({ ok: false, code, status, message, reason, details, next, docs }));
    return;
  }
  const table = facts.length === 0 ? [] : [toTable(facts)];
  note(
    [
      `refused: ${code} (${status})`,
      `  ${message}`,
      `  ${reason}`,
      ...table,
      `  next: ${next}`,
      `  docs: ${docs}`,
    ].join('\n'),
  );
};
