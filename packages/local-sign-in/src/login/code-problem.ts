import type { OneTimeCodes } from '../pool/one-time-codes.ts';

/** What Cognito says of a code: CodeMismatchException, ExpiredCodeException. Undefined for the right one. */
export const codeProblem = (outcome: ReturnType<OneTimeCodes['check']>): string | undefined => {
  if (outcome === 'right') return undefined;
  return outcome === 'wrong'
    ? 'Invalid verification code provided, please try again.'
    : 'Invalid code provided, please request a code again.';
};
