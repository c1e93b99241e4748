import { createHash } from 'node:crypto';
import { Hono } from 'hono';
import type { Client, GrantType } from '../options/client-options.ts';
import type { Grant } from '../pool/grant.ts';
import type { LocalPool } from '../pool/local-pool.ts';
import type { Issuing } from '../pool/tokens.ts';
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
  if (value === null || value === '') throw oauthError('invalid_request', `${name} is missing`);
  return value;
};

const issue = async (
  { users, tokens }: LocalPool,
  client: Client,
  grant: Grant,
  issuing: Issuing,
  // Called once the tokens are issued: where a trigger fails, the client keeps its refresh token.
  addRefreshToken: () => string | undefined,
): Promise<TokenAnswer> => {
  const user = users.find(grant.username);
  if (user === undefined) throw oauthError('invalid_grant', 'the user does not exist');
  const { accessToken, idToken } = await tokens.issue(client, user, grant, issuing);
  const refreshToken = addRefreshToken();
  return {
    ...(idToken !== undefined && { id_token: idToken }),
    access_token: accessToken,
    ...(refreshToken !== undefined && { refresh_token: refreshToken }),
    expires_in: client.accessTokenSeconds,
    token_type: 'Bearer',
  };
};

const requireGrant = ({ clientId, grants }: Client, grant: GrantType): void => {
  if (grants.includes(grant)) return;
  throw oauthError('unauthorized_client', `${clientId} has the grants ${grants.join(', ')}, and needs ${grant}`);
};

const challengeOf = (verifier: string): string => createHash('sha256').update(verifier).digest('base64url');

/** The PKCE rule that a redemption breaks (RFC 7636 section 4.6). */
const verifierProblem = (verifier: string | null, challenge: string | undefined): string | undefined => {
  if (challenge === undefined) {
    return verifier === null
      ? undefined
      : 'code_verifier is given, but the authorization request had no code_challenge';
  }
  if (verifier === null) return 'code_verifier is missing';
  return isSameText(challengeOf(verifier), challenge) ? undefined : 'code_verifier does not match code_challenge';
};

const redeemCode = async (pool: LocalPool, client: Client, form: URLSearchParams): Promise<TokenAnswer> => {
  requireGrant(client, 'code');
  const redirectUri = required(form, 'redirect_uri');
  // Whatever is wrong, the code is used up: a second attempt must not succeed.
  const code = pool.codes.take(required(form, 'code'));
  if (code === undefined) throw oauthError('invalid_grant', 'the code is unknown, used or expired');
  if (code.grant.clientId !== client.clientId) throw oauthError('invalid_grant', 'the code is of another client');
  if (code.redirectUri !== redirectUri) {
    const reason = 'redirect_uri is not that of the authorization request; the code is used up';
    throw oauthError('unauthorized_client', reason, { description: 'invalid_redirect' });
  }
  const verifier = form.get('code_verifier');
  const problem = verifierProblem(verifier, code.codeChallenge);
  if (problem !== undefined) throw oauthError('invalid_grant', `${problem}; the code is used up`);
  return issue(pool, client, code.grant, { source: 'TokenGeneration_HostedAuth', nonce: code.nonce }, () =>
    pool.refreshTokens.add(code.grant, client.refreshTokenSeconds),
  );
};

const refresh = async (pool: LocalPool, client: Client, form: URLSearchParams): Promise<TokenAnswer> => {
  requireGrant(client, 'code');
  const text = required(form, 'refresh_token');
  const grant = pool.refreshTokens.get(text);
  if (grant === undefined)
    throw oauthError('invalid_grant', 'the refresh token is unknown, revoked, rotated or expired');
  if (grant.clientId !== client.clientId) throw oauthError('invalid_grant', 'the refresh token is of another client');
  const { rotation } = client;
  return issue(
    pool,
    client,
    grant,
    { source: 'TokenGeneration_RefreshTokens' },
    () => rotation && pool.refreshTokens.rotate(text, rotation.graceSeconds),
  );
};

/** `aws_client_metadata`, which the pre token generation trigger receives: text by name, in JSON. */
const readMetadata = (given: string | null): Record<string, string> | undefined => {
  if (given === null) return undefined;
  try {
    const metadata: unknown = JSON.parse(given);
    const entries = Object.entries(Object(metadata));
    if (entries.every((entry): entry is [string, string] => typeof entry[1] === 'string')) {
      return Object.fromEntries(entries);
    }
  } catch {
    // Refused below, as JSON of another shape is.
  }
  throw oauthError('invalid_request', 'aws_client_metadata must be a JSON object of text');
};

const issueForMachine = async ({ tokens }: LocalPool, client: Client, form: URLSearchParams): Promise<TokenAnswer> => {
  requireGrant(client, 'client_credentials');
  const asked = words(form.get('scope'));
  // Cognito ignores scopes that the client does not have. A token without any would be of no use.
  const scopes = asked.length === 0 ? client.scopes : client.scopes.filter((scope) => asked.includes(scope));
  if (scopes.length === 0) {
    throw oauthError('invalid_scope', `scope must name one of ${client.scopes.join(', ')}`);
  }
  return {
    access_token: await tokens.issueForMachine(client, scopes, readMetadata(form.get('aws_client_metadata'))),
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
    if (!Object.hasOwn(grants, grantType)) {
      throw oauthError('unsupported_grant_type', `grant_type must be one of ${Object.keys(grants).join(', ')}`);
    }
    const client = authenticateClient(c, form, pool.clients, 400);
    const answer = await grants[grantType as keyof typeof grants](pool, client, form);
    c.header('Cache-Control', 'no-store');
    return c.json(answer);
  });
