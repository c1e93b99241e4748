import type { AuthError } from '@cognito-guard/core';
import { type KeyTrouble, nextKeyStepFor, nextStepFor } from './next-step.ts';
import { note, print, toJson, toTable } from './output.ts';
import { type Facts, factsAbout, type Rules } from './refusal-facts.ts';
import type { TokenOutline } from './token-outline.ts';

/** Why a token was refused: core's fixed sentence for operators. */
export const reasonOf = ({ cause, message }: AuthError): string => (cause instanceof Error ? cause.message : message);

/** A token that was refused, and what is known about it. */
interface Refused {
  readonly error: AuthError;
  /** Undefined where the token cannot be taken apart. */
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
  const { error, outline, trouble } = refused;
  const { code, status, message } = error;
  const reason = reasonOf(error);
  const facts = factsOf(refused).filter(([, value]) => value !== undefined);
  const next = trouble === undefined ? nextStepFor(code, outline) : nextKeyStepFor(trouble);
  if (isJson) {
    const details = Object.fromEntries(facts.map(([name, value]) => [memberName(name), value]));
    print(toJson({ ok: false, code, status, message, reason, details, next }));
    return;
  }
  const table = facts.length === 0 ? [] : [toTable(facts)];
  note([`refused: ${code} (${status})`, `  ${message}`, `  ${reason}`, ...table, `  next: ${next}`].join('\n'));
};
