import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { LambdaRequest, NameAndValue } from '../lambda-events/lambda-request.ts';
import { listenOnLoopback } from '../lib/loopback-server.ts';
import type { Authorizer } from './authorizer.ts';
import type { Failures } from './failures.ts';

/** A running local API. */
export interface LocalApi extends AsyncDisposable {
  /** The API's URL, without a slash at the end: `http://127.0.0.1:49152`. */
  readonly url: string;
  /** The number of calls of the authorizer. */
  readonly authorizerCalls: number;
  /** The number of its results in the cache now. */
  readonly cachedResults: number;
  /**
   * The reasons of answers with 500 and 502: at most the latest 100 of the authorizer, then the latest 100 of the rest. The
   * `cause` of each is the thrown value, whose message ends the failure's message.
   */
  readonly failures: readonly Error[];
  /** Removes all results of the authorizer from the cache. */
  clearAuthorizerCache(): void;
  /** Drops open connections and stops listening. Safe to call twice. */
  close(): Promise<void>;
}

/** An HTTP response. */
export interface Reply {
  readonly status: number;
  readonly headers: readonly NameAndValue[];
  readonly body: string | Buffer;
}

/** An HTTP request, with everything that the event builders need. */
export type IncomingRequest = LambdaRequest & {
  readonly method: string;
  readonly path: string;
  readonly headers: readonly NameAndValue[];
  readonly requestId: string;
  readonly sourceIp: string;
  readonly timeEpoch: number;
};

/** Reads a request's line and headers, in order and unmerged. */
export const readHead = (
  { method = 'GET', url = '/', rawHeaders, socket }: IncomingMessage,
  clock: () => number,
): IncomingRequest => ({
  method,
  path: url,
  headers: rawHeaders.flatMap((name, index): readonly NameAndValue[] =>
    index % 2 === 0 ? [[name, rawHeaders[index + 1] ?? '']] : [],
  ),
  requestId: randomUUID(),
  sourceIp: socket.remoteAddress ?? '127.0.0.1',
  timeEpoch: clock(),
});

/**
 * Reads a body in the form of events. API Gateway decides by the API's binary media types; here, bytes that are not UTF-8
 * are binary.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-payload-encodings.html
 */
const readBody = async (request: IncomingMessage): Promise<Pick<LambdaRequest, 'body' | 'isBase64Encoded'>> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const bytes = Buffer.concat(chunks);
  if (bytes.length === 0) return {};
  const text = bytes.toString('utf8');
  return Buffer.from(text).equals(bytes) ? { body: text } : { body: bytes.toString('base64'), isBase64Encoded: true };
};

const send = (response: ServerResponse, { status, headers, body }: Reply): void => {
  for (const [name, value] of headers) response.appendHeader(name, value);
  response.writeHead(status).end(body);
};

/** Creates a server that answers every request. */
export const createHttpServer = (
  clock: () => number,
  answer: (request: IncomingRequest) => Promise<Reply>,
  onFailure: (error: unknown) => void,
): Server =>
  createServer((request, response) => {
    readBody(request)
      .then((body) => answer({ ...readHead(request, clock), ...body }))
      .then((reply) => send(response, reply))
      .catch((error: unknown) => {
        onFailure(error);
        response.destroy();
      });
  });

/** The parts of a local API. */
export interface LocalApiParts {
  readonly server: Server;
  readonly scheme: 'http' | 'ws';
  readonly authorizer: Authorizer | undefined;
  /** Failures outside the authorizer. */
  readonly failures: Failures;
  /** Drops upgraded connections, which are no longer the server's. */
  disconnect?(): void;
}

/** Listens on a free port of 127.0.0.1. */
export const startLocalApi = async (parts: LocalApiParts): Promise<LocalApi> => {
  const { server, scheme, authorizer, failures } = parts;
  const { port, close } = await listenOnLoopback(server, () => {
    server.closeAllConnections();
    parts.disconnect?.();
  });
  return {
    url: `${scheme}://127.0.0.1:${port}`,
    get authorizerCalls() {
      return authorizer?.calls ?? 0;
    },
    get cachedResults() {
      return authorizer?.cached ?? 0;
    },
    get failures() {
      return [...(authorizer?.failures ?? []), ...failures.latest];
    },
    clearAuthorizerCache: () => authorizer?.clearCache(),
    close,
    [Symbol.asyncDispose]: close,
  };
};
