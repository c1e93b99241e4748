import type { AuthFlow } from '../options/auth-flows.ts';
import { requireSecretHash } from './app-client.ts';
import { withCustomChallenge } from './custom-challenge.ts';
import { invalidParameter } from './errors.ts';
import { required, usernameOf } from './parameters.ts';
import { refresh } from './refresh.ts';
import { type SignInRequest, withChoice, withPassword, withSrp } from './sign-in-request.ts';

/** `AuthFlowType`. */
export const flowNames = [
  'USER_SRP_AUTH',
  'REFRESH_TOKEN_AUTH',
  'REFRESH_TOKEN',
  'CUSTOM_AUTH',
  'ADMIN_NO_SRP_AUTH',
  'USER_PASSWORD_AUTH',
  'ADMIN_USER_PASSWORD_AUTH',
  'USER_AUTH',
] as const;
export type FlowName = (typeof flowNames)[number];

/** What allows a flow at a client. */
const allowedBy: Readonly<Record<FlowName, AuthFlow>> = {
  USER_SRP_AUTH: 'ALLOW_USER_SRP_AUTH',
  REFRESH_TOKEN_AUTH: 'ALLOW_REFRESH_TOKEN_AUTH',
  REFRESH_TOKEN: 'ALLOW_REFRESH_TOKEN_AUTH',
  CUSTOM_AUTH: 'ALLOW_CUSTOM_AUTH',
  ADMIN_NO_SRP_AUTH: 'ALLOW_ADMIN_USER_PASSWORD_AUTH',
  USER_PASSWORD_AUTH: 'ALLOW_USER_PASSWORD_AUTH',
  ADMIN_USER_PASSWORD_AUTH: 'ALLOW_ADMIN_USER_PASSWORD_AUTH',
  USER_AUTH: 'ALLOW_USER_AUTH',
};

const requireAllowed = ({ client }: SignInRequest, flow: FlowName): void => {
  if (!client.authFlows.includes(allowedBy[flow])) throw invalidParameter(`${flow} flow not enabled for this client`);
};

const withRefreshToken = ({ pool, client, given }: SignInRequest): Promise<object> => {
  const token = required(given, 'REFRESH_TOKEN');
  // A client whose tokens rotate has GetTokensFromRefreshToken instead.
  if (client.rotation !== undefined) throw invalidParameter('Refresh token rotation is enabled for this client');
  // The hash is made for the user of the token: the request names none.
  requireSecretHash(client, pool.refreshTokens.get(token)?.username ?? '', given.get('SECRET_HASH'));
  return refresh(pool, client, token);
};

/** Starts a sign-in, or refreshes its tokens. */
export const initiateAuth = async (request: SignInRequest, flow: FlowName): Promise<object> => {
  requireAllowed(request, flow);
  if (flow === 'REFRESH_TOKEN_AUTH' || flow === 'REFRESH_TOKEN') return withRefreshToken(request);
  const username = usernameOf(request.client, request.given);
  switch (flow) {
    case 'USER_SRP_AUTH':
      return withSrp(request, username);
    case 'USER_AUTH':
      return withChoice(request, username);
    case 'CUSTOM_AUTH':
      return withCustomChallenge(request, username);
    case 'ADMIN_NO_SRP_AUTH':
    case 'ADMIN_USER_PASSWORD_AUTH':
    case 'USER_PASSWORD_AUTH':
      return withPassword(request, username);
  }
};
