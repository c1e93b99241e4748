import { AuthError, type Verifier } from '@cognito-guard/core';
import { authenticate, authSignal, bearer, getAuth, webSocketProtocol } from '@cognito-guard/hono';
import { upgradeWebSocket } from '@hono/node-server';
import { Hono } from 'hono';
import { streamSSE } from 'hono/streaming';

const order = JSON.stringify({ id: 1, item: 'tea' });

/** Connections that outlive their request. Each one ends when its token expires or is revoked. */
export const liveRoutes = (verifier: Verifier<'access'>) =>
  new Hono()
    .get('/events', authenticate(verifier), (c) =>
      streamSSE(c, async (stream) => {
        const connection = new AbortController();
        stream.onAbort(() => connection.abort());
        const refused = authSignal(verifier, c.var.auth, { signal: connection.signal });
        while (!stream.aborted && !refused.aborted) {
          await stream.writeSSE({ data: order });
          await stream.sleep(1_000);
        }
      }),
    )
    .get(
      '/socket',
      // In a page: new WebSocket(url, ['bearer', accessToken]).
      authenticate(verifier, { token: [bearer(), webSocketProtocol()] }),
      upgradeWebSocket((c) => {
        const connection = new AbortController();
        return {
          onOpen: (_event, socket) => {
            const refused = authSignal(verifier, getAuth(c), { signal: connection.signal });
            refused.addEventListener('abort', () => {
              const { reason } = refused;
              socket.close(3000, AuthError.is(reason) ? reason.code : 'server_error'); // 3000: Unauthorized
            });
            socket.send(order);
          },
          onClose: () => connection.abort(),
        };
      }),
    );
