import type { TokenUse, Verifier } from '@cognito-guard/core';
import { AuthStore, type HttpRequest, type NodeRequest, readNodeRequest } from '@cognito-guard/core/http';
import { shared } from '@cognito-guard/core/internal';
import type { ArgumentsHost } from '@nestjs/common';

/** One verification: of an HTTP request, or of one message of a WebSocket. */
export interface Caller {
  readonly verifier: Verifier<TokenUse | null>;
  readonly request: HttpRequest;
  /** Turns a refusal into the exception to throw. */
  readonly refuse: (error: unknown) => unknown;
}

/** Verifies the token of a request. */
export type Authenticator = (caller: Caller) => Promise<unknown>;

/** The request that carries the token of a context. */
interface Source {
  /** The object that the guard and a handler's parameters share. */
  readonly key: object;
  readonly request: HttpRequest;
  /** The authenticator of the WebSocket's upgrade, for its messages. */
  readonly authenticate?: Authenticator;
}

/** Express's request, Fastify's, or Node's own. */
interface HostRequest extends NodeRequest {
  readonly originalUrl?: string;
  readonly raw?: NodeRequest;
}

export const store: AuthStore<Caller> = new AuthStore(({ request }) => request, '@cognito-guard/nest');

/** Accepted callers by source key and handler: one GraphQL request, or one WebSocket, calls several handlers. */
const callers = shared('nest-callers.1', () => new WeakMap<object, WeakMap<object, Caller>>());

/** @returns The caller that the guard accepted for a handler; otherwise undefined. */
export const findCaller = (key: object, handler: object): Caller | undefined => callers.get(key)?.get(handler);

/** Stores the caller that the guard accepted for a handler. */
export const rememberCaller = (key: object, handler: object, caller: Caller): void => {
  callers.set(key, (callers.get(key) ?? new WeakMap()).set(handler, caller));
};

/** Upgrade requests by client, because ws keeps no reference to them. */
const upgrades = shared('nest-upgrades.1', () => new WeakMap<object, Source>());

/**
 * Stores the upgrade request of a WebSocket for the messages of its client.
 *
 * @param client - The object that Nest's `getClient()` returns for these messages.
 */
export const rememberUpgrade = (client: object, request: NodeRequest, authenticate: Authenticator): void => {
  upgrades.set(client, { key: client, request: readNodeRequest(request), authenticate });
};

const readMessage = (client: object): Source => {
  const upgrade = upgrades.get(client);
  if (upgrade !== undefined) return upgrade;
  throw new Error(
    'The upgrade request of this WebSocket is unknown: call app.useWebSocketAdapter(new CognitoWsAdapter(app)).',
  );
};

/** @returns The request of a context: HTTP, a WebSocket message, or a GraphQL resolver. */
export const readSource = (context: ArgumentsHost): Source => {
  const type = context.getType<string>();
  if (type === 'ws') return readMessage(context.switchToWs().getClient<object>());
  // A resolver's arguments are parent, args, context, info: https://graphql.org/learn/execution/
  const request = context.getArgByIndex<HostRequest & { readonly req?: HostRequest }>(type === 'graphql' ? 2 : 0);
  const found = type === 'graphql' ? request?.req : request;
  if (found?.headers === undefined) throw new Error(`CognitoGuard found no request in a context of type ${type}.`);
  const { headers, rawHeaders = found.raw?.rawHeaders, url, originalUrl = url, method } = found;
  return { key: found, request: readNodeRequest({ headers, rawHeaders, url: originalUrl, method }) };
};
