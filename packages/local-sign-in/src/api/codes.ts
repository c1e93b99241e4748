import { CognitoError } from '../pool/cognito-error.ts';
import type { OneTimeCodes } from '../pool/one-time-codes.ts';
import { passwordProblem } from '../pool/passwords.ts';

/** An address of which a client learns only its first letters: `a***@e***`. */
export const maskEmail = (email: string): string =>
  email
    .split('@')
    .map((part) => `${part.slice(0, 1)}***`)
    .join('@');

/** `+********100`. */
export const maskPhone = (number: string): string => `+${'*'.repeat(8)}${number.slice(-3)}`;

/** `CodeDeliveryDetailsType`. Every code of the pool goes to its `onCode`. */
export const codeDelivery = (email: string): object => ({
  AttributeName: 'email',
  DeliveryMedium: 'EMAIL',
  Destination: maskEmail(email),
});

/** @throws CognitoError for a code that is wrong or expired. */
export const requireCode = (outcome: ReturnType<OneTimeCodes['check']>): void => {
  if (outcome === 'right') return;
  throw outcome === 'wrong'
    ? new CognitoError('CodeMismatchException', 'Invalid verification code provided, please try again.')
    : new CognitoError('ExpiredCodeException', 'Invalid code provided, please request a code again.');
};

/** @throws CognitoError for a password that the pool's policy refuses. */
export const requirePassword = (given: string): string => {
  const problem = passwordProblem(given);
  if (problem === undefined) return given;
  throw new CognitoError('InvalidPasswordException', problem);
};
