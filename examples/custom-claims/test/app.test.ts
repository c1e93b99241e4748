import { createVerifier } from '@cognito-guard/core';
import { createTestPool } from '@cognito-guard/testing';
import { preTokenGenerationEvent } from '@cognito-guard/testing/lambda-events';
import { afterAll, expect, test } from 'vitest';
import { createApiVerifier, createApp } from '../src/app.ts';
import { startPool } from '../src/local.ts';
import { handler } from '../src/trigger.ts';

const pool = await startPool();
afterAll(() => pool.close());
const app = createApp(createApiVerifier({ ...pool.options, clientId: ['web', 'nightlyimport'] }));

const call = async (path: string, token: string) => {
  const response = await app.request(path, { headers: { Authorization: `Bearer ${token}` } });
  return { status: response.status, body: await response.json() };
};

const machineToken = async (clientId: string) => {
  const response = await fetch(`${pool.origin}/oauth2/token`, {
    method: 'POST',
    headers: { Authorization: `Basic ${btoa(`${clientId}:local-secret`)}` },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
  });
  const body = (await response.json()) as { readonly access_token?: string; readonly error_description?: string };
  return { status: response.status, ...body };
};

test('the claims of the trigger reach the route of a user who signs in at the local pool', async () => {
  const { accessToken } = await pool.signIn('alice');
  expect(await call('/api/plan', accessToken)).toEqual({
    status: 200,
    body: { tenant: 'acme', plan: 'pro', ordersLeft: 99 },
  });
  expect((await call('/api/reports', accessToken)).status).toBe(200);
});

test('a rule reads the claims, and refuses another plan', async () => {
  const { accessToken } = await pool.signIn('bob');
  expect((await call('/api/plan', accessToken)).body).toMatchObject({ plan: 'free' });
  expect(await call('/api/reports', accessToken)).toMatchObject({ status: 403, body: { code: 'forbidden' } });
});

test('a machine gets the claims of its client, and none without a contract gets a token', async () => {
  const { access_token: token = '' } = await machineToken('nightlyimport');
  expect((await call('/api/plan', token)).body).toMatchObject({ tenant: 'acme' });
  const refused = 'PreTokenGeneration failed with error This account has no contract..';
  expect(await machineToken('unknownmachine')).toMatchObject({ status: 400, error_description: refused });
  await expect(pool.signIn('carol')).rejects.toThrow('This account has no contract.');
});

test('a token without the claims is refused', async () => {
  const other = await createTestPool();
  const { request } = createApp(createApiVerifier({ ...other.options }));
  const headers = { Authorization: `Bearer ${other.accessToken({ claims: { tenant: 'acme', plan: 'gold' } })}` };
  const response = await request('/api/plan', { headers });
  expect([response.status, await response.json()]).toEqual([401, expect.objectContaining({ code: 'invalid_claims' })]);
  const { verify } = createVerifier({ ...other.options, tokenUse: 'access' });
  await expect(verify(headers.Authorization.slice(7))).resolves.toMatchObject({ custom: undefined });
});

test('the trigger writes claims that the verifier accepts', async () => {
  const event = preTokenGenerationEvent({ version: '3', attributes: { 'custom:tenant': 'globex' } });
  const { response } = await handler(event);
  const changes = response.claimsAndScopeOverrideDetails?.accessTokenGeneration;
  const testPool = await createTestPool();
  const verifier = createApiVerifier({ ...testPool.options });
  const { custom } = await verifier.verify(testPool.accessToken({ claims: changes?.claimsToAddOrOverride ?? {} }));
  expect(custom).toEqual({ tenant: 'globex', plan: 'free', limits: { orders: 5 } });
});
