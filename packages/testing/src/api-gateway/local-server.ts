import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { LambdaRequest, NameAndValue } from '../lambda-events/lambda-request.ts';
import type { Authorizer } from './authorizer.ts';
import type { Failures } from './failures.ts';

/** A running local API. */
export interface LocalApi extends AsyncDisposable {
  /** Where it listens, without a slash at the end: `http://127.0.0.1:49152`. */
  readonly url: string;
  /** How often the authorizer was called. */
  readonly authorizerCalls: number;
  /** How many of its results are kept now. */
  readonly cachedResults: number;
  /**
   * What stood behind answers of 500 and 502, in order. What was thrown is the `cause`, and its message the end of the
   * failure's. The latest 100 of the authorizer, and of everything else.
   */
  readonly failures: readonly Error[];
  /** Forgets all results of the authorizer. */
  clearAuthorizerCache(): void;
  /** Drops open connections and stops listening. Safe to call twice. */
  close(): Promise<void>;
}

/** An answer over HTTP. */
export interface Reply {
  readonly status: number;
  readonly headers: readonly NameAndValue[];
  readonly body: string | Buffer;
}

/** A request over HTTP, with all that a builder of events needs. */
export type IncomingRequest = LambdaRequest & {
  readonly method: string;
  readonly path: string;
  readonly headers: readonly NameAndValue[];
  readonly requestId: string;
  readonly sourceIp: string;
  readonly timeEpoch: number;
};

/** What a request says before its body, headers in order and unmerged. */
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
 * A body as events hold it. API Gateway goes by the API's binary media types; here, what is not UTF-8 is binary.
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

/** Makes a server that answers every request. */
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

/** What a local API is made of. */
export interface LocalApiParts {
  readonly server: Server;
  readonly scheme: 'http' | 'ws';
  readonly authorizer: Authorizer | undefined;
  /** What went wrong elsewhere than in the authorizer. */
  readonly failures: Failures;
  /** Drops the connections that are no longer the server's. */
  disconnect?(): void;
}

/** Listens on a free port of 127.0.0.1. */
export const startLocalApi = async (parts: LocalApiParts): Promise<LocalApi> => {
  const { server, scheme, authorizer, failures } = parts;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the local API has no TCP port');
  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => {
    closing ??= new Promise<void>((resolve, reject) => {
      server.close((error) => (error === undefined ? resolve() : reject(error)));
      // Without this, close() waits for as long as a keep-alive client does.
      server.closeAllConnections();
      parts.disconnect?.();
    });
    return closing;
  };
  return {
    url: `${scheme}://127.0.0.1:${address.port}`,
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
