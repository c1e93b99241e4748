import type { FacadeOptions } from './options.ts';
import type { RequestState } from './request-state.ts';

/** A request that must not be answered by a redirect: its client or its redirect URI is unknown. */
export class UntrustedRequest extends Error {}

/** An error that goes back to the client (RFC 6749 §4.1.2.1). */
export interface RefusedRequest {
  readonly redirectUri: string;
  readonly state: string | undefined;
  readonly error: 'invalid_request' | 'invalid_scope' | 'unsupported_response_type';
}

/** Parameters that the user pool reads as the client sent them. */
const forwarded = [
  'code_challenge',
  'code_challenge_method',
  'scope',
  'resource',
  'acr_values',
  'max_age',
  'prompt',
  'login_hint',
];

/**
 * Reads the parameters of the authorization endpoint.
 *
 * @throws UntrustedRequest where the client id or the redirect URI is not one of the façade.
 */
export const readAuthorizationRequest = (
  query: URLSearchParams,
  { clientId, redirectUris, scopes }: FacadeOptions,
): Pick<RequestState, 'redirectUri' | 'state' | 'parameters'> | RefusedRequest => {
  const names = [...query.keys()];
  if (new Set(names).size < names.length) throw new UntrustedRequest('A parameter is given twice.');
  if (query.get('client_id') !== clientId) throw new UntrustedRequest('The client_id is unknown.');
  const redirectUri = query.get('redirect_uri');
  if (redirectUri === null || !redirectUris.includes(redirectUri))
    throw new UntrustedRequest('The redirect_uri is unknown.');

  const state = query.get('state') ?? undefined;
  const refuse = (error: RefusedRequest['error']): RefusedRequest => ({ redirectUri, state, error });
  if (query.get('response_type') !== 'code') return refuse('unsupported_response_type');
  // OAuth 2.1 requires PKCE.
  const isChallenge = /^[\w-]{43}$/.test(query.get('code_challenge') ?? '');
  if (!isChallenge || query.get('code_challenge_method') !== 'S256') return refuse('invalid_request');
  const scope = query.get('scope') ?? scopes.join(' ');
  if (!scope.split(' ').every((one) => scopes.includes(one))) return refuse('invalid_scope');
  const parameters = Object.fromEntries([...query].filter(([name]) => forwarded.includes(name)));
  return { redirectUri, ...(state !== undefined && { state }), parameters: { ...parameters, scope } };
};
