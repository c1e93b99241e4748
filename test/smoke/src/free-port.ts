import { once } from 'node:events';
import { createServer } from 'node:net';

/** @returns A free port of the loopback interface. */
export const freePort = async (): Promise<number> => {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (typeof address !== 'object' || address === null) throw new Error('A TCP server has a port.');
  return address.port;
};
