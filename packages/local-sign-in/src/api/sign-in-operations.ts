import type { AuthFlow } from '../options/auth-flows.ts';
import type { Client } from '../options/client-options.ts';
import type { Caller } from '../pool/caller.ts';
import type { LocalPool } from '../pool/local-pool.ts';
import { clientOf, requireSecretHash } from './app-client.ts';
import { invalidParameter } from './errors.ts';
import { oneOf } from './input.ts';
import { clientId, clientMetadata, parameters } from './members.ts';
import { type Operations, operation } from './operation.ts';
import { refresh } from './refresh.ts';
import { answerStep } from './sign-in-step.ts';

type Parameters = ReadonlyMap<string, string>;

/** The flows of the API, and what allows each at a client. */
const allowedBy = {
  USER_PASSWORD_AUTH: 'ALLOW_USER_PASSWORD_AUTH',
  REFRESH_TOKEN_AUTH: 'ALLOW_REFRESH_TOKEN_AUTH',
  REFRESH_TOKEN: 'ALLOW_REFRESH_TOKEN_AUTH',
} as const satisfies Readonly<Record<string, AuthFlow>>;

const required = (given: Parameters, name: string): string => {
  const value = given.get(name);
  if (value === undefined || value === '') throw invalidParameter(`Missing required parameter ${name}`);
  return value;
};

/** The user name of the request, for whom a client with a secret signs. */
const usernameOf = (client: Client, given: Parameters): string => {
  const username = required(given, 'USERNAME');
  requireSecretHash(client, username, given.get('SECRET_HASH'));
  return username;
};

const initiate = async (
  pool: LocalPool,
  client: Client,
  flow: keyof typeof allowedBy,
  given: Parameters,
  caller: Caller,
): Promise<object> => {
  if (!client.authFlows.includes(allowedBy[flow])) {
    throw invalidParameter(`${flow} flow not enabled for this client`);
  }
  switch (flow) {
    case 'USER_PASSWORD_AUTH': {
      const username = usernameOf(client, given);
      const step = await pool.authentication.start(username, required(given, 'PASSWORD'), caller);
      return answerStep(pool, client, step, { clientId: client.clientId });
    }
    case 'REFRESH_TOKEN_AUTH':
    case 'REFRESH_TOKEN': {
      const token = required(given, 'REFRESH_TOKEN');
      const username = pool.refreshTokens.get(token)?.username ?? '';
      requireSecretHash(client, username, given.get('SECRET_HASH'));
      return refresh(pool, client, token);
    }
  }
};

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_InitiateAuth.html */
export const signInOperations: Operations = {
  InitiateAuth: operation(
    {
      ClientId: clientId,
      AuthFlow: oneOf('USER_PASSWORD_AUTH', 'REFRESH_TOKEN_AUTH', 'REFRESH_TOKEN'),
      AuthParameters: parameters,
      ClientMetadata: clientMetadata,
    },
    (pool, { ClientId, AuthFlow, AuthParameters, ClientMetadata }) =>
      initiate(pool, clientOf(pool, ClientId), AuthFlow, AuthParameters, {
        clientId: ClientId,
        clientMetadata: ClientMetadata,
      }),
  ),
};
