import { CognitoError } from '../pool/cognito-error.ts';

/** The exception for wrong credentials, tokens and client secrets. */
export const notAuthorized = (message: string): CognitoError => new CognitoError('NotAuthorizedException', message);

export const invalidParameter = (message: string): CognitoError =>
  new CognitoError('InvalidParameterException', message);

/** One answer for an unknown user and for a wrong password: it does not tell who has an account. */
export const wrongPassword = (): CognitoError => notAuthorized('Incorrect username or password.');
