import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { connect } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { createVerifier } from '@cognito-guard/core';
import { authorize, cognitoGuard, getAuth, query } from '@cognito-guard/fastify';
import { createTestPool } from '@cognito-guard/testing';
import websocket from '@fastify/websocket';
import Fastify, { type FastifyInstance } from 'fastify';
import { afterAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { serve } from './support/conformance-app.ts';

const pool = await createTestPool();
const verifier = createVerifier({ ...pool.options, tokenUse: 'access' });

describe('a route of @fastify/websocket', () => {
  const chat = async (): Promise<{ app: FastifyInstance; opened: () => number }> => {
    let opened = 0;
    const app = Fastify();
    await app.register(websocket);
    await app.register(cognitoGuard, { verifier, token: query('access_token') });
    app.get('/chat', { websocket: true }, (socket, request) => {
      opened += 1;
      socket.on('message', (data: Buffer) => socket.send(`${request.auth.subject}: ${data}`));
    });
    return { app, opened: () => opened };
  };
  const url = (origin: string, token: string): string => `${origin.replace('http', 'ws')}/chat?access_token=${token}`;

  test('opens with a valid token, and its handler receives the caller', async () => {
    await using server = await serve((await chat()).app);
    const socket = new WebSocket(url(server.origin, pool.accessToken()));
    await once(socket, 'open');
    const reply = once(socket, 'message');
    socket.send('hello');
    expect(String((await reply)[0])).toBe(`${pool.subject}: hello`);
    socket.close();
    await once(socket, 'close');
  });

  test('without a token, is refused before the upgrade with a plain 401 and its challenge', async () => {
    const { app, opened } = await chat();
    await using server = await serve(app);
    const socket = new WebSocket(url(server.origin, pool.accessToken({ expiresIn: -60 })));
    const [, response] = (await once(socket, 'unexpected-response')) as [unknown, IncomingMessage];
    expect(response.statusCode).toBe(401);
    expect(response.headers['www-authenticate']).toContain('error="invalid_token"');
    expect(opened()).toBe(0);
    response.destroy();
  });
});

describe('Fastify over HTTP/2', async () => {
  const app = Fastify({ http2: true });
  await app.register(cognitoGuard, { verifier });
  app.get('/me', { onRequest: authorize({ allScopes: ['orders/read'] }) }, async (request) => ({
    subject: getAuth(request).subject,
  }));
  await app.listen({ port: 0, host: '127.0.0.1' });
  const { port } = app.server.address() as AddressInfo;
  // Node's client rejects a repeated header, except with an option that its types omit.
  const lenient = { settings: {}, strictSingleValueFields: false };
  const session = connect(`http://127.0.0.1:${port}`, lenient);
  afterAll(async () => {
    session.close();
    await app.close();
  });

  const send = async (...values: readonly string[]) => {
    const stream = session.request([':path', '/me', ...values.flatMap((value) => ['authorization', value])]);
    const [headers] = (await once(stream, 'response')) as [Record<string, unknown>];
    let body = '';
    for await (const chunk of stream) body += chunk;
    return { headers, body: JSON.parse(body) };
  };

  test('a valid token is accepted', async () => {
    const { headers, body } = await send(`Bearer ${pool.accessToken({ scope: ['orders/read'] })}`);
    expect([headers[':status'], body]).toEqual([200, { subject: pool.subject }]);
  });

  test('a refusal has status, challenge and code', async () => {
    const { headers, body } = await send(`Bearer ${pool.accessToken()}`);
    expect([headers[':status'], body.code]).toEqual([403, 'insufficient_scope']);
    expect(headers['www-authenticate']).toContain('scope="orders/read"');
  });

  test('two Authorization headers are refused', async () => {
    const value = `Bearer ${pool.accessToken({ scope: ['orders/read'] })}`;
    const { headers, body } = await send(value, value);
    expect([headers[':status'], body.code]).toEqual([400, 'multiple_tokens']);
  });
});
