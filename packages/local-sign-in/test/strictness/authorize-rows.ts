import { callback } from '../support/pool.ts';
import { type Answer, documented, notDocumented, type Parameters, type Row } from './row.ts';

const usual = { client_id: 'web', redirect_uri: callback, response_type: 'code', state: 'abc' };

const row = (name: string, changes: Parameters, answer: Answer, source: string, given?: string): Row => ({
  name,
  path: '/oauth2/authorize',
  query: { ...usual, ...changes },
  answer,
  source,
  ...(given !== undefined && { given }),
});

/** The error goes back to the app. */
const toApp = (error: string): Answer => ({ status: 302, location: `${callback}?error=${error}&state=abc` });
/** The error stays at the pool. */
const toPage = (error: string, client = 'web'): Answer => ({
  status: 302,
  location: `/error?error=${error}${client === '' ? '' : `&client_id=${client}`}`,
});

const { authorize, resource } = documented;

export const authorizeRows: readonly Row[] = [
  row('no client_id', { client_id: null }, toPage('invalid_request', ''), notDocumented()),
  row('an unknown client_id', { client_id: 'unknown' }, toPage('invalid_client', 'unknown'), notDocumented()),
  row('client_id twice', { client_id: ['web', 'web'] }, toPage('invalid_request'), notDocumented('RFC 6749 3.1')),
  row('no redirect_uri', { redirect_uri: null }, toPage('invalid_request'), notDocumented()),
  row(
    'a redirect_uri that is not registered',
    { redirect_uri: 'https://evil.example/callback' },
    toPage('redirect_mismatch'),
    notDocumented('the rule is in the authorize endpoint, the code on the page of managed login'),
  ),
  ...[
    ['a trailing slash', `${callback}/`],
    ['a query', `${callback}?a=b`],
    ['another path in upper case', 'http://localhost:3000/CALLBACK'],
    ['another port', 'http://localhost:3001/callback'],
    ['a fragment', `${callback}#a`],
    ['the URL of another client', 'https://other.example/callback'],
    ['a user name before the host', 'http://localhost:3000@evil.example/callback'],
  ].map(([what, uri = '']) =>
    row(`a redirect_uri with ${what}`, { redirect_uri: uri }, toPage('redirect_mismatch'), notDocumented()),
  ),
  row(
    'redirect_uri twice',
    { redirect_uri: [callback, 'https://evil.example'] },
    toPage('invalid_request'),
    notDocumented('RFC 6749 3.1'),
  ),
  row('no response_type', { response_type: null }, toApp('invalid_request'), authorize),
  row('response_type id_token', { response_type: 'id_token' }, toApp('invalid_request'), authorize),
  row('response_type code token', { response_type: 'code token' }, toApp('invalid_request'), authorize),
  row(
    'response_type token of a client without the implicit grant',
    { response_type: 'token' },
    toApp('unauthorized_client'),
    authorize,
  ),
  row(
    'response_type code of a client with the implicit grant alone',
    { client_id: 'spa' },
    toApp('unauthorized_client'),
    authorize,
  ),
  row('a machine that signs in', { client_id: 'machine' }, toApp('unauthorized_client'), authorize),
  row('a scope that does not exist', { scope: 'openid orders/fly' }, toApp('invalid_scope'), authorize),
  row('a scope that the client does not have', { scope: 'openid orders/write' }, toApp('invalid_scope'), authorize),
  row('scopes with commas between them', { scope: 'openid,email' }, toApp('invalid_scope'), authorize),
  row('the scope email without openid', { scope: 'email' }, toApp('invalid_scope'), authorize),
  row('code_challenge without its method', { code_challenge: 'a'.repeat(43) }, toApp('invalid_request'), authorize),
  row(
    'code_challenge_method plain',
    { code_challenge: 'a'.repeat(43), code_challenge_method: 'plain' },
    toApp('invalid_request'),
    authorize,
  ),
  row(
    'code_challenge_method without a challenge',
    { code_challenge_method: 'S256' },
    toApp('invalid_request'),
    authorize,
  ),
  row(
    'a code_challenge that is no SHA-256',
    { code_challenge: 'short', code_challenge_method: 'S256' },
    toApp('invalid_request'),
    notDocumented('RFC 7636 4.2'),
  ),
  row('prompt none without a session', { prompt: 'none' }, toApp('login_required'), authorize),
  row(
    'prompt none with a session older than max_age',
    { prompt: 'none', max_age: '60' },
    toApp('login_required'),
    authorize,
    'a session of two minutes',
  ),
  row(
    'prompt none with a session of too low a level',
    { prompt: 'none', acr_values: 'urn:cognito:loa:4' },
    toApp('login_required'),
    notDocumented(),
    'a session of a user with a second factor',
  ),
  row('an unknown prompt', { prompt: 'create' }, toApp('invalid_request'), notDocumented()),
  row(
    'prompt none with another',
    { prompt: 'none login' },
    toApp('invalid_request'),
    notDocumented('OIDC Core 3.1.2.1'),
  ),
  row('max_age below 0', { max_age: '-1' }, toApp('invalid_request'), documented.login),
  row('max_age that is no number', { max_age: 'soon' }, toApp('invalid_request'), documented.login),
  row('a resource that is no URL', { resource: 'orders' }, toApp('invalid_request'), resource),
  row('a resource on http', { resource: 'http://api.example.com' }, toApp('invalid_request'), resource),
  row('a resource with a fragment', { resource: 'https://api.example.com#a' }, toApp('invalid_request'), resource),
  row(
    'two resources',
    { resource: ['https://one.example', 'https://two.example'] },
    toApp('invalid_request'),
    resource,
  ),
  row('an unknown identity_provider', { identity_provider: 'Facebook' }, toApp('invalid_request'), notDocumented()),
  row(
    'an identity_provider that the client does not have',
    { identity_provider: 'Corp' },
    toApp('invalid_request'),
    notDocumented(),
  ),
  row('an unknown idp_identifier', { idp_identifier: 'nowhere.example' }, toApp('invalid_request'), notDocumented()),
  row('nonce twice', { nonce: ['one', 'two'] }, toApp('invalid_request'), notDocumented('RFC 6749 3.1')),
  {
    name: 'POST',
    path: '/oauth2/authorize',
    form: usual,
    answer: { status: 405, allow: 'GET' },
    source: notDocumented('that GET alone is supported is in the authorize endpoint'),
  },
];
