import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const freePort = async (): Promise<number> => {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  if (typeof address !== 'object' || address === null) throw new Error('No free loopback port.');
  return address.port;
};

/** The start of a server in a new temporary folder, on a free loopback port. */
export interface ServerPlan {
  readonly name: string;
  command(folder: string, port: number): readonly [file: string, ...args: string[]];
  /** Writes the files that the server loads at startup. */
  prepare?(folder: string): Promise<void>;
  isUp(port: number): Promise<boolean>;
}

export interface ServerProcess extends AsyncDisposable {
  readonly port: number;
}

const stop = async (server: ChildProcess): Promise<void> => {
  if (server.pid === undefined || server.exitCode !== null || server.signalCode !== null) return;
  server.kill('SIGKILL');
  await once(server, 'exit');
};

/** Starts a server in a separate process, and resolves when it answers. */
export const startServer = async ({ name, command, prepare, isUp }: ServerPlan): Promise<ServerProcess> => {
  const folder = await mkdtemp(join(tmpdir(), `${name}-`));
  const port = await freePort();
  await prepare?.(folder);
  const [file, ...args] = command(folder, port);
  const env = { ...process.env, HOST: '127.0.0.1', PORT: String(port) };
  const server = spawn(file, args, { cwd: folder, env, stdio: 'ignore' });
  const end = async (): Promise<void> => {
    await stop(server);
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await once(server, 'spawn');
    for (const deadline = Date.now() + 20_000; !(await isUp(port)); ) {
      if (Date.now() > deadline || server.exitCode !== null) throw new Error('The server does not answer.');
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  } catch (cause) {
    await end();
    throw new Error(`${name} did not start. Is it installed?`, { cause });
  }
  return { port, [Symbol.asyncDispose]: end };
};
