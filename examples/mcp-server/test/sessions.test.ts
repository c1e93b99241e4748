import { expect, test } from 'vitest';
import { startLocal } from '../src/local.ts';
import { createSessions } from '../src/sessions.ts';

type Server = Awaited<ReturnType<typeof startLocal>>;

const tokenOf = ({ pool, resource }: Server, username: string, given: { expiresIn?: number; clientId?: string } = {}) =>
  pool.accessToken({ username, sub: username, scope: 'orders/write', claims: { aud: resource }, ...given });

const send = ({ resource }: Server, method: string, token: string, session?: string, body?: object) =>
  fetch(resource, {
    method,
    headers: {
      Authorization: `Bearer ${token}`,
      Accept: method === 'GET' ? 'text/event-stream' : 'application/json, text/event-stream',
      ...(session !== undefined && { 'Mcp-Session-Id': session }),
      ...(body !== undefined && { 'Content-Type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });

const listTools = { jsonrpc: '2.0', id: 2, method: 'tools/list', params: {} };

/** Starts a session and returns its id. */
const initialize = async (server: Server, token: string): Promise<string> => {
  const clientInfo = { name: 'test', version: '1.0.0' };
  const params = { protocolVersion: '2025-06-18', capabilities: {}, clientInfo };
  const response = await send(server, 'POST', token, undefined, {
    jsonrpc: '2.0',
    id: 1,
    method: 'initialize',
    params,
  });
  await response.text();
  return response.headers.get('Mcp-Session-Id') ?? '';
};

const start = (): Promise<Server> => startLocal(0, createSessions());

test('a session serves its own user, also with the token after a refresh', async () => {
  await using server = await start();
  const session = await initialize(server, tokenOf(server, 'alice'));
  const refreshed = tokenOf(server, 'alice', { expiresIn: 900 });
  expect((await send(server, 'POST', refreshed, session, listTools)).status).toBe(200);
});

test.each(['POST', 'GET', 'DELETE'])("%s with another user's token and a known session id is 404", async (method) => {
  await using server = await start();
  const session = await initialize(server, tokenOf(server, 'alice'));
  const body = method === 'POST' ? listTools : undefined;
  const refused = await send(server, method, tokenOf(server, 'mallory'), session, body);
  expect(refused.status).toBe(404);
  const unknown = await send(server, method, tokenOf(server, 'mallory'), 'no-such-session', body);
  expect([unknown.status, await unknown.text()]).toEqual([404, await refused.text()]);
  // The session is untouched.
  expect((await send(server, 'POST', tokenOf(server, 'alice'), session, listTools)).status).toBe(200);
});

test('DELETE by its own user ends a session', async () => {
  await using server = await start();
  const token = tokenOf(server, 'alice');
  const session = await initialize(server, token);
  expect((await send(server, 'DELETE', token, session)).status).toBe(200);
  expect((await send(server, 'POST', token, session, listTools)).status).toBe(404);
});

test('a stream of events ends when its token expires', async () => {
  await using server = await start();
  const token = tokenOf(server, 'alice', { expiresIn: 2 });
  const stream = await send(server, 'GET', token, await initialize(server, token));
  expect(stream.status).toBe(200);
  expect(await stream.text()).not.toContain('error');
  expect((await send(server, 'GET', token)).status).toBe(401);
});
