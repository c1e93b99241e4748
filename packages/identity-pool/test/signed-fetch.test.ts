import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { signedFetch } from '@cognito-guard/identity-pool';
import { AwsSignature, rawBodyFromVerify } from '@filen/aws4-express';
import express from 'express';
import { afterAll, expect, test } from 'vitest';
import { createWorld } from './support/world.ts';

const servers: Server[] = [];
afterAll(() => {
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
});

/** An API that accepts only requests whose signature an independent verifier accepts. */
const createApi = async (secretOf: (accessKeyId: string) => string | undefined) => {
  const app = express();
  app.use(express.raw({ type: () => true, verify: rawBodyFromVerify }));
  app.use((req, res, next) => {
    void new AwsSignature().verify({ secretKey: ({ accessKey }) => secretOf(accessKey) })(req, res, next);
  });
  app.use((req, res) => {
    const token = req.header('x-amz-security-token');
    res.json({ method: req.method, url: req.url, body: String(req.body?.length ? req.body : ''), token });
  });
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  servers.push(server);
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

const credentials = async () => ({
  accessKeyId: 'ASIA0123456789ABCDEF',
  secretAccessKey: 'a secret access key',
  sessionToken: 'a/session+token==',
});
const { accessKeyId, secretAccessKey, sessionToken } = await credentials();
const origin = await createApi((given) => (given === accessKeyId ? secretAccessKey : undefined));
const request = signedFetch(credentials, { region: 'eu-west-1' });

test.each([
  { what: 'a GET', path: '/orders', url: '/orders' },
  { what: 'the root', path: '', url: '/' },
  { what: 'a query', path: '/orders?limit=10&after=b&limit=2&Z=1', url: '/orders?limit=10&after=b&limit=2&Z=1' },
  {
    what: 'a query with special characters',
    path: "/o?q=a+b%2Bc&x=(1)*'!~&empty=",
    url: '/o?q=a%20b%2Bc&x=%281%29%2A%27%21~&empty=',
  },
  { what: 'a query without names', path: '/o?&=x&a', url: '/o?a=' },
  { what: 'an encoded path', path: '/orders/a%20b%2Fc/%C3%BC', url: '/orders/a%20b%2Fc/%C3%BC' },
  { what: 'a path with special characters', path: "/o/(1)!*'~/$&+,;=:@", url: '/o/%281%29%21%2A%27~/$&+,;=:@' },
])('an independent verifier accepts the signature of $what', async ({ path, url }) => {
  const response = await request(`${origin}${path}`);
  expect(response.status).toBe(200);
  expect(await response.json()).toMatchObject({ method: 'GET', url, token: sessionToken });
});

test.each([
  { what: 'JSON', init: { body: '{"item":"tea"}', headers: { 'content-type': 'application/json' } } },
  { what: 'text with special characters', init: { body: 'grüße' } },
  { what: 'bytes', init: { body: new TextEncoder().encode('bytes') } },
  { what: 'repeated spaces in a header', init: { body: 'x', headers: { 'x-note': 'a  b' } } },
  { what: 'no body', init: {} },
])('an independent verifier accepts the signature of a POST with $what', async ({ init }) => {
  const response = await request(`${origin}/orders`, { method: 'POST', ...init });
  expect(response.status).toBe(200);
  const { body = '' } = init as { body?: string | Uint8Array };
  expect(await response.json()).toMatchObject({
    body: typeof body === 'string' ? body : new TextDecoder().decode(body),
  });
});

test('an independent verifier accepts the signature of a Request object', async () => {
  const response = await request(new Request(`${origin}/orders`, { method: 'PUT', body: 'tea' }));
  expect(await response.json()).toMatchObject({ method: 'PUT', body: 'tea' });
});

const withHeader = (init: RequestInit, name: string, value: string): Headers => {
  const headers = new Headers(init.headers);
  headers.set(name, value);
  return headers;
};

type Sent = Parameters<NonNullable<Parameters<typeof signedFetch>[1]['fetch']>>;

test.each<{ what: string; tamper: (sent: Sent) => Sent }>([
  { what: 'query', tamper: ([url, init]) => [url.replace('limit=1', 'limit=2'), init] },
  { what: 'path', tamper: ([url, init]) => [url.replace('/orders', '/admin'), init] },
  { what: 'method', tamper: ([url, init]) => [url, { ...init, method: 'PUT' }] },
  { what: 'body', tamper: ([url, init]) => [url, { ...init, body: '{"item":"gold"}' }] },
  {
    what: 'session token',
    tamper: ([url, init]) => [url, { ...init, headers: withHeader(init, 'x-amz-security-token', 'x') }],
  },
])('an independent verifier rejects a request with a modified $what', async ({ tamper }) => {
  const tampered = signedFetch(credentials, {
    region: 'eu-west-1',
    fetch: (...sent) => fetch(...tamper(sent)),
  });
  expect((await tampered(`${origin}/orders?limit=1`, { method: 'POST', body: '{"item":"tea"}' })).status).toBe(401);
});

test('signedFetch returns a redirect without following it, because the signature is valid for one URL', async () => {
  let redirect: string | undefined;
  const request = signedFetch(credentials, {
    region: 'eu-west-1',
    fetch: async (_url, init) => {
      redirect = init.redirect;
      return new Response(null, { status: 302, headers: { location: 'https://elsewhere.example' } });
    },
  });
  expect((await request('https://api.example/')).status).toBe(302);
  expect(redirect).toBe('manual');
});

test("the signature's scope is the date, the region and the service, execute-api by default", async () => {
  const scopes: unknown[] = [];
  for (const options of [{}, { service: 'lambda' }]) {
    const request = signedFetch(credentials, {
      region: 'eu-west-1',
      clock: () => Date.UTC(2026, 0, 2),
      fetch: async (_url, { headers }) => {
        scopes.push(/Credential=\w+\/([^,]+),/.exec(new Headers(headers).get('authorization') ?? '')?.[1]);
        return new Response();
      },
      ...options,
    });
    await request('https://api.example/');
  }
  expect(scopes).toEqual(['20260102/eu-west-1/execute-api/aws4_request', '20260102/eu-west-1/lambda/aws4_request']);
});

test("signedFetch signs with the credentials of an exchange's user", async () => {
  const { exchange, identityPool, user } = await createWorld();
  const api = await createApi((given) => identityPool.sessionOf(given)?.secretAccessKey);
  const ask = signedFetch(exchange.forUser(await user()), { region: 'eu-west-1' });
  expect((await ask(`${api}/orders`)).status).toBe(200);
});

test('signedFetch sends no request without credentials', async () => {
  const { pool, exchange, user } = await createWorld();
  const credentials = exchange.forUser(await user({ expiresIn: 60 }));
  pool.advance(61);
  let sent = 0;
  const request = signedFetch(credentials, {
    region: 'eu-west-1',
    fetch: async () => {
      sent++;
      return new Response();
    },
  });
  await expect(request('https://api.example/')).rejects.toMatchObject({ code: 'token_expired' });
  expect(sent).toBe(0);
});
