import type { CognitoError } from '../pool/cognito-error.ts';
import type { ChallengeName } from '../pool/sign-in-step.ts';
import { answerCustomChallenge } from './custom-challenge.ts';
import { invalidParameter, notAuthorized } from './errors.ts';
import { required, usernameOf } from './parameters.ts';
import { type SignInRequest, withPassword, withSrp } from './sign-in-request.ts';
import { answerStep } from './sign-in-step.ts';

/** `ChallengeNameType`, without what the pool does not have: passkeys, devices, one-time codes as a first factor. */
export const challengeNames = [
  'SMS_MFA',
  'EMAIL_OTP',
  'SOFTWARE_TOKEN_MFA',
  'SELECT_CHALLENGE',
  'PASSWORD',
  'PASSWORD_SRP',
  'PASSWORD_VERIFIER',
  'CUSTOM_CHALLENGE',
  'NEW_PASSWORD_REQUIRED',
] as const;
type Answerable = (typeof challengeNames)[number];

/** The parameter that answers a challenge. */
const answerName: Readonly<Record<ChallengeName, string>> = {
  SMS_MFA: 'SMS_MFA_CODE',
  EMAIL_OTP: 'EMAIL_OTP_CODE',
  SOFTWARE_TOKEN_MFA: 'SOFTWARE_TOKEN_MFA_CODE',
  NEW_PASSWORD_REQUIRED: 'NEW_PASSWORD',
};

const invalidSession = (): CognitoError => notAuthorized('Invalid session for the user.');

/** A factor that the user chose. The choice is for one attempt. */
const choose = (request: SignInRequest, username: string, session: string, factor: string): Promise<object> => {
  const choice = request.pool.choices.take(session);
  if (choice?.clientId !== request.client.clientId || choice.name !== username) throw invalidSession();
  if (factor === 'PASSWORD') return withPassword(request, username);
  if (factor === 'PASSWORD_SRP') return withSrp(request, username);
  throw invalidParameter('Invalid challenge selection.');
};

const verifyPassword = async ({ pool, client, given, caller }: SignInRequest): Promise<object> => {
  const step = await pool.srp.finish(
    {
      secretBlock: required(given, 'PASSWORD_CLAIM_SECRET_BLOCK'),
      signature: required(given, 'PASSWORD_CLAIM_SIGNATURE'),
      timestamp: required(given, 'TIMESTAMP'),
    },
    client.clientId,
  );
  return answerStep(pool, client, step, caller);
};

/** Answers a challenge that the pool keeps: a code, or a new password. */
const answer = async (request: SignInRequest, username: string, session: string, name: ChallengeName) => {
  const { pool, client, given, caller } = request;
  const pending = pool.authentication.pending(session, caller);
  const user = pool.users.find(username) ?? pool.users.findBySub(username);
  if (pending === undefined) throw notAuthorized('Invalid session for the user, session is expired.');
  if (pending.name !== name || pending.username !== user?.username) throw invalidSession();
  const step = await pool.authentication.respond(session, required(given, answerName[name]), caller);
  return answerStep(pool, client, step, caller);
};

/** Continues a sign-in with the answer to its challenge. */
export const respondToAuthChallenge = async (
  request: SignInRequest,
  name: Answerable,
  session: string | undefined,
): Promise<object> => {
  const username = usernameOf(request.client, request.given);
  // SRP needs no session: the secret block names its exchange.
  if (name === 'PASSWORD_VERIFIER') return verifyPassword(request);
  if (session === undefined) throw invalidParameter('Missing required parameter Session');
  switch (name) {
    case 'SELECT_CHALLENGE':
      return choose(request, username, session, required(request.given, 'ANSWER'));
    case 'PASSWORD':
    case 'PASSWORD_SRP':
      return choose(request, username, session, name);
    case 'CUSTOM_CHALLENGE':
      return answerCustomChallenge(request, session);
    default:
      return answer(request, username, session, name);
  }
};
