import { createHash } from 'node:crypto';
import { Hono } from 'hono';
import type { Client } from '../options/client-options.ts';
import type { Grant } from '../pool/grant.ts';
import type { LocalPool } from '../pool/local-pool.ts';
import { isSameText } from '../pool/totp.ts';
import { authenticateClient, readForm } from './client-authentication.ts';
import { oauthError } from './oauth-error.ts';
import { words } from './parameters.ts';

/** The body of a successful answer. */
interface TokenAnswer {
  readonly id_token?: string;
  readonly access_token: string;
  readonly refresh_token?: string;
  readonly expires_in: number;
  readonly token_type: 'Bearer';
}

const required = (form: URLSearchParams, name: string): string => {
  const value = form.get(name);
  if (value === null || value === '') throw oauthError('invalid_request');
  return value;
};

const issue = (
  { users, tokens }: LocalPool,
  client: Client,
  grant: Grant,
  refreshToken: string | undefined,
  nonce?: string,
): TokenAnswer => {
  const user = users.find(grant.username);
  if (user === undefined) throw oauthError('invalid_grant');
  const { accessToken, idToken } = tokens.issue(client, user, grant, nonce);
  return {
    ...(idToken !== undefined && { id_token: idToken }),
    access_token: accessToken,
    ...(refreshToken !== undefined && { refresh_token: refreshToken }),
    expires_in: client.accessTokenSeconds,
    token_type: 'Bearer',
  };
};

const challengeOf = (verifier: string): string => createHash('sha256').update(verifier).digest('base64url');

const redeemCode = (pool: LocalPool, client: Client, form: URLSearchParams): TokenAnswer => {
  if (!client.grants.includes('code')) throw oauthError('unauthorized_client');
  const redirectUri = required(form, 'redirect_uri');
  // Whatever is wrong, the code is used up: a second attempt must not succeed.
  const code = pool.codes.take(required(form, 'code'));
  if (code === undefined || code.grant.clientId !== client.clientId) throw oauthError('invalid_grant');
  if (code.redirectUri !== redirectUri) throw oauthError('unauthorized_client', 'invalid_redirect');
  const verifier = form.get('code_verifier');
  const isProven =
    code.codeChallenge === undefined
      ? verifier === null
      : verifier !== null && isSameText(challengeOf(verifier), code.codeChallenge);
  if (!isProven) throw oauthError('invalid_grant');
  return issue(pool, client, code.grant, pool.refreshTokens.add(code.grant, client.refreshTokenSeconds), code.nonce);
};

const refresh = (pool: LocalPool, client: Client, form: URLSearchParams): TokenAnswer => {
  if (!client.grants.includes('code')) throw oauthError('unauthorized_client');
  const text = required(form, 'refresh_token');
  const grant = pool.refreshTokens.get(text);
  if (grant === undefined || grant.clientId !== client.clientId) throw oauthError('invalid_grant');
  const { rotation } = client;
  return issue(pool, client, grant, rotation && pool.refreshTokens.rotate(text, rotation.graceSeconds));
};

const issueForMachine = ({ tokens }: LocalPool, client: Client, form: URLSearchParams): TokenAnswer => {
  if (!client.grants.includes('client_credentials')) throw oauthError('unauthorized_client');
  const asked = words(form.get('scope'));
  // Cognito ignores scopes that the client does not have. A token without any would be of no use.
  const scopes = asked.length === 0 ? client.scopes : client.scopes.filter((scope) => asked.includes(scope));
  if (scopes.length === 0) throw oauthError('invalid_scope');
  return {
    access_token: tokens.issueForMachine(client, scopes),
    expires_in: client.accessTokenSeconds,
    token_type: 'Bearer',
  };
};

/** @see https://docs.aws.amazon.com/cognito/latest/developerguide/token-endpoint.html */
export const tokenRoutes = (pool: LocalPool): Hono =>
  new Hono().post('/oauth2/token', async (c) => {
    const form = await readForm(c);
    const grantType = required(form, 'grant_type');
    const grants = { authorization_code: redeemCode, refresh_token: refresh, client_credentials: issueForMachine };
    if (!Object.hasOwn(grants, grantType)) throw oauthError('unsupported_grant_type');
    const client = authenticateClient(c, form, pool.clients, 400);
    const answer = grants[grantType as keyof typeof grants](pool, client, form);
    c.header('Cache-Control', 'no-store');
    return c.json(answer);
  });
