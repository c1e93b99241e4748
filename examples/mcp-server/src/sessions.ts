import { randomUUID } from 'node:crypto';
import type { Auth } from '@cognito-guard/core';
import { getAuth, toMcpAuthInfo } from '@cognito-guard/express';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import type { RequestHandler } from 'express';
import { LRUCache } from 'lru-cache';
import { createServer } from './tools.ts';

// #region sessions
interface Session {
  readonly caller: string;
  readonly transport: StreamableHTTPServerTransport;
}

/** One user or machine at one client. These claims stay the same when the client refreshes its token. */
const callerOf = ({ issuer, clientId, subject }: Auth): string => JSON.stringify([issuer, clientId, subject]);

/** Sessions of the protocol's versions up to 2025-11-25. A session id opens a session for its own caller only. */
export const createSessions = (): RequestHandler => {
  const sessions = new LRUCache<string, Session>({
    max: 1_000,
    ttl: 30 * 60_000,
    updateAgeOnGet: true,
    dispose: ({ transport }) => void transport.close(),
  });

  const start = async (caller: string): Promise<StreamableHTTPServerTransport> => {
    const transport = new StreamableHTTPServerTransport({
      sessionIdGenerator: randomUUID,
      onsessioninitialized: (id) => void sessions.set(id, { caller, transport }),
      onsessionclosed: (id) => void sessions.delete(id),
    });
    await createServer().connect(transport);
    return transport;
  };

  return async (req, res) => {
    const auth = getAuth(req);
    const caller = callerOf(auth);
    const id = req.header('Mcp-Session-Id');
    if (id !== undefined && sessions.peek(id)?.caller !== caller) {
      // The same answer for an unknown session: it does not tell which sessions exist.
      res.status(404).json({ jsonrpc: '2.0', error: { code: -32001, message: 'Session not found' }, id: null });
      return;
    }
    const transport = (id !== undefined && sessions.get(id)?.transport) || (await start(caller));
    await transport.handleRequest(Object.assign(req, { auth: toMcpAuthInfo(auth) }), res, req.body);
  };
};
// #endregion
