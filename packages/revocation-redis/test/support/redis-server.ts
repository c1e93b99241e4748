import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A real redis-server for one test, on loopback, with its data in a temporary folder. */
export interface RedisServer extends AsyncDisposable {
  readonly port: number;
  /** Starts it with its persisted data; resolves when it accepts connections. */
  start(): Promise<void>;
  /** Kills the process, like a crash. */
  stop(): Promise<void>;
  /** Stops the process (SIGSTOP): its connections stay open and get no answers. */
  freeze(): void;
}

const freePort = async (): Promise<number> => {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  if (typeof address !== 'object' || address === null) throw new Error('There is no free port on loopback.');
  return address.port;
};

const takesConnections = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('PING\r\n'));
    socket.once('data', (data) => {
      socket.destroy();
      resolve(/^(\+PONG|-NOAUTH)/.test(data.toString()));
    });
    socket.once('error', () => resolve(false));
  });

/**
 * @param settings - Further arguments of redis-server, such as `--cluster-enabled yes`.
 * @throws Error with the install command if redis-server is missing.
 */
export const startRedis = async (...settings: readonly string[]): Promise<RedisServer> => {
  const folder = await mkdtemp(join(tmpdir(), 'redis-'));
  const port = await freePort();
  // redis-server passes every write to the file system before it answers, so that a killed process loses none.
  const durable = ['--appendonly', 'yes', '--appendfsync', 'no', '--save', ''];
  const place = ['--bind', '127.0.0.1', '--port', String(port), '--dir', folder];
  let server: ChildProcess | undefined;

  const stop = async (): Promise<void> => {
    const running = server;
    server = undefined;
    if (running === undefined || running.exitCode !== null) return;
    running.kill('SIGKILL');
    await once(running, 'exit');
  };
  const start = async (): Promise<void> => {
    const started = spawn('redis-server', [...place, ...durable, ...settings], { stdio: 'ignore' });
    await once(started, 'spawn').catch((cause: unknown) => {
      throw new Error('These tests need redis-server: sudo apt-get install -y redis-server', { cause });
    });
    server = started;
    const deadline = Date.now() + 20_000;
    while (!(await takesConnections(port))) {
      if (Date.now() > deadline || started.exitCode !== null) throw new Error('redis-server did not start.');
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  };

  await start();
  return {
    port,
    start,
    stop,
    freeze: () => {
      server?.kill('SIGSTOP');
    },
    async [Symbol.asyncDispose]() {
      await stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
};
