import { callback, signedOut } from '../support/pool.ts';
import { type Answer, documented, notDocumented, type Parameters, type Row } from './row.ts';

const bad = {
  status: 400,
  error: 'invalid_request',
  challenge: 'error="invalid_request", error_description="Bad OAuth2 request at UserInfo Endpoint"',
};
const invalid = {
  status: 401,
  error: 'invalid_token',
  challenge:
    'error="invalid_token", error_description="Access token is expired, disabled, or deleted, or the user has globally signed out."',
};

const userInfo = (name: string, given: string, authorization: string, answer: Answer, source: string): Row => ({
  name: `userInfo with ${name}`,
  given,
  path: '/oauth2/userInfo',
  headers: { authorization },
  answer,
  source,
});

export const userInfoRows: readonly Row[] = [
  { name: 'userInfo without a token', path: '/oauth2/userInfo', answer: bad, source: documented.userInfo },
  userInfo('a Basic header', 'nothing', 'Basic YWxpY2U6cGFzc3dvcmQ=', bad, documented.userInfo),
  userInfo('two tokens', 'tokens', 'Bearer {access},{access}', bad, documented.userInfo),
  userInfo('text that is no token', 'nothing', 'Bearer guess', invalid, documented.userInfo),
  userInfo('an ID token', 'tokens', 'Bearer {id}', invalid, documented.userInfo),
  userInfo('a tampered token', 'tokens', 'Bearer {access}x', invalid, documented.userInfo),
  userInfo('a token that expired', 'expired tokens', 'Bearer {access}', invalid, documented.userInfo),
  userInfo('a token that was revoked', 'revoked tokens', 'Bearer {access}', invalid, documented.userInfo),
  userInfo(
    'a token without openid',
    'tokens without openid',
    'Bearer {access}',
    invalid,
    notDocumented('that it needs openid is in userInfo'),
  ),
  userInfo('the token of a machine', 'a machine', 'Bearer {access}', invalid, notDocumented()),
  userInfo('the token of another pool', 'tokens of another pool', 'Bearer {access}', invalid, documented.userInfo),
  {
    name: 'userInfo by POST',
    path: '/oauth2/userInfo',
    form: {},
    answer: { status: 405, allow: 'GET' },
    source: notDocumented('userInfo documents GET'),
  },
];

const revoke = (name: string, given: string, form: Parameters, answer: Answer, source: string): Row => ({
  name: `revoke with ${name}`,
  given,
  path: '/oauth2/revoke',
  form: { client_id: 'web', token: '{refresh}', ...form },
  answer,
  source,
});

export const revokeRows: readonly Row[] = [
  revoke('no token', 'tokens', { token: null }, { status: 400, error: 'invalid_request' }, documented.revoke),
  revoke(
    'a client that has no revocation',
    'a refresh token of a client without revocation',
    { client_id: 'fixed' },
    { status: 400, error: 'invalid_request' },
    documented.revoke,
  ),
  revoke(
    'an access token',
    'tokens',
    { token: '{access}' },
    { status: 400, error: 'unsupported_token_type' },
    documented.revoke,
  ),
  revoke(
    'an ID token',
    'tokens',
    { token: '{id}' },
    { status: 400, error: 'unsupported_token_type' },
    documented.revoke,
  ),
  revoke(
    'an unknown client',
    'tokens',
    { client_id: 'unknown' },
    { status: 401, error: 'invalid_client' },
    documented.revoke,
  ),
  revoke('no secret', 'tokens', { client_id: 'server' }, { status: 401, error: 'invalid_client' }, documented.revoke),
  revoke(
    'a wrong secret',
    'tokens',
    { client_id: 'server', client_secret: 'guess' },
    { status: 401, error: 'invalid_client' },
    documented.revoke,
  ),
  revoke('no client', 'tokens', { client_id: null }, { status: 400, error: 'invalid_request' }, notDocumented()),
  revoke('a token that does not exist', 'nothing', { token: 'guess' }, { status: 200 }, documented.revoke),
  revoke(
    'the token of another client',
    'a refresh token of another client',
    {},
    { status: 200 },
    notDocumented('RFC 7009 2.2'),
  ),
  {
    name: 'revoke by GET',
    path: '/oauth2/revoke',
    query: { token: 'guess' },
    answer: { status: 405, allow: 'POST' },
    source: notDocumented('that POST alone is supported is in the revocation endpoint'),
  },
];

const atPage = (error: string, client = 'web'): Answer => ({
  status: 302,
  location: `/error?error=${error}${client === '' ? '' : `&client_id=${client}`}`,
});
const logout = (name: string, query: Parameters, answer: Answer, source: string): Row => ({
  name: `logout with ${name}`,
  path: '/logout',
  query: { client_id: 'web', ...query },
  answer,
  source,
});

export const logoutRows: readonly Row[] = [
  logout('no client_id', { client_id: null, logout_uri: signedOut }, atPage('invalid_request', ''), notDocumented()),
  logout(
    'an unknown client_id',
    { client_id: 'unknown', logout_uri: signedOut },
    atPage('invalid_client', 'unknown'),
    notDocumented(),
  ),
  logout(
    'a logout_uri that is not listed',
    { logout_uri: 'https://evil.example/' },
    atPage('redirect_mismatch'),
    notDocumented('the rule is in the logout endpoint'),
  ),
  logout(
    'a logout_uri with a trailing slash',
    { logout_uri: `${signedOut}/` },
    atPage('redirect_mismatch'),
    notDocumented(),
  ),
  logout('a callback URL as logout_uri', { logout_uri: callback }, atPage('redirect_mismatch'), notDocumented()),
  logout(
    'two logout_uris',
    { logout_uri: [signedOut, 'https://evil.example/'] },
    atPage('invalid_request'),
    notDocumented(),
  ),
  logout(
    'neither URI',
    {},
    atPage('Required+String+parameter+%27redirect_uri%27+is+not+present'),
    notDocumented('that one of them is required is in the logout endpoint'),
  ),
  logout(
    'a redirect_uri that is not registered',
    { redirect_uri: 'https://evil.example/', response_type: 'code' },
    atPage('redirect_mismatch'),
    notDocumented(),
  ),
  logout(
    'a redirect_uri and no response_type',
    { redirect_uri: callback, state: 'abc' },
    { status: 302, location: `${callback}?error=invalid_request&state=abc` },
    documented.logout,
  ),
  {
    name: 'logout by POST',
    path: '/logout',
    form: { client_id: 'web', logout_uri: signedOut },
    answer: { status: 405, allow: 'GET' },
    source: notDocumented('that GET alone is supported is in the logout endpoint'),
  },
];
