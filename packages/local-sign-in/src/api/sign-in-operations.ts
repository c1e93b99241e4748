import type { Caller } from '../pool/caller.ts';
import type { LocalPool } from '../pool/local-pool.ts';
import { clientOf } from './app-client.ts';
import { invalidParameter } from './errors.ts';
import { type FlowName, flowNames, initiateAuth } from './initiate-auth.ts';
import { oneOf, optional } from './input.ts';
import { clientId, clientMetadata, parameters, session } from './members.ts';
import { adminOperation, type Operations, operation } from './operation.ts';
import type { Parameters } from './parameters.ts';
import { challengeNames, respondToAuthChallenge } from './respond-to-auth-challenge.ts';
import type { SignInRequest } from './sign-in-request.ts';

const requestOf = (
  pool: LocalPool,
  id: string,
  given: Parameters,
  metadata: Caller['clientMetadata'],
): SignInRequest => {
  const client = clientOf(pool, id);
  return { pool, client, given, caller: { clientId: client.clientId, clientMetadata: metadata } };
};

const initiateMembers = {
  ClientId: clientId,
  AuthFlow: oneOf(...flowNames),
  AuthParameters: parameters,
  ClientMetadata: clientMetadata,
};

const respondMembers = {
  ClientId: clientId,
  ChallengeName: oneOf(...challengeNames),
  Session: optional(session),
  ChallengeResponses: parameters,
  ClientMetadata: clientMetadata,
};

/** The flows that each operation does not take. */
const notOfApps: readonly FlowName[] = ['ADMIN_NO_SRP_AUTH', 'ADMIN_USER_PASSWORD_AUTH'];
const notOfAdministrators: readonly FlowName[] = ['USER_PASSWORD_AUTH'];

const requireSupported = (flow: FlowName, others: readonly FlowName[]): void => {
  if (others.includes(flow)) throw invalidParameter('Initiate Auth method not supported.');
};

/**
 * Operations that sign users in.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_InitiateAuth.html
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_RespondToAuthChallenge.html
 */
export const signInOperations: Operations = {
  InitiateAuth: operation(initiateMembers, (pool, { ClientId, AuthFlow, AuthParameters, ClientMetadata }) => {
    requireSupported(AuthFlow, notOfApps);
    return initiateAuth(requestOf(pool, ClientId, AuthParameters, ClientMetadata), AuthFlow);
  }),

  AdminInitiateAuth: adminOperation(initiateMembers, (pool, { ClientId, AuthFlow, AuthParameters, ClientMetadata }) => {
    requireSupported(AuthFlow, notOfAdministrators);
    return initiateAuth(requestOf(pool, ClientId, AuthParameters, ClientMetadata), AuthFlow);
  }),

  RespondToAuthChallenge: operation(respondMembers, (pool, input) =>
    respondToAuthChallenge(
      requestOf(pool, input.ClientId, input.ChallengeResponses, input.ClientMetadata),
      input.ChallengeName,
      input.Session,
    ),
  ),

  AdminRespondToAuthChallenge: adminOperation(respondMembers, (pool, input) =>
    respondToAuthChallenge(
      requestOf(pool, input.ClientId, input.ChallengeResponses, input.ClientMetadata),
      input.ChallengeName,
      input.Session,
    ),
  ),
};
