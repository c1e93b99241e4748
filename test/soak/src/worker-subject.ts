import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { VerifierStats } from '@cognito-guard/core';
import type { KeysEndpoint } from './keys-endpoint.ts';
import { type Subject, settlingMs } from './subject.ts';

const runtimes = fileURLToPath(new URL('../../runtimes', import.meta.url));

/** True if workerd is installed, by `npm ci --prefix test/runtimes` or `npm run runtimes`. */
export const hasWorkerd = (): boolean => existsSync(`${runtimes}/node_modules/workerd`);

/** Starts the soak's Worker in workerd, which cancels background work after a response. */
export const startWorkerSubject = async (
  { userPoolId, clientId }: { readonly userPoolId: string; readonly clientId: string },
  endpoint: KeysEndpoint,
): Promise<Subject> => {
  const args = ['src/serve-soak.ts', userPoolId, clientId, endpoint.url];
  const child = spawn(process.execPath, args, { cwd: runtimes, stdio: ['pipe', 'pipe', 'inherit'] });
  const [origin]: string[] = await once(createInterface(child.stdout), 'line', { signal: AbortSignal.timeout(30_000) });
  return {
    name: 'workerd',
    origin: origin ?? '',
    endpoint,
    settlingMs,
    whileAwake: (work) => work(),
    setOffset: async (offset) => {
      await fetch(`${origin}/clock`, { method: 'PUT', body: String(offset) });
    },
    usage: async () => {
      const { cacheEntries } = (await (await fetch(`${origin}/stats`)).json()) as VerifierStats;
      return { rss: 0, heapUsed: 0, cacheEntries };
    },
    close: async () => {
      const ended = once(child, 'exit');
      child.stdin.end();
      await ended;
      await endpoint.close();
    },
  };
};
