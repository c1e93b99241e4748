import { randomUUID } from 'node:crypto';
import { acrOf } from '../pool/acr.ts';
import type { Grant } from '../pool/grant.ts';
import type { LocalPool } from '../pool/local-pool.ts';
import type { Session } from '../pool/sessions.ts';
import type { User } from '../pool/users.ts';
import type { AuthorizationRequest } from './authorization-request.ts';
import { withParameters } from './parameters.ts';

/** What tokens of this session at this client are made from. */
const grantOf = (request: AuthorizationRequest, session: Session, originJti: string): Grant => {
  const asksLevel = request.acrValues.length > 0;
  return Object.freeze({
    clientId: request.client.clientId,
    username: session.username,
    scopes: request.scopes,
    authTime: session.authTime,
    originJti,
    eventId: randomUUID(),
    acr: asksLevel ? acrOf(session.methods) : undefined,
    amr: asksLevel ? session.methods : undefined,
    resource: request.resource,
    managedLogin: true,
  });
};

/**
 * Ends an authorization request in which the user is signed in.
 *
 * @returns Where the browser goes: the redirect URI with a code in the query, or with tokens in the fragment.
 */
export const completeAuthorization = async (
  pool: LocalPool,
  request: AuthorizationRequest,
  session: Session,
  user: User,
): Promise<string> => {
  const { client, redirectUri, state, nonce, codeChallenge } = request;
  const grant = grantOf(request, session, randomUUID());
  pool.sessions.remember(session, grant);
  if (request.responseType === 'code') {
    return withParameters(redirectUri, { code: pool.codes.add({ grant, redirectUri, nonce, codeChallenge }), state });
  }
  const { accessToken, idToken } = await pool.tokens.issue(client, user, grant, {
    source: 'TokenGeneration_HostedAuth',
    nonce,
  });
  const tokens = { id_token: idToken, access_token: accessToken, token_type: 'bearer' };
  return withParameters(redirectUri, { ...tokens, expires_in: String(client.accessTokenSeconds), state }, '#');
};
