import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { AppName } from './apps.ts';
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
  readonly name: AppName;
  readonly origin: string;
  readonly endpoint: KeysEndpoint;
  /** Moves its clock, and resolves when it goes by that. */
  setOffset(offset: number): Promise<void>;
  usage(): Promise<Usage>;
  close(): Promise<void>;
}

/** Starts a server in a process of its own. */
export const startSubject = async (
  name: AppName,
  pool: { readonly userPoolId: string; readonly clientId: string },
  endpoint: KeysEndpoint,
): Promise<Subject> => {
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
