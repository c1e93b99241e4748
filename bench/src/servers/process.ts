/** The process of one server. Arguments: the fixture, the module of applications, the application's name. */
import { serve } from '../child.ts';
import { readFixture } from '../fixture.ts';
import type { Apps } from './app.ts';

/** What the server answers to any question. */
export interface ServerState {
  readonly port: number;
  /** CPU time since it began. */
  readonly cpuMicroseconds: number;
}

const [fixturePath = '', module = '', name = ''] = process.argv.slice(2);
const { apps } = (await import(module)) as { readonly apps: Apps };
const server = await apps[name]?.(await readFixture(fixturePath));
const address = server?.address();
if (typeof address !== 'object' || address === null) throw new Error(`There is no server "${name}" in ${module}.`);

serve((): ServerState => {
  const { user, system } = process.cpuUsage();
  return { port: address.port, cpuMicroseconds: user + system };
});
