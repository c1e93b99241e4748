import { once } from 'node:events';
import { connect } from 'node:net';
import { createClient } from 'redis';
import { type ServerProcess, startServer } from './server-process.ts';

const isUp = async (port: number): Promise<boolean> => {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
};

/** Starts a local Redis. On Debian and Ubuntu, install it by `apt-get install -y redis-server`. */
export const startRedis = (): Promise<ServerProcess> =>
  startServer({
    name: 'redis-server',
    command: (folder, port) => ['redis-server', '--bind', '127.0.0.1', '--port', String(port), '--dir', folder],
    isUp,
  });

/** Without a connection, commands fail immediately, so that requests get a 503 without delay. */
export const redisClient = async (port: number) => {
  const client = createClient({ url: `redis://127.0.0.1:${port}`, disableOfflineQueue: true });
  client.on('error', () => undefined); // a lost connection; the client reconnects
  return client.connect();
};
