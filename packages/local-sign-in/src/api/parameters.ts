import type { Client } from '../options/client-options.ts';
import { requireSecretHash } from './app-client.ts';
import { invalidParameter } from './errors.ts';

/** `AuthParameters` and `ChallengeResponses`. */
export type Parameters = ReadonlyMap<string, string>;

/** @throws CognitoError for a parameter that is missing. */
export const required = (given: Parameters, name: string): string => {
  const value = given.get(name);
  if (value === undefined || value === '') throw invalidParameter(`Missing required parameter ${name}`);
  return value;
};

/** The user name of a request, for which a client with a secret makes its hash. */
export const usernameOf = (client: Client, given: Parameters): string => {
  const username = required(given, 'USERNAME');
  requireSecretHash(client, username, given.get('SECRET_HASH'));
  return username;
};
