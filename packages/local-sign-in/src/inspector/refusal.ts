import type { AuthError, AuthErrorCode } from '@cognito-guard/core';
import { nextStepFor, stepFor } from './next-step.ts';
import { damageOf } from './token-damage.ts';
import type { TokenOutline } from './token-outline.ts';

/** The codes of incomplete tokens. */
const damagedCodes: ReadonlySet<AuthErrorCode> = new Set(['malformed_token', 'invalid_signature']);

/** The reason of a refusal, and the next step. */
export interface Explanation {
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
