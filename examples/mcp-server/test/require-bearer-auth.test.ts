/** Our verifier inside the middleware of the official SDK, versions 1 and 2. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createVerifier, type Verifier } from '@cognito-guard/core';
import { authErrorHandler, authenticate, authorize, mcpTokenVerifier } from '@cognito-guard/express';
import { createTestPool } from '@cognito-guard/testing';
import { InvalidTokenError } from '@modelcontextprotocol/sdk/server/auth/errors.js';
import type { OAuthTokenVerifier } from '@modelcontextprotocol/sdk/server/auth/provider.js';
import * as v2 from '@modelcontextprotocol/server';
import express, { type RequestHandler } from 'express';
import { describe, expect, test } from 'vitest';

const pool = await createTestPool();
const resource = 'https://api.example.com/mcp';
const resourceMetadataUrl = 'https://api.example.com/.well-known/oauth-protected-resource/mcp';
const requiredScopes = ['orders/write'];

const options = { ...pool.options, tokenUse: 'access', audience: resource } as const;
const verifier = createVerifier(options);
const withoutKeys = createVerifier({ ...options, keys: { fetch: () => Promise.reject(new Error('down')) } });

/** Sends one request to an app with the middleware. */
const send = async (guard: readonly RequestHandler[], token?: string): Promise<Response> => {
  const app = express();
  app.get('/mcp', ...guard, (req, res) => {
    res.json(Reflect.get(req, 'auth') ?? null);
  });
  app.use(authErrorHandler());
  const server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    const headers = token === undefined ? {} : { Authorization: `Bearer ${token}` };
    const response = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`, { headers });
    return new Response(await response.text(), response);
  } finally {
    server.close();
    server.closeAllConnections();
  }
};

/** Loaded without its types, which add a property `auth` to every Express request of this repository. */
const version1Path = '@modelcontextprotocol/sdk/server/auth/middleware/bearerAuth.js';
const version1: {
  requireBearerAuth(options: {
    verifier: OAuthTokenVerifier;
    requiredScopes: string[];
    resourceMetadataUrl: string;
    expectedResource: URL;
  }): RequestHandler;
} = await import(version1Path);

type Call = (verifier: Verifier<'access'>, token: string) => Promise<Response>;

const callVersion1: Call = (verifier, token) => {
  const guard = version1.requireBearerAuth({
    verifier: mcpTokenVerifier(verifier, (message) => new InvalidTokenError(message)),
    requiredScopes,
    resourceMetadataUrl,
    expectedResource: new URL(resource),
  });
  return send([guard], token);
};

/** The SDK's Express middleware of version 2 calls the same functions as this one for Fetch API requests. */
const callVersion2: Call = async (verifier, token) => {
  const guard = v2.requireBearerAuth({
    verifier: mcpTokenVerifier(verifier, (message) => new v2.OAuthError(v2.OAuthErrorCode.InvalidToken, message)),
    requiredScopes,
    resourceMetadataUrl,
    expectedResource: new URL(resource),
  });
  const result = await guard(new Request(resource, { headers: { Authorization: `Bearer ${token}` } }));
  return result instanceof Response ? result : Response.json(result);
};

const tokenWith = (given: { scope?: string; aud?: string; expiresIn?: number } = {}): string => {
  const { scope = 'orders/write', aud = resource, expiresIn = 600 } = given;
  return pool.accessToken({ username: 'alice', scope, expiresIn, claims: { aud } });
};

describe.each<[string, Call]>([
  ['1', callVersion1],
  ['2', callVersion2],
])("requireBearerAuth of the SDK's version %s", (_version, call) => {
  test('accepts a good token for expectedResource and passes the caller on', async () => {
    const response = await call(verifier, tokenWith());
    expect(response.status).toBe(200);
    const info = { clientId: pool.clientId, scopes: ['orders/write'], resource, extra: { username: 'alice' } };
    expect(await response.json()).toMatchObject(info);
  });

  test('answers a refused token with 401, our message, the scope and the metadata', async () => {
    const response = await call(verifier, tokenWith({ expiresIn: -60 }));
    expect(response.status).toBe(401);
    expect(response.headers.get('WWW-Authenticate')).toBe(
      'Bearer error="invalid_token", error_description="The token has expired.", scope="orders/write", ' +
        `resource_metadata="${resourceMetadataUrl}"`,
    );
  });

  test.each([
    ['a token for another API', tokenWith({ aud: 'https://other.example.com/mcp' })],
    ['a token without aud', pool.accessToken({ scope: 'orders/write' })],
    ['an ID token', pool.idToken()],
    ['text that is no token', 'abc'],
  ])('answers %s with 401 instead of 500', async (_what, token) => {
    expect((await call(verifier, token)).status).toBe(401);
  });

  test('answers a token without the scope with 403', async () => {
    const response = await call(verifier, tokenWith({ scope: 'orders/read' }));
    expect(response.status).toBe(403);
    expect(response.headers.get('WWW-Authenticate')).toMatch(
      /^Bearer error="insufficient_scope".*scope="orders\/write"/,
    );
  });

  test('answers an outage of the key endpoint with 500, and never as a bad token', async () => {
    const response = await call(withoutKeys, tokenWith());
    expect(response.status).toBe(500);
    expect(response.headers.has('WWW-Authenticate')).toBe(false);
    expect(await response.json()).toMatchObject({ error: 'server_error' });
  });
});

describe('authenticate in place of requireBearerAuth', () => {
  const guard = (verifier: Verifier<'access'>): RequestHandler[] => [
    authenticate(verifier, { resourceMetadata: resourceMetadataUrl, challengeScopes: requiredScopes }),
    authorize({ allScopes: requiredScopes }),
  ];

  test('names the scope and the metadata in the 401 to a request without a token', async () => {
    const response = await send(guard(verifier));
    expect(response.status).toBe(401);
    expect(response.headers.get('WWW-Authenticate')).toBe(
      `Bearer scope="orders/write", resource_metadata="${resourceMetadataUrl}"`,
    );
  });

  test('answers an outage of the key endpoint with 503 and Retry-After', async () => {
    const response = await send(guard(withoutKeys), tokenWith());
    expect(response.status).toBe(503);
    expect(response.headers.get('Retry-After')).toMatch(/^\d+$/);
  });
});
