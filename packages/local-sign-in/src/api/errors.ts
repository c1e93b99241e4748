import { CognitoError } from '../pool/cognito-error.ts';

/** The exception for wrong credentials, tokens and client secrets. */
export const notAuthorized = (message: string): CognitoError => new CognitoError('NotAuthorizedException', message);

export const invalidParameter = (message: string): CognitoError =>
  new CognitoError('InvalidParameterException', message);
