import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

/** A shell in a folder, with one Node first on its PATH. */
export interface Shell {
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
}

/** How a command ended, and what it printed on both streams. */
export interface Result {
  readonly status: number | null;
  readonly output: string;
}

const start = (command: string, { folder, env }: Shell): { child: ChildProcess; output: () => string } => {
  let output = '';
  // A process group of its own, because npx and sh start further processes.
  const child = spawn('sh', ['-e', '-c', command], {
    cwd: folder,
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  }
  return { child, output: () => output };
};

/** Runs a command to its end. */
export const runIn = async (shell: Shell, command: string): Promise<Result> => {
  const { child, output } = start(command, shell);
  await once(child, 'close');
  return { status: child.exitCode, output: output() };
};

/** A command that keeps running. Disposing it ends its process group. */
export interface Terminal extends AsyncDisposable {
  readonly output: () => string;
  readonly isRunning: () => boolean;
}

/** Starts a command that keeps running. */
export const openTerminal = (shell: Shell, command: string): Terminal => {
  const { child, output } = start(command, shell);
  const closed = once(child, 'close');
  const isRunning = (): boolean => child.exitCode === null && child.signalCode === null;
  return {
    output,
    isRunning,
    [Symbol.asyncDispose]: async () => {
      if (isRunning() && child.pid !== undefined) process.kill(-child.pid, 'SIGTERM');
      await closed;
    },
  };
};
