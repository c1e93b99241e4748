import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { createVerifier } from '@cognito-guard/core';
import { authenticate, cookie, getAuth, query, webSocketProtocol } from '@cognito-guard/hono';
import { createTestPool } from '@cognito-guard/testing';
import { sendRaw } from '@cognito-guard/testing/conformance';
import { upgradeWebSocket } from '@hono/node-server';
import { Hono } from 'hono';
import { stream } from 'hono/streaming';
import { describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { serve } from './support/conformance-app.ts';

const pool = await createTestPool();
const verifier = createVerifier({ ...pool.options, tokenUse: 'access' });

describe('a WebSocket route', async () => {
  let opened = 0;
  const app = new Hono().get(
    '/chat',
    authenticate(verifier, { token: query('access_token') }),
    upgradeWebSocket((c) => ({
      onOpen: () => {
        opened += 1;
      },
      onMessage: (event, socket) => socket.send(`${getAuth(c).subject}: ${event.data}`),
    })),
  );
  const url = (origin: string, token: string): string => `${origin.replace('http', 'ws')}/chat?access_token=${token}`;

  test('is opened with a valid token, and has its caller', async () => {
    await using server = await serve(app);
    const socket = new WebSocket(url(server.origin, pool.accessToken()));
    await once(socket, 'open');
    const reply = once(socket, 'message');
    socket.send('hello');
    expect(String((await reply)[0])).toBe(`${pool.subject}: hello`);
    socket.close();
    await once(socket, 'close');
  });

  test('without a token is refused before the upgrade: a plain 401 with its challenge', async () => {
    await using server = await serve(app);
    const before = opened;
    const socket = new WebSocket(url(server.origin, pool.accessToken({ expiresIn: -60 })));
    const [, response] = (await once(socket, 'unexpected-response')) as [unknown, IncomingMessage];
    expect(response.statusCode).toBe(401);
    expect(response.headers['www-authenticate']).toContain('error="invalid_token"');
    expect(opened).toBe(before);
    response.destroy();
  });
});

describe('a WebSocket route of pages', () => {
  const app = new Hono().get(
    '/chat',
    authenticate(verifier, {
      token: [cookie('session', { origins: ['https://app.example.com'] }), webSocketProtocol()],
    }),
    upgradeWebSocket((c) => ({ onOpen: (_event, socket) => socket.send(getAuth(c).subject) })),
  );
  const open = (origin: string, page: string, cookies: string, protocols: string[] = []): WebSocket =>
    new WebSocket(`${origin.replace('http', 'ws')}/chat`, protocols, { origin: page, headers: { cookie: cookies } });
  const withCookie = (): string => `session=${pool.accessToken()}`;

  test('is opened by a page of the same origin or of an accepted one, with the cookie', async () => {
    await using server = await serve(app);
    for (const page of [server.origin, 'https://app.example.com']) {
      const socket = open(server.origin, page, withCookie());
      expect(String((await once(socket, 'message'))[0])).toBe(pool.subject);
      socket.close();
      await once(socket, 'close');
    }
  });

  test('is refused to a page of another site, although the browser adds the cookie', async () => {
    await using server = await serve(app);
    for (const page of ['https://other.example', 'null']) {
      const socket = open(server.origin, page, withCookie());
      const [, response] = (await once(socket, 'unexpected-response')) as [unknown, IncomingMessage];
      expect(response.statusCode).toBe(403);
      response.destroy();
    }
  });

  test('is opened by a page of another site that offers a token as a protocol', async () => {
    await using server = await serve(app);
    const socket = open(server.origin, 'https://other.example', 'theme=dark', ['bearer', pool.accessToken()]);
    expect(String((await once(socket, 'message'))[0])).toBe(pool.subject);
    expect(socket.protocol).toBe('bearer');
    socket.close();
    await once(socket, 'close');
  });
});

describe('a streaming route', () => {
  const app = new Hono().get('/stream', authenticate(verifier), (c) =>
    stream(c, async (out) => {
      for (const part of ['one ', 'two ', c.var.auth.subject]) await out.write(part);
    }),
  );
  const get = (token: string) =>
    ({ method: 'GET', path: '/stream', headers: [['Authorization', `Bearer ${token}`]] }) as const;

  test('streams to a valid token', async () => {
    await using server = await serve(app);
    const reply = await sendRaw(server.origin, get(pool.accessToken()));
    expect([reply.status, reply.body]).toEqual([200, `one two ${pool.subject}`]);
  });

  test('without a token is refused before its first byte', async () => {
    await using server = await serve(app);
    const reply = await sendRaw(server.origin, get(pool.accessToken({ expiresIn: -60 })));
    expect([reply.status, JSON.parse(reply.body).code]).toEqual([401, 'token_expired']);
  });
});
