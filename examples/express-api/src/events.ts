import type { Verifier } from '@cognito-guard/core';
import { authSignal, getAuth } from '@cognito-guard/express';
import type { RequestHandler } from 'express';

/** Server-sent events. The response ends when its token expires or is revoked. */
export const orderEvents =
  (verifier: Verifier<'access'>): RequestHandler =>
  (req, res) => {
    const connection = new AbortController();
    const refused = authSignal(verifier, getAuth(req), { signal: connection.signal });
    res.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
    const send = (): boolean => res.write(`data: ${JSON.stringify({ id: 1, item: 'tea' })}\n\n`);
    send();
    const timer = setInterval(send, 1_000);
    refused.addEventListener('abort', () => res.end());
    res.on('close', () => {
      clearInterval(timer);
      connection.abort();
    });
  };
