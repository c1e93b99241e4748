import { once } from 'node:events';
import { Redis } from 'ioredis';
import { Redis as Redis5 } from 'ioredis-5';
import { Redis as Valkey } from 'iovalkey';
import { createClient } from 'redis';
import { createClient as createClient4 } from 'redis-4';
import { createClient as createClient5 } from 'redis-5';
import type { IoRedisClient, NodeRedisClient } from '../../src/index.ts';

/** One client with its store, and helpers for the tests. */
export interface TestedClient {
  readonly client: NodeRedisClient | IoRedisClient;
  /** Sends a command. */
  send(...command: [string, ...string[]]): Promise<unknown>;
  /** Resolves when the server answers commands again. */
  untilReady(): Promise<void>;
  close(): void;
}

/** A connection error is an event; without a listener, it ends the process. */
const ignore = (): void => undefined;

interface NodeRedis extends NodeRedisClient {
  readonly isReady: boolean;
  connect(): Promise<unknown>;
  sendCommand(command: string[]): Promise<unknown>;
  on(event: string, listener: () => void): unknown;
  once(event: string, listener: () => void): unknown;
}

/** The recommended settings: without a connection, a command fails immediately instead of waiting. */
const nodeRedisOptions = (port: number): { url: string; disableOfflineQueue: true; socket: object } => ({
  url: `redis://127.0.0.1:${port}`,
  disableOfflineQueue: true,
  socket: { reconnectStrategy: 20 },
});

const openNodeRedis = async (client: NodeRedis, close: () => unknown): Promise<TestedClient> => {
  client.on('error', ignore);
  await client.connect();
  return {
    client,
    send: (...command) => client.sendCommand(command),
    untilReady: () =>
      new Promise((resolve) => {
        if (client.isReady) resolve();
        else client.once('ready', resolve);
      }),
    close,
  };
};

const ioRedisOptions = (
  port: number,
): { port: number; host: string; enableOfflineQueue: false; retryStrategy: () => number } => ({
  port,
  host: '127.0.0.1',
  enableOfflineQueue: false,
  retryStrategy: () => 20,
});

const openIoRedis = async (client: Redis | Redis5 | Valkey): Promise<TestedClient> => {
  client.on('error', ignore);
  const untilReady = async (): Promise<void> => {
    if (client.status !== 'ready') await once(client, 'ready');
  };
  await untilReady();
  return {
    client,
    send: (name, ...values) => client.call(name, ...values),
    untilReady,
    close: () => client.disconnect(),
  };
};

/** Every supported client, in every supported major version. */
export const clients: readonly { readonly name: string; open(port: number): Promise<TestedClient> }[] = [
  {
    name: 'node-redis 4',
    open: (port) => {
      const client = createClient4(nodeRedisOptions(port));
      return openNodeRedis(client, () => client.disconnect());
    },
  },
  {
    name: 'node-redis 5',
    open: (port) => {
      const client = createClient5(nodeRedisOptions(port));
      return openNodeRedis(client, () => client.destroy());
    },
  },
  {
    name: 'node-redis 6',
    open: (port) => {
      const client = createClient(nodeRedisOptions(port));
      return openNodeRedis(client, () => client.destroy());
    },
  },
  { name: 'ioredis 5', open: (port) => openIoRedis(new Redis5(ioRedisOptions(port))) },
  { name: 'ioredis 6', open: (port) => openIoRedis(new Redis(ioRedisOptions(port))) },
  { name: 'iovalkey', open: (port) => openIoRedis(new Valkey(ioRedisOptions(port))) },
];
