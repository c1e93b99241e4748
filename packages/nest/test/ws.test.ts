import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { type Auth, AuthError, createVerifier } from '@cognito-guard/core';
import { AuthErrorFilter, Authorize, CognitoGuard, CurrentAuth, query } from '@cognito-guard/nest';
import { CognitoWsAdapter } from '@cognito-guard/nest/ws';
import { createTestPool } from '@cognito-guard/testing';
import { UseFilters, UseGuards } from '@nestjs/common';
import { MessageBody, SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';
import { describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { platforms, type Running, serve } from './support/apps.ts';

let connections = 0;

@WebSocketGateway({ path: '/chat' })
@UseGuards(CognitoGuard)
@UseFilters(AuthErrorFilter)
class ChatGateway {
  handleConnection(): void {
    connections += 1;
  }

  @SubscribeMessage('say')
  say(@CurrentAuth() auth: Auth, @MessageBody() text: string): object {
    return { event: 'said', data: `${auth.subject}: ${text}` };
  }

  @SubscribeMessage('ban')
  @Authorize({ anyGroup: ['admins'] })
  ban(): object {
    return { event: 'banned', data: null };
  }

  @SubscribeMessage('throw')
  thrown(): never {
    throw new AuthError('forbidden');
  }
}

@WebSocketGateway({ path: '/mixed' })
@UseFilters(AuthErrorFilter)
class MixedGateway {
  @SubscribeMessage('guarded')
  @UseGuards(CognitoGuard)
  guarded(@CurrentAuth() auth: Auth): object {
    return { event: 'guarded', data: auth.subject };
  }

  @SubscribeMessage('unguarded')
  unguarded(@CurrentAuth() auth: Auth): object {
    return { event: 'unguarded', data: auth.subject };
  }

  @SubscribeMessage('plain')
  plain(): object {
    return { event: 'plain', data: null };
  }
}

@WebSocketGateway({ path: '/open', verifyClient: () => true })
class OpenGateway {
  @SubscribeMessage('say')
  say(@MessageBody() text: string): object {
    return { event: 'said', data: text };
  }
}

describe.each(platforms)('a gateway on %s', (_, platform) => {
  const start = async () => {
    const pool = await createTestPool();
    const verifier = createVerifier({ ...pool.options, tokenUse: 'access', clock: pool.clock });
    const server = await serve(platform, { verifier }, { providers: [ChatGateway, MixedGateway, OpenGateway] }, (app) =>
      app.useWebSocketAdapter(new CognitoWsAdapter(app, { token: query('access_token') })),
    );
    return { pool, server };
  };
  const connect = ({ origin }: Running, path: string): WebSocket =>
    new WebSocket(`${origin.replace('http', 'ws')}${path}`);
  const ask = async (socket: WebSocket, event: string, data: unknown = null): Promise<unknown> => {
    const reply = once(socket, 'message');
    socket.send(JSON.stringify({ event, data }));
    return JSON.parse(String((await reply)[0]));
  };
  const refusal = (code: string) => ({
    event: 'exception',
    data: { status: 'error', code, message: expect.any(String) },
  });

  test('passes the caller of the upgrade request to each message', async () => {
    const { pool, server } = await start();
    await using _server = server;
    const socket = connect(server, `/chat?access_token=${pool.accessToken()}`);
    await once(socket, 'open');
    expect(await ask(socket, 'say', 'hello')).toEqual({ event: 'said', data: `${pool.subject}: hello` });
    expect(await ask(socket, 'ban')).toEqual(refusal('insufficient_group'));
    expect(await ask(socket, 'throw')).toEqual(refusal('forbidden'));
    expect(await ask(socket, 'say', 'still here')).toEqual({ event: 'said', data: `${pool.subject}: still here` });
    socket.close();
  });

  test('refuses messages after the token expires, and keeps the connection', async () => {
    const { pool, server } = await start();
    await using _server = server;
    const socket = connect(server, `/chat?access_token=${pool.accessToken({ expiresIn: 60, groups: ['admins'] })}`);
    await once(socket, 'open');
    expect(await ask(socket, 'ban')).toEqual({ event: 'banned', data: null });
    pool.advance(120);
    expect(await ask(socket, 'ban')).toEqual(refusal('token_expired'));
    expect(socket.readyState).toBe(WebSocket.OPEN);
    socket.close();
  });

  test('passes the caller to messages that arrive together', async () => {
    const { pool, server } = await start();
    await using _server = server;
    const socket = connect(server, `/chat?access_token=${pool.accessToken()}`);
    await once(socket, 'open');
    const replies: unknown[] = [];
    const all = new Promise<void>((resolve) => {
      socket.on('message', (data) => {
        replies.push(JSON.parse(String(data)).event);
        if (replies.length === 20) resolve();
      });
    });
    for (let count = 0; count < 20; count++) socket.send(JSON.stringify({ event: 'say', data: count }));
    await all;
    expect(replies).toEqual(Array(20).fill('said'));
    socket.close();
  });

  test('refuses a connection without a valid token before the upgrade, with challenge and code', async () => {
    const { pool, server } = await start();
    await using _server = server;
    const before = connections;
    for (const [path, code] of [
      ['/chat', 'missing_token'],
      [`/chat?access_token=${pool.accessToken({ expiresIn: -60 })}`, 'token_expired'],
    ] as const) {
      const [, response] = (await once(connect(server, path), 'unexpected-response')) as [unknown, IncomingMessage];
      let body = '';
      for await (const chunk of response) body += chunk;
      expect([response.statusCode, JSON.parse(body).code]).toEqual([401, code]);
      expect(response.headers['www-authenticate']).toMatch(/^Bearer /);
    }
    expect(connections).toBe(before);
  });

  test('throws for @CurrentAuth in a handler without a guard, even after a guarded message', async () => {
    const { pool, server } = await start();
    await using _server = server;
    const socket = connect(server, `/mixed?access_token=${pool.accessToken()}`);
    await once(socket, 'open');
    expect(await ask(socket, 'guarded')).toEqual({ event: 'guarded', data: pool.subject });
    socket.send(JSON.stringify({ event: 'unguarded', data: null }));
    // Nest sends no answer for an unknown error over ws, so the next answer is that of the next message.
    expect(await ask(socket, 'plain')).toEqual({ event: 'plain', data: null });
    socket.close();
  });

  test('accepts connections without a token if it has its own verifyClient', async () => {
    const { server } = await start();
    await using _server = server;
    const socket = connect(server, '/open');
    await once(socket, 'open');
    expect(await ask(socket, 'say', 'hello')).toEqual({ event: 'said', data: 'hello' });
    socket.close();
  });
});
