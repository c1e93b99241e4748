/**
 * The authorizers in two third-party emulators: serverless-offline emulates API Gateway, and users sign in to
 * cognito-local. serverless-offline differs from API Gateway: it caches no results, answers every thrown error with 401,
 * and puts the route's template into method ARNs. It also treats a dot in a policy as any character, so that our Deny for
 * paths that end in `/..` matches `/me`: no path here has a segment of one or two characters. Tests with our local API
 * Gateway cover the rest.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { decodeToken } from '@cognito-guard/testing';
import { askForPrice } from '../../../examples/websocket-authorizer/src/local.ts';
import { startCognitoLocal } from '../../../packages/express/test/support/cognito-local.ts';
import { type ServerlessOffline, startServerlessOffline } from './serverless-offline.ts';
import { createUsers } from './users.ts';

const userPoolId = 'eu-west-1_SmokeTest1';
const running = new AsyncDisposableStack();
let offline: ServerlessOffline;
let admin: string;
let trader: string;

/** The username that cognito-local generates for users with an email address: an id. */
const nameIn = (token: string): unknown => decodeToken(token).payload['username'];

before(async () => {
  const cognito = running.use(await startCognitoLocal(userPoolId));
  const users = await createUsers(cognito.client, userPoolId);
  admin = await users.signIn('alice@example.com', ['admins', 'Größe, "M"']);
  trader = await users.signIn('bob@example.com', ['traders']);
  const { clientId } = users;
  const { jwksUri } = cognito;
  offline = running.use(
    await startServerlessOffline({ USER_POOL_ID: userPoolId, CLIENT_ID: clientId, JWKS_URI: jwksUri }),
  );
});

after(() => running.disposeAsync());

const statusOf = async (method: string, url: string, token: string): Promise<number> => {
  const { status } = await fetch(url, { method, headers: { authorization: `Bearer ${token}` } });
  return status;
};

const apis = [
  ['REST, REQUEST', () => offline.restUrl],
  ['REST, TOKEN', () => `${offline.restUrl}/token`],
  ['HTTP, payload 1.0', () => `${offline.httpUrl}/payload1`],
  ['HTTP, payload 2.0, simple answers', () => `${offline.httpUrl}/simple`],
] as const;

for (const [name, url] of apis) {
  test(`${name}: a signed-in user gets 200, and the function receives the user`, async () => {
    const response = await fetch(`${url()}/profile`, { headers: { authorization: `Bearer ${admin}` } });
    assert.deepEqual(await response.json(), { username: nameIn(admin), groups: ['admins', 'Größe, "M"'] });
  });

  test(`${name}: only admins may delete orders`, async () => {
    assert.equal(await statusOf('DELETE', `${url()}/orders/1`, admin), 200);
    assert.equal(await statusOf('DELETE', `${url()}/orders/1`, trader), 403);
  });

  test(`${name}: an invalid token is 401`, async () => {
    assert.equal(await statusOf('GET', `${url()}/profile`, `${admin.slice(0, -4)}AAAA`), 401);
    assert.equal((await fetch(`${url()}/profile`)).status, 401);
  });
}

test('REST, REQUEST: a user without the custom scope may not list orders', async () => {
  assert.equal(await statusOf('GET', `${offline.restUrl}/orders`, admin), 403);
});

test('HTTP, payload 2.0: serverless-offline evaluates the policies', async () => {
  // Different from API Gateway, which accepts lists in this context: here, an allowed caller gets 500 for the list.
  assert.equal(await statusOf('DELETE', `${offline.httpUrl}/orders/1`, admin), 500);
  assert.equal(await statusOf('DELETE', `${offline.httpUrl}/orders/1`, trader), 403);
  assert.equal(await statusOf('GET', `${offline.httpUrl}/profile`, 'nonsense'), 401);
});

test('WebSocket: only traders can connect, and the function receives their names', async () => {
  assert.deepEqual(await askForPrice(offline.webSocketUrl, trader), { hello: nameIn(trader), price: 42 });
  await assert.rejects(askForPrice(offline.webSocketUrl, admin), /refused/);
  await assert.rejects(askForPrice(offline.webSocketUrl, 'nonsense'), /refused/);
});
