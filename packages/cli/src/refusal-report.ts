import type { AuthError, AuthErrorCode } from '@cognito-guard/core';
import { type KeyTrouble, nextKeyStepFor, nextStepFor, stepFor } from './next-step.ts';
import { note, print, toJson, toTable } from './output.ts';
import { type Facts, factsAbout, type Rules } from './refusal-facts.ts';
import { damageOf } from './token-damage.ts';
import type { TokenOutline } from './token-outline.ts';

/** The codes of a token that is not whole. */
const damagedCodes: ReadonlySet<AuthErrorCode> = new Set(['malformed_token', 'invalid_signature']);

/** Why a token was refused, and the one thing to do next. */
interface Explanation {
  readonly reason: string;
  readonly next: string;
}

/**
 * Explains a refusal: by what the token lost where it was copied, or else by core's fixed sentence for operators.
 *
 * @param outline - Of the token; undefined where it cannot be decoded.
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

/** A token that was refused, and what is known about it. */
interface Refused {
  readonly error: AuthError;
  readonly token: string;
  /** Undefined where the token cannot be decoded. */
  readonly outline: TokenOutline | undefined;
  readonly rules: Rules;
  /** Where the keys are missing. */
  readonly trouble: KeyTrouble | undefined;
}

/** `client found` becomes `clientFound`. */
const memberName = (name: string): string => name.replace(/ (.)/g, (_, letter: string) => letter.toUpperCase());

const endpointOf = ({ jwksUri, issuer, userPoolId }: Rules['pool']): string =>
  jwksUri ?? issuer ?? `that of ${userPoolId}`;

const factsOf = ({ error, outline, rules, trouble }: Refused): Facts =>
  trouble === undefined ? factsAbout(error.code, outline, rules) : [['key endpoint', endpointOf(rules.pool)]];

/** Says why a token was refused, what was found and expected, and the one thing to do next. */
export const reportRefusal = (refused: Refused, isJson: boolean): void => {
  const { error, token, outline, trouble } = refused;
  const { code, status, message } = error;
  const explanation = explainRefusal(error, token, outline);
  const { reason } = explanation;
  const facts = factsOf(refused).filter(([, value]) => value !== undefined);
  const next = trouble === undefined ? explanation.next : nextKeyStepFor(trouble);
  if (isJson) {
    const details = Object.fromEntries(facts.map(([name, value]) => [memberName(name), value]));
    print(toJson({ ok: false, code, status, message, reason, details, next }));
    return;
  }
  const table = facts.length === 0 ? [] : [toTable(facts)];
  note([`refused: ${code} (${status})`, `  ${message}`, `  ${reason}`, ...table, `  next: ${next}`].join('\n'));
};
