import type { Caller } from '../pool/caller.ts';
import type { CustomChallenge } from '../pool/custom-sign-in.ts';
import type { SignInStep } from '../pool/sign-in-step.ts';
import { required } from './parameters.ts';
import type { SignInRequest } from './sign-in-request.ts';
import { answerStep } from './sign-in-step.ts';

const answerCustom = async (
  { pool, client }: SignInRequest,
  step: SignInStep | CustomChallenge,
  caller: Caller,
): Promise<object> => {
  if (step.kind !== 'custom-challenge') return answerStep(pool, client, step, caller);
  const { username, session, parameters } = step;
  return {
    ChallengeName: 'CUSTOM_CHALLENGE',
    ChallengeParameters: { USERNAME: username, ...parameters },
    Session: session,
  };
};

/** Starts a sign-in by the triggers' challenges. */
export const withCustomChallenge = async (request: SignInRequest, username: string): Promise<object> => {
  const { pool, client, caller } = request;
  return answerCustom(request, await pool.customSignIn.start(username, caller), { clientId: client.clientId });
};

/** Answers a challenge of the triggers. */
export const answerCustomChallenge = async (request: SignInRequest, session: string): Promise<object> => {
  const { pool, given, caller } = request;
  return answerCustom(request, await pool.customSignIn.respond(session, required(given, 'ANSWER'), caller), caller);
};
