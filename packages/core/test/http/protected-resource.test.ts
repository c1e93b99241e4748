import { type ProtectedResourceOptions, protectedResource } from '@cognito-guard/core/http';
import { describe, expect, test } from 'vitest';

const issuer = 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbC123xyz';
const good: ProtectedResourceOptions = {
  resource: 'https://api.example.com/mcp',
  authorizationServers: [issuer],
};
const documentOf = (options: ProtectedResourceOptions): unknown => {
  const { url, answer } = protectedResource(options);
  return JSON.parse(answer('GET', url)?.body ?? 'null');
};

describe('the metadata document', () => {
  test('names the resource, its issuers, and the header as bearer method', () => {
    expect(documentOf(good)).toEqual({
      resource: 'https://api.example.com/mcp',
      authorization_servers: [issuer],
      bearer_methods_supported: ['header'],
    });
  });

  test('has scopes and a display name where they are given, and keeps the order of issuers', () => {
    const authorizationServers = ['https://login.example.com', issuer];
    expect(
      documentOf({ ...good, authorizationServers, scopesSupported: ['orders/read', 'openid'], resourceName: 'Orders' }),
    ).toEqual({
      resource: 'https://api.example.com/mcp',
      authorization_servers: authorizationServers,
      scopes_supported: ['orders/read', 'openid'],
      bearer_methods_supported: ['header'],
      resource_name: 'Orders',
    });
  });

  test('does not change when the options change afterwards', () => {
    const scopesSupported = ['orders/read'];
    const { url, answer } = protectedResource({ ...good, scopesSupported });
    scopesSupported.push('orders/write');
    expect(answer('GET', url)?.body).not.toContain('orders/write');
  });
});

describe('the path of the metadata document', () => {
  test.each([
    ['https://api.example.com', 'https://api.example.com/.well-known/oauth-protected-resource'],
    ['https://api.example.com/', 'https://api.example.com/.well-known/oauth-protected-resource'],
    ['https://api.example.com/mcp', 'https://api.example.com/.well-known/oauth-protected-resource/mcp'],
    ['https://api.example.com/v1/mcp/', 'https://api.example.com/.well-known/oauth-protected-resource/v1/mcp/'],
    ['http://127.0.0.1:3000/mcp', 'http://127.0.0.1:3000/.well-known/oauth-protected-resource/mcp'],
  ])('the document of %s is served at %s', (resource, url) => {
    const metadata = protectedResource({ ...good, resource });
    expect(metadata.url).toBe(url);
    expect(metadata.answer('GET', url)?.status).toBe(200);
  });

  const { answer } = protectedResource(good);
  const path = '/.well-known/oauth-protected-resource/mcp';

  test.each([
    path,
    `${path}/`,
    `${path}?x=1`,
    `${path}#x`,
    `https://api.example.com${path}`,
    `http://10.0.0.7:8080${path}`,
  ])('a request for %s is answered, whatever its host', (url) => {
    expect(answer('GET', url)).toMatchObject({ status: 200, headers: { 'Content-Type': 'application/json' } });
  });

  test.each([
    '/',
    '/mcp',
    '/.well-known/oauth-protected-resource',
    '/.well-known/oauth-protected-resource/',
    '/.well-known/oauth-protected-resource/MCP',
    '/.well-known/oauth-protected-resource/mcp/more',
    '/.well-known/oauth-protected-resource/mcp//',
    '/.well-known/oauth-authorization-server/mcp',
    `/mcp?x=${path}`,
    `/mcp#${path}`,
    `/api${path}`,
    `http://[${path}`,
    '*',
    '',
  ])('a request for %j is not answered', (url) => {
    expect(answer('GET', url)).toBeUndefined();
    expect(answer('OPTIONS', url)).toBeUndefined();
  });

  test.each(['POST', 'PUT', 'DELETE', 'PATCH', 'get', ''])('method %j is not answered', (method) => {
    expect(answer(method, path)).toBeUndefined();
  });
});

describe('a client in a browser', () => {
  const { url, answer } = protectedResource(good);

  test.each(['GET', 'HEAD'])('may read the response to %s from any origin', (method) => {
    expect(answer(method, url)?.headers['Access-Control-Allow-Origin']).toBe('*');
  });

  test('may send custom headers: the preflight is answered', () => {
    expect(answer('OPTIONS', url)).toEqual({
      status: 204,
      headers: {
        'Access-Control-Allow-Origin': '*',
        'Access-Control-Allow-Methods': 'GET',
        'Access-Control-Allow-Headers': '*',
      },
      body: null,
    });
  });
});

describe('an invalid option throws when the metadata is compiled', () => {
  test.each<[string, object | undefined, RegExp]>([
    ['no options', undefined, /^protectedResourceMetadata must be an object with resource, authorizationServers/],
    ['a misspelt option', { ...good, scopes: ['a'] }, /no option "scopes"; its options are .*scopesSupported/],
    ['no resource', { authorizationServers: [issuer] }, /resource must be an https: URL.*; it is missing\.$/],
    ['plain http', { ...good, resource: 'http://api.example.com' }, /resource must be an https: URL.*got "http:/],
    ['a fragment', { ...good, resource: 'https://api.example.com/#a' }, /resource must be an https: URL/],
    ['a query', { ...good, resource: 'https://api.example.com/?a' }, /resource must be an https: URL/],
    ['no issuers', { resource: good.resource }, /authorizationServers must be a non-empty array.*; it is missing\.$/],
    [
      'an empty list',
      { ...good, authorizationServers: [] },
      /authorizationServers must be a non-empty array.*got \[\]/,
    ],
    ['a text', { ...good, authorizationServers: issuer }, /authorizationServers must be a non-empty array/],
    [
      'a pool id',
      { ...good, authorizationServers: [issuer, 'eu-west-1_AbC123xyz'] },
      /authorizationServers\[1\] must be an https: URL.*got "eu-west-1_AbC123xyz"/,
    ],
    ['a hole', { ...good, authorizationServers: new Array(1) }, /authorizationServers\[0\] must be an https: URL/],
    ['an unset scope list', { ...good, scopesSupported: undefined }, /scopesSupported must be .*got undefined/],
    ['an empty scope list', { ...good, scopesSupported: [] }, /scopesSupported must be a non-empty array/],
    ['one scope as text', { ...good, scopesSupported: 'a' }, /scopesSupported must be a non-empty array/],
    ['scopes in one text', { ...good, scopesSupported: ['a b'] }, /scopesSupported must be .*without spaces/],
    ['an invalid scope', { ...good, scopesSupported: [1] }, /scopesSupported must be a non-empty array/],
    ['an empty name', { ...good, resourceName: ' ' }, /resourceName must be a non-empty string; got " "/],
    ['an unset name', { ...good, resourceName: undefined }, /resourceName must be .*environment variable unset/],
  ])('%s is refused', (_, options, message) => {
    const compile = (): unknown => protectedResource(options as ProtectedResourceOptions);
    expect(compile).toThrow(TypeError);
    expect(compile).toThrow(message);
  });
});
