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
const errorPage = (error: string, clientId: string | null): Error =>
  redirectError(withParameters('/error', { error, client_id: clientId ?? undefined }));

/** Sends an error to the app. */
export const appError = (
  { redirectUri, state }: Pick<AuthorizationRequest, 'redirectUri' | 'state'>,
  error: RedirectedCode,
  description?: string,
): Error => redirectError(withParameters(redirectUri, { error, error_description: description, state }));

/** Finds the client and the redirect URI; without both, nothing is sent to an app. */
const readClient = (
  parameters: URLSearchParams,
  clients: LocalPool['clients'],
): { readonly client: Client; readonly redirectUri: string } => {
  const clientId = parameters.get('client_id');
  const repeated = ['client_id', 'redirect_uri'].some((name) => parameters.getAll(name).length > 1);
  if (clientId === null || repeated) throw errorPage('invalid_request', clientId);
  const client = clients.get(clientId);
  if (client === undefined) throw errorPage('invalid_client', clientId);
  const redirectUri = parameters.get('redirect_uri');
  if (redirectUri === null) throw errorPage('invalid_request', clientId);
  if (!client.callbackUrls.includes(redirectUri)) throw errorPage('redirect_mismatch', clientId);
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
  const fail = (error: RedirectedCode): Error => appError({ redirectUri, state }, error);
  if (repeatedParameter(parameters) !== undefined) throw fail('invalid_request');

  const responseType = parameters.get('response_type');
  if (responseType !== 'code' && responseType !== 'token') throw fail('invalid_request');
  const grant = responseType === 'code' ? 'code' : 'implicit';
  if (!client.grants.includes(grant)) throw fail('unauthorized_client');

  const challenge = optional('code_challenge');
  const method = optional('code_challenge_method');
  // A challenge is the base64url of a SHA-256 (RFC 7636 section 4.2).
  const isPkceRight = challenge === undefined ? method === undefined : /^[\w-]{43}$/.test(challenge);
  if (!isPkceRight || (challenge !== undefined && method !== 'S256')) throw fail('invalid_request');

  const prompt = words(parameters.get('prompt'));
  if (!isPromptValid(prompt)) throw fail('invalid_request');
  const maxAge = optional('max_age');
  if (maxAge !== undefined && !/^\d{1,9}$/.test(maxAge)) throw fail('invalid_request');
  const resource = optional('resource');
  if (resource !== undefined && !isAppUrl(resource)) throw fail('invalid_request');

  return {
    client,
    redirectUri,
    responseType,
    scopes: readScopes(parameters, client, () => fail('invalid_scope')),
    state,
    nonce: optional('nonce'),
    codeChallenge: challenge,
    prompt,
    maxAge: maxAge === undefined ? undefined : Number(maxAge),
    acrValues: words(parameters.get('acr_values')),
    resource,
    loginHint: optional('login_hint'),
    provider: readProvider(parameters, client, config.providers, () => fail('invalid_request')),
  };
};

const readScopes = (parameters: URLSearchParams, client: Client, fail: () => Error): readonly string[] => {
  const asked = [...new Set(words(parameters.get('scope')))];
  if (asked.length === 0) return client.scopes;
  if (!asked.every((scope) => client.scopes.includes(scope))) throw fail();
  if (scopeWithoutOpenId(asked) !== undefined) throw fail();
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
