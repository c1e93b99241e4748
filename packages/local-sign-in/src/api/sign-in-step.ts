import type { Client } from '../options/client-options.ts';
import type { Caller } from '../pool/caller.ts';
import { CognitoError } from '../pool/cognito-error.ts';
import type { LocalPool } from '../pool/local-pool.ts';
import type { SignInStep } from '../pool/sign-in-step.ts';
import { signedIn } from './authentication-result.ts';
import { challengeParameters } from './challenge-parameters.ts';
import { userOf } from './user-types.ts';

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
        const user = userOf(pool, username);
        return { ChallengeName: name, ChallengeParameters: challengeParameters(name, user), Session: session };
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
