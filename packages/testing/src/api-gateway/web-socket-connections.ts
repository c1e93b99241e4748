import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { type WebSocketRequest, webSocketEvent } from '../lambda-events/web-socket-event.ts';
import type { Failures } from './failures.ts';
import { memberAt } from './identity-source.ts';
import { readReplyV1 } from './integration.ts';
import { invoke, type LambdaFunction } from './lambda-function.ts';
import type { Reply } from './local-server.ts';
import type { WebSocketRoute } from './web-socket-routes.ts';

/** Resolved options of {@link WebSocketConnections}. */
export interface ConnectionSettings {
  readonly routes: Readonly<Record<string, WebSocketRoute>>;
  /** The path of the route's name in a message's JSON: `action`. */
  readonly selector: string;
  readonly clock: () => number;
  readonly failures: Failures;
}

const noRouteResponse = new Error(
  'The route has no route response: give it as { handler, returnResponse: true }, and deploy it with one.',
);

/** Bytes of a message; a longer one closes the connection with code 1009, see the quotas of WebSocket APIs. */
const maxPayload = 131_072;

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** The open connections of a WebSocket API. */
export class WebSocketConnections {
  readonly #settings: ConnectionSettings;
  readonly #clients = new Map<string, WebSocket>();
  readonly #subprotocols = new WeakMap<IncomingMessage, string>();
  readonly #server = new WebSocketServer({
    noServer: true,
    maxPayload,
    handleProtocols: (_offered, request) => this.#subprotocols.get(request) ?? false,
  });

  constructor(settings: ConnectionSettings) {
    this.#settings = settings;
  }

  /** Runs a function. @returns Its reply; undefined without a usable answer. */
  async run(handler: LambdaFunction, request: WebSocketRequest): Promise<Reply | undefined> {
    const { requestId = randomUUID(), timeEpoch = this.#settings.clock() } = request;
    try {
      return readReplyV1(await invoke(handler, webSocketEvent({ ...request, requestId, timeEpoch }), requestId));
    } catch (error) {
      this.#settings.failures.add('The function gave no usable answer.', error);
      return undefined;
    }
  }

  /** Completes an upgrade. `request` has the common members of all events of the connection. */
  open(
    upgrade: { readonly incoming: IncomingMessage; readonly socket: Duplex; readonly head: Buffer },
    request: WebSocketRequest & { readonly connectionId: string },
    subprotocol: string | undefined,
  ): void {
    const { incoming, socket, head } = upgrade;
    if (subprotocol !== undefined) this.#subprotocols.set(incoming, subprotocol);
    this.#server.handleUpgrade(incoming, socket, head, (client) => {
      this.#clients.set(request.connectionId, client);
      client.on('message', (data, isBinary) => {
        // https://docs.aws.amazon.com/apigateway/latest/developerguide/websocket-api-develop-binary-media-types.html
        if (isBinary) client.close(1003, 'Binary is not supported');
        else void this.#receive(client, request, String(data));
      });
      client.on('close', (statusCode, reason) => {
        this.#clients.delete(request.connectionId);
        const handler = this.#settings.routes['$disconnect']?.handler;
        const disconnect = { statusCode, reason: String(reason) };
        if (handler !== undefined) void this.run(handler, { ...request, route: '$disconnect', disconnect });
      });
      client.on('error', () => client.terminate());
    });
  }

  /** @throws Error when no such connection is open. */
  post(connectionId: string, data: string): void {
    const client = this.#clients.get(connectionId);
    if (client === undefined) throw new Error('no such connection is open');
    client.send(data);
  }

  closeAll(): void {
    for (const client of this.#clients.values()) client.terminate();
  }

  /** https://docs.aws.amazon.com/apigateway/latest/developerguide/websocket-api-develop-routes.html */
  async #receive(client: WebSocket, request: WebSocketRequest, body: string): Promise<void> {
    const { routes, selector, failures } = this.#settings;
    const selected = memberAt(parseJson(body), selector);
    const isRoute = typeof selected === 'string' && !selected.startsWith('$') && Object.hasOwn(routes, selected);
    const route = isRoute ? selected : '$default';
    const target = routes[route];
    const reply = target && (await this.run(target.handler, { ...request, route, body }));
    if (reply !== undefined) {
      // An empty body is not sent: API Gateway does not document it.
      if (reply.body.length === 0) return;
      if (target?.returnResponse) client.send(String(reply.body));
      else failures.add(`The answer of ${JSON.stringify(route)} was not sent.`, noRouteResponse);
      return;
    }
    // The message for a client without a route, or with a failed function, is not documented, but observed on AWS.
    const message = target === undefined ? 'Forbidden' : 'Internal server error';
    const { connectionId } = request;
    client.send(JSON.stringify({ message, connectionId, requestId: randomUUID() }));
  }
}
