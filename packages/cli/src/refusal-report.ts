import type { AuthError } from '@cognito-guard/core';
import {
  explainRefusal,
  type Facts,
  factsAbout,
  type Rules,
  type TokenOutline,
} from '@cognito-guard/local-sign-in/internal';
import { type KeyProblem, nextKeyStepFor } from './next-step.ts';
import { note, print, toJson, toTable } from './output.ts';

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
  const next = keyProblem === undefined ? explanation.next : nextKeyStepFor(keyProblem, refused.rules.pool);
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
