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

/** A Redis of its own. On Debian and Ubuntu: `apt-get install -y redis-server`. */
export const startRedis = (): Promise<ServerProcess> =>
  startServer({
    name: 'redis-server',
    command: (folder, port) => ['redis-server', '--bind', '127.0.0.1', '--port', String(port), '--dir', folder],
    isUp,
  });

/** Without a connection, commands fail at once: what could not be asked is answered with 503, and not late. */
export const redisClient = async (port: number) => {
  const client = createClient({ url: `redis://127.0.0.1:${port}`, disableOfflineQueue: true });
  client.on('error', () => undefined); // a lost connection; it is made again by itself
  return client.connect();
};
