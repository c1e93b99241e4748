import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { FetchFunction } from '@cognito-guard/core';
import type { TestKey } from '@cognito-guard/testing';

/** One request for keys with its outcome. */
export interface Fetch {
  /** Real time at which the server sent the request, from its header: on a busy machine, the endpoint receives it later. */
  readonly startedAt: number;
  /** Undefined while the request is in progress. */
  endedAt: number | undefined;
  /** The served keys; undefined if the endpoint failed. */
  readonly kids: ReadonlySet<string> | undefined;
}

/** The request header with the time at which a server sent the request. */
const askedAtHeader = 'x-asked-at';

/** A `fetch` that adds the time to its requests. */
export const fetchKeys: FetchFunction = (url, init) =>
  fetch(url, { ...init, headers: { [askedAtHeader]: String(Date.now()) } });

/** The kinds of endpoint failure. */
export type Fault = 'status' | 'reset' | 'hang';

/** A keys endpoint for one server. Its log determines the keys that the server can know. */
export interface KeysEndpoint {
  readonly url: string;
  readonly log: readonly Fetch[];
  publish(keys: readonly TestKey[]): void;
  fault(fault: Fault | undefined): void;
  close(): Promise<void>;
}

const fail = (fault: Fault, response: ServerResponse): void => {
  if (fault === 'status') response.writeHead(500).end();
  if (fault === 'reset') response.socket?.resetAndDestroy();
};

/** Starts the endpoint on a free loopback port. */
export const startKeysEndpoint = async (first: readonly TestKey[]): Promise<KeysEndpoint> => {
  const log: Fetch[] = [];
  let keys = first;
  let fault: Fault | undefined;
  const server = createServer((request, response) => {
    const served = fault === undefined ? new Set(keys.map(({ kid }) => kid)) : undefined;
    const entry: Fetch = { startedAt: Number(request.headers[askedAtHeader]), endedAt: undefined, kids: served };
    log.push(entry);
    response.once('close', () => {
      entry.endedAt = Date.now();
    });
    // Closes every connection: a connection that ends between two requests would be a failure without a log entry.
    if (fault !== undefined) fail(fault, response);
    else response.setHeader('connection', 'close').end(JSON.stringify({ keys: keys.map(({ jwk }) => jwk) }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`,
    log,
    publish: (next) => {
      keys = next;
    },
    fault: (next) => {
      fault = next;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};
