import { Hono } from 'hono';
import { endSession } from '../login/cookies.ts';
import type { LocalPool } from '../pool/local-pool.ts';
import { readAuthorizationRequest } from './authorization-request.ts';
import { redirectError } from './oauth-error.ts';
import { withParameters } from './parameters.ts';

/** What Cognito says where both forms of a logout lack their URL. */
export const missingLogoutUri = "Required String parameter 'redirect_uri' is not present";

/** What the redirect form passes on to the sign-in page. */
const passedOn = ['response_type', 'client_id', 'redirect_uri', 'state', 'nonce', 'scope'] as const;

/**
 * Ends the browser's session and redirects: to `logout_uri`, or with `redirect_uri` to the sign-in page.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/logout-endpoint.html
 */
export const logoutRoutes = (pool: LocalPool): Hono =>
  new Hono().get('/logout', async (c) => {
    const parameters = new URL(c.req.url).searchParams;
    const [clientId, logoutUri] = [parameters.get('client_id'), parameters.get('logout_uri')];
    const fail = (error: string, reason: string): Error =>
      redirectError(error, reason, withParameters('/error', { error, client_id: clientId ?? undefined }));
    const repeated = ['client_id', 'logout_uri'].find((name) => parameters.getAll(name).length > 1);
    if (repeated !== undefined) throw fail('invalid_request', `${repeated} is given twice`);
    if (clientId === null) throw fail('invalid_request', 'client_id is missing');
    const client = pool.clients.get(clientId);
    if (client === undefined) throw fail('invalid_client', 'the pool has no app client with this client_id');

    let target: string;
    if (logoutUri !== null) {
      if (!client.logoutUrls.includes(logoutUri)) {
        throw fail('redirect_mismatch', `logout_uri is no sign-out URL of ${clientId}`);
      }
      target = logoutUri;
    } else {
      if (!parameters.has('redirect_uri')) {
        throw fail(missingLogoutUri, 'Cognito takes logout_uri and client_id, or redirect_uri');
      }
      const { scopes } = readAuthorizationRequest(parameters, pool);
      const kept = passedOn.map((name) => [name, parameters.get(name) ?? undefined] as const);
      target = withParameters('/login', { ...Object.fromEntries(kept), scope: scopes.join(' ') });
    }
    const session = endSession(c, pool);
    // Cognito leaves the tokens of the session alive. A revocation store is told, as an app's sign-out route would.
    const { revocation, userPoolId } = pool.config;
    for (const { originJti } of session?.grants ?? []) await revocation?.revokeSession({ userPoolId, originJti });
    return c.redirect(target);
  });
