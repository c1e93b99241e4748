import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createVerifier } from '@cognito-guard/core';
import { authErrorHandler, authenticate, getAuth } from '@cognito-guard/express';
import { createTestPool } from '@cognito-guard/testing';
import express, { type Express } from 'express';
import { expect, onTestFinished, test } from 'vitest';
import { authorizedFetch } from './recipes/authorized-fetch.ts';
import { machineTokens } from './recipes/machine-tokens.ts';
import { ownTenant } from './recipes/own-tenant.ts';

const pool = await createTestPool();
const verifier = createVerifier({ ...pool.options, tokenUse: 'access' });

/** @returns The URL of the app, until the end of the test. */
const listen = async (app: Express): Promise<string> => {
  const server = app.listen(0, '127.0.0.1');
  onTestFinished(() => {
    server.close();
  });
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

const guardedApi = (): Promise<string> => {
  const app = express();
  app.use(authenticate(verifier));
  app.post('/orders', express.json(), (req, res) => {
    res.json({ sub: getAuth(req).subject, body: req.body });
  });
  app.get('/tenants/:tenant/orders', ownTenant, (_req, res) => {
    res.json([]);
  });
  return listen(app.use(authErrorHandler()));
};

test('authorizedFetch sends a refused request again with a new token, its body included', async () => {
  const url = await guardedApi();
  const reads: boolean[] = [];
  const send = authorizedFetch(async (isRefused) => {
    reads.push(isRefused);
    return pool.accessToken({ sub: 'alice', expiresIn: isRefused ? 60 : -60 });
  });
  const headers = { 'Content-Type': 'application/json' };
  const response = await send(`${url}/orders`, { method: 'POST', headers, body: '{"item":"tea"}' });
  expect([response.status, await response.json()]).toEqual([200, { sub: 'alice', body: { item: 'tea' } }]);
  expect(reads).toEqual([false, true]);
});

test('authorizedFetch returns the second refusal, and does not repeat other answers', async () => {
  const url = await guardedApi();
  const reads: boolean[] = [];
  const sendWith = (expiresIn: number) =>
    authorizedFetch(async (isRefused) => {
      reads.push(isRefused);
      return pool.accessToken({ expiresIn });
    });
  expect((await sendWith(-60)(`${url}/orders`, { method: 'POST' })).status).toBe(401);
  expect((await sendWith(60)(`${url}/elsewhere`)).status).toBe(404);
  expect(reads).toEqual([false, true, false]);
});

test('machineTokens requests one token for concurrent callers, and a new one a minute before it expires', async () => {
  const requests: unknown[] = [];
  let seconds = 3600;
  const app = express();
  app.post('/oauth2/token', express.urlencoded(), (req, res) => {
    requests.push([req.headers.authorization, req.body]);
    if (seconds === 0) res.sendStatus(500);
    else res.json({ access_token: `token ${requests.length}`, expires_in: seconds });
  });
  const tokenEndpoint = `${await listen(app)}/oauth2/token`;
  const client = { tokenEndpoint, clientId: 'job', clientSecret: 'secret', scope: 'orders/read' };

  const read = machineTokens(client);
  expect(await Promise.all([read(), read()])).toEqual(['token 1', 'token 1']);
  expect(await read()).toBe('token 1');
  const credentials = `Basic ${Buffer.from('job:secret').toString('base64')}`;
  expect(requests).toEqual([[credentials, { grant_type: 'client_credentials', scope: 'orders/read' }]]);

  seconds = 59;
  const readShort = machineTokens(client);
  expect([await readShort(), await readShort()]).toEqual(['token 2', 'token 3']);

  seconds = 0;
  await expect(readShort()).rejects.toThrow('The token endpoint answered 500.');
  seconds = 3600;
  expect(await readShort()).toBe('token 5');
});

test("ownTenant refuses another tenant's routes, and tokens without a tenant", async () => {
  const url = await guardedApi();
  const statusWith = async (claims: object): Promise<number> => {
    const headers = { authorization: `Bearer ${pool.accessToken({ claims: { ...claims } })}` };
    return (await fetch(`${url}/tenants/acme/orders`, { headers })).status;
  };
  expect(await statusWith({ tenant: 'acme' })).toBe(200);
  expect(await statusWith({ tenant: 'other' })).toBe(403);
  expect(await statusWith({})).toBe(403);
});
