import { CognitoError } from './cognito-error.ts';
import type { User, Users } from './users.ts';

/**
 * An address that signs in has one user.
 *
 * @throws CognitoError where the address signs another user in.
 */
export const requireFreeEmail = (users: Users, email: string, except?: User): void => {
  const owner = users.findByEmail(email);
  if (owner === undefined || owner.sub === except?.sub) return;
  throw new CognitoError('AliasExistsException', 'An account with the email already exists.');
};
