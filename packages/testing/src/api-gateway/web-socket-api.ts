import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { webSocketAuthorizerEvent } from '../lambda-events/authorizer-event.ts';
import { expectOption } from '../lib/expect-option.ts';
import { knownOptions } from '../lib/known-options.ts';
import { Authorizer } from './authorizer.ts';
import { Failures } from './failures.ts';
import { compileIdentitySources, headerOf, webSocketDialect } from './identity-source.ts';
import { expectFunction, type LambdaFunction } from './lambda-function.ts';
import { type LocalApi, readHead, startLocalApi } from './local-server.ts';
import { WebSocketConnections } from './web-socket-connections.ts';
import { resolveRoutes, type WebSocketTarget } from './web-socket-routes.ts';

/** A Lambda authorizer of a WebSocket API: of the `REQUEST` type, called on `$connect` only, without a cache. */
export interface WebSocketAuthorizer {
  readonly handler: LambdaFunction;
  /**
   * The required values of a request to connect: `route.request.querystring.token`, `route.request.header.<name>`,
   * `stageVariables.<name>`, `context.<name>`. Without one of them it is answered with 401.
   */
  readonly identitySources: readonly string[];
}

/** Options of {@link startWebSocketApi}. */
export interface WebSocketApiOptions {
  /** Functions by route: `$connect`, `$disconnect`, `$default`, and routes of your own. */
  readonly routes: Readonly<Record<string, WebSocketTarget>>;
  /** Called on `$connect`. Default: none. */
  readonly authorizer?: WebSocketAuthorizer;
  /** The member of a message that names its route; default `$request.body.action`. */
  readonly routeSelectionExpression?: string;
  /** Default `prod`. It is part of ARNs and events, not of the path. */
  readonly stage?: string;
  /** Default none. */
  readonly stageVariables?: Readonly<Record<string, string>>;
  /** Milliseconds since the epoch, for events; default `Date.now`. */
  readonly clock?: () => number;
}

/** A running local WebSocket API. Its `url` starts with `ws:`. */
export interface LocalWebSocketApi extends LocalApi {
  /**
   * Sends text to a client, as `PostToConnection` of the management API does.
   *
   * @throws Error when no such connection is open.
   */
  postToConnection(connectionId: string, data: string): void;
}

/** Quota: https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html */
const maxAnswerBytes = 8192;

const refusals = { unauthorized: 401, denied: 403, failed: 500 } as const;

const refuse = (socket: Duplex, status: number): void => {
  const reason = STATUS_CODES[status] ?? '';
  socket.end(`HTTP/1.1 ${status} ${reason}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
};

const createAuthorizer = (given: WebSocketAuthorizer, clock: () => number): Authorizer => {
  const name = 'startWebSocketApi: authorizer';
  const { handler, identitySources } = knownOptions(name, given, ['handler', 'identitySources']);
  expectFunction(`${name}.handler`, handler);
  return new Authorizer({
    handler,
    readIdentity: compileIdentitySources(`${name}.identitySources`, identitySources, webSocketDialect),
    format: { isSimple: false, isFlat: true, maxBytes: maxAnswerBytes },
    ttlSeconds: 0,
    clock,
  });
};

/**
 * Starts a WebSocket API on loopback that runs a Lambda authorizer and Lambda functions by the rules of API Gateway:
 * the authorizer decides at the upgrade, each later message goes to the route that it names, and all functions receive
 * the authorizer's context.
 *
 * @param options - {@link WebSocketApiOptions}.
 * @returns The running API.
 * @throws TypeError that names an invalid option (the promise rejects).
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-lambda-auth.html
 * @example
 * ```ts
 * import { startWebSocketApi } from '@cognito-guard/testing/api-gateway';
 *
 * const api = await startWebSocketApi({
 *   authorizer: {
 *     identitySources: ['route.request.querystring.token'],
 *     handler: async () => { throw new Error('Unauthorized'); },
 *   },
 *   routes: { $default: async () => ({ statusCode: 200 }) },
 * });
 * new WebSocket(`${api.url}?token=${token}`).onerror = () => console.log('refused with 401');
 * ```
 */
export const startWebSocketApi = async (options: WebSocketApiOptions): Promise<LocalWebSocketApi> => {
  const name = 'startWebSocketApi';
  const {
    routes: targets,
    routeSelectionExpression = '$request.body.action',
    stage = 'prod',
    stageVariables,
    clock = () => Date.now(),
  } = knownOptions(name, options, [
    'routes',
    'authorizer',
    'routeSelectionExpression',
    'stage',
    'stageVariables',
    'clock',
  ]);
  const routes = resolveRoutes(`${name}: routes`, targets);
  const [, selector = ''] = /^\$request\.body\.([\w.-]+)$/.exec(routeSelectionExpression) ?? [];
  expectOption(
    selector !== '',
    `${name}: routeSelectionExpression`,
    routeSelectionExpression,
    'like "$request.body.action"',
  );
  const authorizer = options.authorizer && createAuthorizer(options.authorizer, clock);
  const failures = new Failures();
  const connections = new WebSocketConnections({ routes, selector, clock, failures });

  /** @returns The status of a refused connection; undefined for an open one. */
  const connect = async (incoming: IncomingMessage, socket: Duplex, head: Buffer): Promise<number | undefined> => {
    const { method: _method, ...request } = readHead(incoming, clock);
    const common = {
      connectionId: randomUUID(),
      connectedAt: clock(),
      stage,
      ...(stageVariables && { stageVariables }),
    };
    let authorizerContext: { readonly authorizer?: Readonly<Record<string, unknown>> } = {};
    if (authorizer !== undefined) {
      const event = webSocketAuthorizerEvent({ ...request, ...common });
      const { requestId, sourceIp } = request;
      const verdict = await authorizer.authorize({
        fields: event,
        arn: event.methodArn,
        requestId,
        sourceIp,
        event: () => event,
      });
      if (verdict.kind !== 'allowed') return refusals[verdict.kind];
      authorizerContext = { authorizer: verdict.context };
    }
    const handler = routes['$connect']?.handler;
    const reply = handler && (await connections.run(handler, { ...request, ...common, ...authorizerContext }));
    if (handler !== undefined && reply === undefined) return 502;
    // The function may refuse with its own status, and it selects the subprotocol:
    // https://docs.aws.amazon.com/apigateway/latest/developerguide/websocket-connect-route-subprotocol.html
    if (reply !== undefined && reply.status >= 300) return reply.status;
    const subprotocol = headerOf(Object.fromEntries(reply?.headers ?? []), 'Sec-WebSocket-Protocol');
    const { headers, sourceIp } = request;
    connections.open({ incoming, socket, head }, { headers, sourceIp, ...common, ...authorizerContext }, subprotocol);
    return undefined;
  };

  const server = createServer((_request, response) => response.writeHead(426).end());
  server.on('upgrade', (incoming, socket, head) => {
    socket.on('error', () => socket.destroy());
    connect(incoming, socket, head).then(
      (status) => {
        if (status !== undefined) refuse(socket, status);
      },
      (error: unknown) => {
        failures.add('The local API failed.', error);
        socket.destroy();
      },
    );
  });

  const disconnect = (): void => connections.closeAll();
  const api = await startLocalApi({ server, scheme: 'ws', authorizer, failures, disconnect });
  return Object.assign(api, {
    postToConnection: (connectionId: string, data: string) => connections.post(connectionId, data),
  });
};
