import type { Client } from '../options/client-options.ts';
import type { LocalPool } from '../pool/local-pool.ts';
import { withParameters } from './parameters.ts';

/**
 * A complete URL of the authorize endpoint, with the client's first callback URL and all its scopes.
 *
 * @returns Undefined for a client without a callback URL, and for one with `client_credentials`.
 */
export const signInUrl = (
  { origin }: Pick<LocalPool, 'origin'>,
  { clientId, callbackUrls, grants, scopes }: Client,
): string | undefined => {
  const [redirectUri] = callbackUrls;
  if (redirectUri === undefined || grants.includes('client_credentials')) return undefined;
  return withParameters(`${origin}/oauth2/authorize`, {
    response_type: grants.includes('code') ? 'code' : 'token',
    client_id: clientId,
    redirect_uri: redirectUri,
    scope: scopes.join(' '),
  });
};
