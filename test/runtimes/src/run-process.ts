import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Env } from './app.ts';

/** A running app. */
export interface RunningApp extends AsyncDisposable {
  readonly origin: string;
}

const folder = fileURLToPath(new URL('..', import.meta.url));

/** A silent runtime must fail instead of blocking the run. */
const startTimeoutMs = 30_000;

/**
 * Starts the app in a separate process.
 *
 * @param command - A program that prints its origin as the first line.
 * @param env - The app's configuration. The process inherits only PATH and HOME.
 */
export const runProcess = async (command: readonly [string, ...string[]], env: Env): Promise<RunningApp> => {
  const [program, ...args] = command;
  const { PATH, HOME } = process.env;
  const child = spawn(program, args, {
    cwd: folder,
    env: { PATH, HOME, DENO_NO_UPDATE_CHECK: '1', DO_NOT_TRACK: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let complaints = '';
  child.stderr.on('data', (chunk: Buffer) => {
    complaints += chunk.toString();
  });
  const exited = once(child, 'exit');
  const failed = exited.then(() => {
    throw new Error(`"${command.join(' ')}" ended before it listened.\n${complaints}`);
  });
  const firstLine = once(createInterface(child.stdout), 'line', { signal: AbortSignal.timeout(startTimeoutMs) });
  try {
    const [origin]: string[] = await Promise.race([firstLine, failed]);
    return {
      origin: origin ?? '',
      [Symbol.asyncDispose]: async () => {
        child.kill();
        await exited;
      },
    };
  } catch (error) {
    child.kill();
    throw error;
  }
};
