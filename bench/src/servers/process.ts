/** The process of one server. Arguments: the fixture, the module of applications, the application's name. */
import { serve } from '../child.ts';
import { readFixture } from '../fixture.ts';
import type { Apps } from './app.ts';

/** The server's answer to each request of the parent. */
export interface ServerState {
  readonly port: number;
  /** CPU time since its start. */
  readonly cpuMicroseconds: number;
}

const [fixturePath = '', module = '', name = ''] = process.argv.slice(2);
const { apps } = (await import(module)) as { readonly apps: Apps };
const server = await apps[name]?.(await readFixture(fixturePath));
const address = server?.address();
if (typeof address !== 'object' || address === null) throw new Error(`${module} has no server "${name}".`);

serve((): ServerState => {
  const { user, system } = process.cpuUsage();
  return { port: address.port, cpuMicroseconds: user + system };
});
