import type { Client } from '../options/client-options.ts';
import type { Caller } from '../pool/caller.ts';
import { CognitoError } from '../pool/cognito-error.ts';
import type { LocalPool } from '../pool/local-pool.ts';
import type { Parameters } from './parameters.ts';
import { required } from './parameters.ts';
import { answerStep } from './sign-in-step.ts';

/** A call that starts or continues a sign-in. */
export interface SignInRequest {
  readonly pool: LocalPool;
  readonly client: Client;
  /** `AuthParameters` or `ChallengeResponses`. */
  readonly given: Parameters;
  readonly caller: Caller;
}

/** Triggers after the first call of a sign-in do not receive its metadata. */
const withoutMetadata = ({ clientId }: Caller): Caller => ({ clientId });

/** Throws for a user who does not exist, where the client lets callers learn that. */
const requireKnown = ({ pool, client }: SignInRequest, username: string): void => {
  // A user migration trigger may add the user.
  if (client.preventUserExistenceErrors || pool.triggers.has('userMigration')) return;
  if (pool.users.find(username) !== undefined) return;
  throw new CognitoError('UserNotFoundException', 'User does not exist.');
};

/** The first factor is the password. */
export const withPassword = async (request: SignInRequest, username: string): Promise<object> => {
  const { pool, client, given, caller } = request;
  requireKnown(request, username);
  const step = await pool.authentication.start(username, required(given, 'PASSWORD'), caller);
  return answerStep(pool, client, step, withoutMetadata(caller));
};

/** The first factor is the password, which the client proves by SRP. */
export const withSrp = async (request: SignInRequest, username: string): Promise<object> => {
  const { pool, given, caller } = request;
  requireKnown(request, username);
  const clientPublic = required(given, 'SRP_A');
  return {
    ChallengeName: 'PASSWORD_VERIFIER',
    ChallengeParameters: await pool.srp.start(username, clientPublic, caller),
  };
};

/** The user chooses the first factor. */
export const withChoice = async (request: SignInRequest, username: string): Promise<object> => {
  const { pool, client, given } = request;
  const preferred = given.get('PREFERRED_CHALLENGE');
  if (preferred === 'PASSWORD' && given.has('PASSWORD')) return withPassword(request, username);
  if (preferred === 'PASSWORD_SRP' && given.has('SRP_A')) return withSrp(request, username);
  return {
    AvailableChallenges: ['PASSWORD', 'PASSWORD_SRP'],
    ChallengeName: 'SELECT_CHALLENGE',
    ChallengeParameters: {},
    Session: pool.choices.add({ name: username, clientId: client.clientId }),
  };
};
