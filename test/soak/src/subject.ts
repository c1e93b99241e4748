import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { AppName, SubjectName } from './apps.ts';
import type { KeysEndpoint } from './keys-endpoint.ts';
import type { Order, Word } from './server.ts';

/** What a server uses. */
export interface Usage {
  /** Bytes. */
  readonly rss: number;
  /** Bytes, after a garbage collection. */
  readonly heapUsed: number;
  readonly cacheEntries: number;
}

/** A server under load, and the endpoint that serves it alone. */
export interface Subject {
  readonly name: SubjectName;
  readonly origin: string;
  readonly endpoint: KeysEndpoint;
  /** How long it may take to use what the endpoint has sent it, in milliseconds. */
  readonly settlingMs: number;
  /** Runs a request to it; a server that is frozen is awake meanwhile. */
  whileAwake<T>(work: () => Promise<T>): Promise<T>;
  /** Moves its clock, and resolves when it goes by that. */
  setOffset(offset: number): Promise<void>;
  usage(): Promise<Usage>;
  close(): Promise<void>;
}

/** How long a busy server may take to use what the endpoint has sent it. */
export const settlingMs = 250;

/** Starts a server in a process of its own. */
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
