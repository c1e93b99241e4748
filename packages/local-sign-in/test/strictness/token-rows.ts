import { callback } from '../support/pool.ts';
import { type Answer, documented, notDocumented, type Parameters, type Row } from './row.ts';

const basic = (id: string, secret: string): { readonly authorization: string } => ({
  authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`,
});

const row = (name: string, given: string, form: Parameters, answer: Answer, source: string): Row => ({
  name,
  given,
  path: '/oauth2/token',
  form,
  answer,
  source,
});
const withHeaders = (one: Row, headers: Readonly<Record<string, string>>): Row => ({ ...one, headers });

const code: Parameters = {
  grant_type: 'authorization_code',
  client_id: 'web',
  code: '{code}',
  redirect_uri: callback,
};
const refresh: Parameters = { grant_type: 'refresh_token', client_id: 'web', refresh_token: '{refresh}' };
const machine: Parameters = {
  grant_type: 'client_credentials',
  client_id: 'machine',
  client_secret: 'machine-secret',
};

const refused = (error: string, description?: string): Answer => ({
  status: 400,
  error,
  ...(description !== undefined && { description }),
});

const { token } = documented;
const form = 'application/x-www-form-urlencoded';

export const tokenRows: readonly Row[] = [
  {
    name: 'GET',
    path: '/oauth2/token',
    query: { grant_type: 'authorization_code' },
    answer: { status: 405, allow: 'POST' },
    source: notDocumented('that POST alone is supported is in the token endpoint'),
  },
  withHeaders(row('a JSON body', 'a code', code, refused('invalid_request'), token), {
    'content-type': 'application/json',
  }),
  withHeaders(row('a body without a type', 'a code', code, refused('invalid_request'), token), {
    'content-type': 'text/plain',
  }),
  row('no grant_type', 'a code', { ...code, grant_type: null }, refused('invalid_request'), token),
  row(
    'grant_type twice',
    'a code',
    { ...code, grant_type: ['authorization_code', 'refresh_token'] },
    refused('invalid_request'),
    notDocumented('RFC 6749 3.2'),
  ),
  ...['password', 'urn:ietf:params:oauth:grant-type:device_code', 'toString', ''].map((grant_type) =>
    row(
      `grant_type "${grant_type}"`,
      'a code',
      { ...code, grant_type },
      refused(grant_type === '' ? 'invalid_request' : 'unsupported_grant_type'),
      token,
    ),
  ),

  row('no client', 'a code', { ...code, client_id: null }, refused('invalid_request'), token),
  row('an unknown client', 'a code', { ...code, client_id: 'unknown' }, refused('invalid_client'), token),
  row(
    'a public client with a secret',
    'a code',
    { ...code, client_secret: 'guess' },
    refused('invalid_client'),
    notDocumented('RFC 6749 2.3.1'),
  ),
  row('no secret', 'a code of the server', { ...code, client_id: 'server' }, refused('invalid_client'), token),
  row(
    'a wrong secret in the body',
    'a code of the server',
    { ...code, client_id: 'server', client_secret: 'guess' },
    refused('invalid_client'),
    token,
  ),
  withHeaders(
    row(
      'a wrong secret in the header',
      'a code of the server',
      { ...code, client_id: null },
      refused('invalid_client'),
      token,
    ),
    basic('server', 'guess'),
  ),
  withHeaders(
    row(
      'the secret of another client',
      'a code of the server',
      { ...code, client_id: null },
      refused('invalid_client'),
      token,
    ),
    basic('server', 'machine-secret'),
  ),
  withHeaders(
    row(
      'a header that is no Basic one',
      'a code of the server',
      { ...code, client_id: 'server' },
      refused('invalid_client'),
      token,
    ),
    { authorization: 'Bearer server' },
  ),
  withHeaders(
    row(
      'a secret in header and body',
      'a code of the server',
      { ...code, client_id: 'server', client_secret: 'server-secret' },
      refused('invalid_request'),
      notDocumented('RFC 6749 2.3'),
    ),
    basic('server', 'server-secret'),
  ),
  withHeaders(
    row(
      'another client in the body than in the header',
      'a code of the server',
      code,
      refused('invalid_request'),
      notDocumented('RFC 6749 2.3'),
    ),
    basic('server', 'server-secret'),
  ),

  row('no code', 'a code', { ...code, code: null }, refused('invalid_request'), token),
  row('an unknown code', 'a code', { ...code, code: 'guess' }, refused('invalid_grant'), token),
  row('a code that was used', 'a used code', code, refused('invalid_grant'), token),
  row('a code that expired', 'an expired code', code, refused('invalid_grant'), documented.authorize),
  row(
    'the code of another client',
    'a code of another client',
    code,
    refused('invalid_grant'),
    notDocumented('RFC 6749 5.2'),
  ),
  row('no redirect_uri', 'a code', { ...code, redirect_uri: null }, refused('invalid_request'), token),
  row(
    'another redirect_uri',
    'a code',
    { ...code, redirect_uri: 'http://localhost:3000/other' },
    refused('unauthorized_client', 'invalid_redirect'),
    token,
  ),
  row(
    'a code after a failed attempt',
    'a code after a failed attempt',
    code,
    refused('invalid_grant'),
    notDocumented(),
  ),
  row('no code_verifier', 'a code with PKCE', code, refused('invalid_grant'), notDocumented('RFC 7636 4.6')),
  row(
    'a wrong code_verifier',
    'a code with PKCE',
    { ...code, code_verifier: 'w'.repeat(43) },
    refused('invalid_grant'),
    notDocumented('RFC 7636 4.6'),
  ),
  row(
    'the challenge as code_verifier',
    'a code with PKCE',
    { ...code, code_verifier: '{challenge}' },
    refused('invalid_grant'),
    notDocumented('RFC 7636 4.6'),
  ),
  row(
    'a code_verifier without a challenge before',
    'a code',
    { ...code, code_verifier: 'v'.repeat(43) },
    refused('invalid_grant'),
    notDocumented('RFC 9700 4.8.2'),
  ),

  row('no refresh_token', 'a refresh token', { ...refresh, refresh_token: null }, refused('invalid_request'), token),
  row(
    'an unknown refresh token',
    'a refresh token',
    { ...refresh, refresh_token: 'guess' },
    refused('invalid_grant'),
    token,
  ),
  row(
    'an access token in its place',
    'a refresh token',
    { ...refresh, refresh_token: '{access}' },
    refused('invalid_grant'),
    token,
  ),
  row('a refresh token that was revoked', 'a revoked refresh token', refresh, refused('invalid_grant'), token),
  row(
    'a refresh token that expired',
    'an expired refresh token',
    refresh,
    refused('invalid_grant'),
    documented.rotation,
  ),
  row(
    'the refresh token of another client',
    'a refresh token of another client',
    refresh,
    refused('invalid_grant'),
    token,
  ),
  row(
    'a refresh token that was rotated, without a grace period',
    'a rotated refresh token',
    { ...refresh, client_id: 'strict' },
    refused('invalid_grant'),
    documented.rotation,
  ),
  row(
    'a refresh token that was rotated, after its grace period',
    'a rotated refresh token after its grace period',
    { ...refresh, client_id: 'lenient' },
    refused('invalid_grant'),
    documented.rotation,
  ),

  row(
    'client_credentials of a public client',
    'nothing',
    { ...machine, client_id: 'web', client_secret: null },
    refused('unauthorized_client'),
    token,
  ),
  row(
    'a code of a machine',
    'a code',
    { ...code, client_id: 'machine', client_secret: 'machine-secret' },
    refused('unauthorized_client'),
    token,
  ),
  row(
    'a refresh token of a machine',
    'a refresh token',
    { ...refresh, client_id: 'machine', client_secret: 'machine-secret' },
    refused('unauthorized_client'),
    token,
  ),
  row(
    'client_credentials with scopes that the client does not have, and no other',
    'nothing',
    { ...machine, scope: 'orders/write' },
    refused('invalid_scope'),
    notDocumented('that such scopes are ignored is in the token endpoint'),
  ),
  row(
    'client_credentials with a scope of users',
    'nothing',
    { ...machine, scope: 'openid' },
    refused('invalid_scope'),
    notDocumented(),
  ),
  withHeaders(row('a form in another spelling of its type', 'a used code', code, refused('invalid_grant'), token), {
    'content-type': `${form.toUpperCase()}; charset=utf-8`,
  }),
];
