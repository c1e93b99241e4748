import type { Client } from '../options/client-options.ts';
import { isAppUrl } from '../options/option-values.ts';
import type { Provider } from '../options/provider-options.ts';
import type { LocalPool } from '../pool/local-pool.ts';
import { scopeWithoutOpenId } from '../pool/scopes.ts';
import { redirectError } from './oauth-error.ts';
import { repeatedParameter, withParameters, words } from './parameters.ts';

/** A valid request of the authorize endpoint. */
export interface AuthorizationRequest {
  readonly client: Client;
  readonly redirectUri: string;
  readonly responseType: 'code' | 'token';
  readonly scopes: readonly string[];
  readonly state: string | undefined;
  readonly nonce: string | undefined;
  readonly codeChallenge: string | undefined;
  readonly prompt: readonly string[];
  /** Seconds. */
  readonly maxAge: number | undefined;
  readonly acrValues: readonly string[];
  readonly resource: string | undefined;
  readonly loginHint: string | undefined;
  /** The provider that the request goes straight to. */
  readonly provider: Provider | undefined;
}

/** Errors that go back to the app (RFC 6749 section 4.1.2.1). */
type RedirectedCode = 'invalid_request' | 'unauthorized_client' | 'invalid_scope' | 'login_required';

/** Sends the browser to the pool's own error page: where the app cannot be trusted with it, or is not known. */
const errorPage = (error: string, reason: string, clientId: string | null): Error =>
  redirectError(error, reason, withParameters('/error', { error, client_id: clientId ?? undefined }));

/** Sends an error to the app. */
export const appError = (
  { redirectUri, state }: Pick<AuthorizationRequest, 'redirectUri' | 'state'>,
  error: RedirectedCode,
  reason: string,
  description?: string,
): Error => redirectError(error, reason, withParameters(redirectUri, { error, error_description: description, state }));

/** Finds the client and the redirect URI; without both, nothing is sent to an app. */
const readClient = (
  parameters: URLSearchParams,
  clients: LocalPool['clients'],
): { readonly client: Client; readonly redirectUri: string } => {
  const clientId = parameters.get('client_id');
  const repeated = ['client_id', 'redirect_uri'].find((name) => parameters.getAll(name).length > 1);
  if (repeated !== undefined) throw errorPage('invalid_request', `${repeated} is given twice`, clientId);
  if (clientId === null) throw errorPage('invalid_request', 'client_id is missing', clientId);
  const client = clients.get(clientId);
  if (client === undefined)
    throw errorPage('invalid_client', 'the pool has no app client with this client_id', clientId);
  const redirectUri = parameters.get('redirect_uri');
  if (redirectUri === null) throw errorPage('invalid_request', 'redirect_uri is missing', clientId);
  if (!client.callbackUrls.includes(redirectUri)) {
    throw errorPage('redirect_mismatch', `redirect_uri is no callback URL of ${client.clientId}`, clientId);
  }
  return { client, redirectUri };
};

const prompts: readonly string[] = ['none', 'login', 'select_account', 'consent'];

const isPromptValid = (prompt: readonly string[]): boolean =>
  prompt.every((value) => prompts.includes(value)) && (!prompt.includes('none') || prompt.length === 1);

/**
 * Reads the parameters of `/oauth2/authorize`, `/login` and the pages behind it, which take the same.
 *
 * @throws A redirect: to the app where client and redirect URI are right, else to the error page.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/authorization-endpoint.html
 */
export const readAuthorizationRequest = (
  parameters: URLSearchParams,
  { clients, config }: Pick<LocalPool, 'clients' | 'config'>,
): AuthorizationRequest => {
  const { client, redirectUri } = readClient(parameters, clients);
  const optional = (name: string): string | undefined => parameters.get(name) ?? undefined;
  const state = optional('state');
  const fail = (error: RedirectedCode, reason: string): Error => appError({ redirectUri, state }, error, reason);
  if (repeatedParameter(parameters) !== undefined) throw fail('invalid_request', 'a parameter is given twice');

  const responseType = parameters.get('response_type');
  if (responseType !== 'code' && responseType !== 'token') {
    throw fail('invalid_request', 'response_type must be code or token');
  }
  const grant = responseType === 'code' ? 'code' : 'implicit';
  if (!client.grants.includes(grant)) {
    throw fail('unauthorized_client', `${client.clientId} has the grants ${client.grants.join(', ')}`);
  }

  const challenge = optional('code_challenge');
  const method = optional('code_challenge_method');
  if (challenge === undefined && method !== undefined) throw fail('invalid_request', 'code_challenge is missing');
  // A challenge is the base64url of a SHA-256 (RFC 7636 section 4.2).
  if (challenge !== undefined && !/^[\w-]{43}$/.test(challenge)) {
    throw fail('invalid_request', 'code_challenge must be the base64url of a SHA-256');
  }
  if (challenge !== undefined && method !== 'S256') {
    throw fail('invalid_request', 'code_challenge_method must be S256');
  }

  const prompt = words(parameters.get('prompt'));
  if (!isPromptValid(prompt)) {
    throw fail('invalid_request', `prompt must be made of ${prompts.join(', ')}, and none stands alone`);
  }
  const maxAge = optional('max_age');
  if (maxAge !== undefined && !/^\d{1,9}$/.test(maxAge)) {
    throw fail('invalid_request', 'max_age must be a number of seconds');
  }
  const resource = optional('resource');
  if (resource !== undefined && !isAppUrl(resource)) throw fail('invalid_request', 'resource must be a URL');

  return {
    client,
    redirectUri,
    responseType,
    scopes: readScopes(parameters, client, (reason) => fail('invalid_scope', reason)),
    state,
    nonce: optional('nonce'),
    codeChallenge: challenge,
    prompt,
    maxAge: maxAge === undefined ? undefined : Number(maxAge),
    acrValues: words(parameters.get('acr_values')),
    resource,
    loginHint: optional('login_hint'),
    provider: readProvider(parameters, client, config.providers, () =>
      fail('invalid_request', `the provider must be one of ${client.providers.join(', ')}`),
    ),
  };
};

const readScopes = (
  parameters: URLSearchParams,
  client: Client,
  fail: (reason: string) => Error,
): readonly string[] => {
  const asked = [...new Set(words(parameters.get('scope')))];
  if (asked.length === 0) return client.scopes;
  if (!asked.every((scope) => client.scopes.includes(scope))) {
    throw fail(`scope must be made of ${client.scopes.join(', ')}`);
  }
  const alone = scopeWithoutOpenId(asked);
  if (alone !== undefined) throw fail(`scope ${alone} needs openid`);
  return asked;
};

const readProvider = (
  parameters: URLSearchParams,
  client: Client,
  providers: readonly Provider[],
  fail: () => Error,
): Provider | undefined => {
  const name = parameters.get('identity_provider');
  const identifier = parameters.get('idp_identifier');
  if (name === null && identifier === null) return undefined;
  if (name === 'COGNITO' && client.providers.includes('COGNITO')) return undefined;
  const found = providers.find((one) =>
    name === null ? one.identifiers.includes(identifier ?? '') : one.name === name,
  );
  if (found === undefined || !client.providers.includes(found.name)) throw fail();
  return found;
};
