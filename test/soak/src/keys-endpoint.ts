import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { FetchFunction } from '@cognito-guard/core';
import type { TestKey } from '@cognito-guard/testing';

/** One request for keys, and how it went. */
export interface Fetch {
  /** Real time at which the server asked, by its own word: on a busy machine that is before it is heard. */
  readonly startedAt: number;
  /** Undefined while it is under way. */
  endedAt: number | undefined;
  /** What was served; undefined where the endpoint failed. */
  readonly kids: ReadonlySet<string> | undefined;
}

/** The request header in which a server says when it asked. */
const askedAtHeader = 'x-asked-at';

/** A `fetch` that says when it asks. */
export const fetchKeys: FetchFunction = (url, init) =>
  fetch(url, { ...init, headers: { [askedAtHeader]: String(Date.now()) } });

/** How the endpoint fails. */
export type Fault = 'status' | 'reset' | 'hang';

/** A keys endpoint that serves one server and keeps a log: what that server can know follows from it. */
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
    // Closed each time: a connection that ends between two requests would be a failure that no log knows of.
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
