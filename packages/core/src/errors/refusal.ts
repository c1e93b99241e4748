import { AuthError } from './auth-error.ts';
import { because } from './causes.ts';
import type { AuthErrorCode } from './codes.ts';

/**
 * Makes the error of a refusal.
 *
 * @param rule - The rule that the token or the request broke: a fixed sentence for operators, never a value.
 */
export const refusal = (code: AuthErrorCode, rule: string): AuthError => new AuthError(code, { cause: because(rule) });
