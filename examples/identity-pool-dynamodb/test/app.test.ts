import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { CognitoIdentityClient } from '@aws-sdk/client-cognito-identity';
import { DynamoDBClient, QueryCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { createVerifier } from '@cognito-guard/core';
import { createCredentialExchange } from '@cognito-guard/identity-pool';
import { afterAll, expect, onTestFinished, test, vi } from 'vitest';
import { createApp } from '../src/app.ts';
import { startLocal } from '../src/local.ts';

const { close, dynamoDbUrl, identityPool, origin, pool } = await startLocal(0);
afterAll(close);

const { identityPoolId, region, url: endpoint } = identityPool;
const exchange = createCredentialExchange({ identityPoolId, client: new CognitoIdentityClient({ region, endpoint }) });
const verifier = createVerifier({ ...pool.options, tokenUse: 'id' });

/** Direct calls to DynamoDB with a user's credentials, without the API. */
const credentialsOf = async (sub: string) => exchange.forUser(await verifier.verify(pool.idToken({ sub })))();

const call = (sub: string, path: string, text?: string): Promise<Response> =>
  fetch(`${origin}${path}`, {
    headers: { authorization: `Bearer ${pool.idToken({ sub })}`, 'content-type': 'application/json' },
    ...(text !== undefined && { method: 'PUT', body: JSON.stringify({ text }) }),
  });

test('each user reads only their own rows', async () => {
  expect((await call('alice', '/notes/1', "alice's")).status).toBe(204);
  expect((await call('bob', '/notes/1', "bob's")).status).toBe(204);
  expect(await (await call('alice', '/notes')).json()).toEqual([{ id: '1', text: "alice's" }]);
  expect(await (await call('bob', '/notes')).json()).toEqual([{ id: '1', text: "bob's" }]);
});

test("the role's policy refuses another user's rows, even if the API requests them", async () => {
  const { identityId } = await credentialsOf('bob');
  const refused = await call('alice', `/notes?owner=${identityId}`);
  expect(refused.status).toBe(403);
  expect(await refused.json()).toEqual({ code: 'forbidden' });
  expect((await call('bob', `/notes?owner=${identityId}`)).status).toBe(200);
});

test('an action without an Allow in the policy is refused', async () => {
  const credentials = await credentialsOf('alice');
  const client = new DynamoDBClient({ region, endpoint: dynamoDbUrl, credentials });
  await expect(client.send(new ScanCommand({ TableName: 'notes' }))).rejects.toThrow('Not authorized.');
});

test('forged credentials are refused', async () => {
  const credentials = { accessKeyId: 'ASIAUNKNOWN', secretAccessKey: 'x', sessionToken: 'x' };
  const client = new DynamoDBClient({
    region: identityPool.region,
    endpoint: dynamoDbUrl,
    credentials,
    maxAttempts: 1,
  });
  const failed = client.send(new QueryCommand({ TableName: 'notes' }));
  await expect(failed).rejects.toMatchObject({ $metadata: { httpStatusCode: 401 } });
});

test('all requests of a user share one identity and one set of credentials', async () => {
  await Promise.all(Array.from({ length: 20 }, () => call('carol', '/notes')));
  const before = { ...identityPool.calls };
  await Promise.all(Array.from({ length: 20 }, () => call('carol', '/notes')));
  expect(identityPool.calls).toEqual(before);
});

test('an access token is refused, because identity pools accept ID tokens only', async () => {
  const headers = { authorization: `Bearer ${pool.accessToken()}` };
  expect((await fetch(`${origin}/notes`, { headers })).status).toBe(401);
});

test('an outage of the identity pool is 503 with Retry-After, and its misconfiguration is not disclosed to callers', async () => {
  identityPool.fail('internal-error');
  const outage = await call('dora', '/notes');
  identityPool.fail(undefined);
  expect([outage.status, outage.headers.get('retry-after')]).toEqual([503, '1']);
  expect(await outage.json()).toMatchObject({ code: 'unavailable' });

  const log = vi.spyOn(console, 'error').mockReturnValue();
  onTestFinished(() => log.mockRestore());
  const elsewhere = `${identityPoolId.slice(0, -1)}5`;
  const misled = createCredentialExchange({
    identityPoolId: elsewhere,
    client: new CognitoIdentityClient({ region, endpoint }),
  });
  const server = createApp(verifier, misled, { region, endpoint: dynamoDbUrl }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const headers = { authorization: `Bearer ${pool.idToken()}` };
  const mistake = await fetch(`http://127.0.0.1:${port}/notes`, { headers });
  server.close();
  server.closeAllConnections();
  expect([mistake.status, await mistake.json()]).toEqual([500, { code: 'misconfigured' }]);
  expect(log).toHaveBeenCalledOnce();
});
