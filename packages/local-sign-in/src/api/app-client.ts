import { createHmac } from 'node:crypto';
import type { Client } from '../options/client-options.ts';
import { CognitoError } from '../pool/cognito-error.ts';
import type { LocalPool } from '../pool/local-pool.ts';
import { isSameText } from '../pool/totp.ts';
import { notAuthorized } from './errors.ts';

/** @throws CognitoError where the pool has no such client. */
export const clientOf = ({ clients }: LocalPool, clientId: string): Client => {
  const client = clients.get(clientId);
  if (client !== undefined) return client;
  throw new CognitoError('ResourceNotFoundException', `User pool client ${clientId} does not exist.`);
};

/**
 * Finds the client of an operation that takes the secret itself.
 *
 * @throws CognitoError for an unknown client and for a wrong secret.
 */
export const clientBySecret = (pool: LocalPool, clientId: string, secret: string | undefined): Client => {
  const client = clientOf(pool, clientId);
  if (isSameText(client.clientSecret ?? '', secret ?? '')) return client;
  throw notAuthorized(`Unable to verify secret for client ${clientId}`);
};

/**
 * Requires the hash of a client that has a secret.
 *
 * @param username - As the request names the user.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/signing-up-users-in-your-app.html#cognito-user-pools-computing-secret-hash
 */
export const requireSecretHash = (client: Client, username: string, secretHash: string | undefined): void => {
  const { clientId, clientSecret } = client;
  if (clientSecret === undefined) {
    if (secretHash === undefined) return;
    throw notAuthorized(`Client ${clientId} is not configured for secret but secret hash was received`);
  }
  if (secretHash === undefined) {
    throw notAuthorized(`Client ${clientId} is configured with secret but SECRET_HASH was not received`);
  }
  const expected = createHmac('sha256', clientSecret)
    .update(username + clientId)
    .digest('base64');
  if (!isSameText(expected, secretHash)) throw notAuthorized(`Unable to verify secret hash for client ${clientId}`);
};
