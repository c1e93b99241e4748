import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { AppName, SubjectName } from './apps.ts';
import type { KeysEndpoint } from './keys-endpoint.ts';
import type { Order, Word } from './server.ts';

/** A server's memory usage. */
export interface Usage {
  /** Bytes. */
  readonly rss: number;
  /** Bytes, after a garbage collection. */
  readonly heapUsed: number;
  readonly cacheEntries: number;
}

/** A server under load with its own keys endpoint. */
export interface Subject {
  readonly name: SubjectName;
  readonly origin: string;
  readonly endpoint: KeysEndpoint;
  /** How long it may take to use the endpoint's response, in milliseconds. */
  readonly settlingMs: number;
  /** Runs a request to the server; thaws a frozen server for its duration. */
  whileAwake<T>(work: () => Promise<T>): Promise<T>;
  /** Sets the clock's offset; resolves when the server uses it. */
  setOffset(offset: number): Promise<void>;
  usage(): Promise<Usage>;
  close(): Promise<void>;
}

/** How long a busy server may take to use the endpoint's response. */
export const settlingMs = 250;

/** Starts a server in a separate process. */
export const startSubject = async (
  name: AppName,
  pool: { readonly userPoolId: string; readonly clientId: string },
  endpoint: KeysEndpoint,
): Promise<Subject & { readonly pid: number }> => {
  const path = fileURLToPath(new URL('./server.ts', import.meta.url));
  const child = fork(path, [name, pool.userPoolId, pool.clientId, endpoint.url], { execArgv: ['--expose-gc'] });
  const hear = <W extends Word>(is: (word: Word) => word is W): Promise<W> =>
    new Promise((resolve) => {
      const listen = (word: Word): void => {
        if (!is(word)) return;
        child.off('message', listen);
        resolve(word);
      };
      child.on('message', listen);
    });
  const order = (message: Order): void => void child.send(message);
  const { origin } = await hear((word) => 'origin' in word);
  return {
    name,
    origin,
    endpoint,
    pid: child.pid ?? 0,
    settlingMs,
    whileAwake: (work) => work(),
    setOffset: async (offset) => {
      const heard = hear((word) => 'offset' in word);
      order({ offset });
      await heard;
    },
    usage: async () => {
      const heard = hear((word) => 'rss' in word);
      order({ report: true });
      return heard;
    },
    close: async () => {
      const ended = once(child, 'exit');
      child.disconnect();
      await ended;
      await endpoint.close();
    },
  };
};
