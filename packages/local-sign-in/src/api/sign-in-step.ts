import type { Client } from '../options/client-options.ts';
import type { SignInStep } from '../pool/authentication.ts';
import type { Caller } from '../pool/caller.ts';
import { CognitoError } from '../pool/cognito-error.ts';
import type { LocalPool } from '../pool/local-pool.ts';
import { signedIn } from './authentication-result.ts';

/** The parameters of a challenge. */
const parametersOf = (_: LocalPool, username: string): object => ({ USER_ID_FOR_SRP: username });

/** Answers with what a step of a sign-in leads to: tokens, or the next challenge. */
export const answerStep = async (
  pool: LocalPool,
  client: Client,
  step: SignInStep,
  { clientMetadata }: Caller,
): Promise<object> => {
  switch (step.kind) {
    case 'signed-in':
      return signedIn(pool, client, step.user, { source: 'TokenGeneration_Authentication', clientMetadata });
    case 'challenge': {
      const { name, session, username, error } = step;
      if (error === undefined) {
        return { ChallengeName: name, ChallengeParameters: parametersOf(pool, username), Session: session };
      }
      throw new CognitoError(
        name === 'NEW_PASSWORD_REQUIRED' ? 'InvalidPasswordException' : 'CodeMismatchException',
        error,
      );
    }
    case 'unconfirmed':
      throw new CognitoError('UserNotConfirmedException', 'User is not confirmed.');
  }
};
