import { Child, withChildren } from '../child.ts';
import type { Effort, Figure, Group, Measured, Measurements, Target } from '../figure.ts';
import { usualTokens, withFixture } from '../fixture.ts';
import type { LoadAnswer, LoadQuestion } from './load-process.ts';
import type { ServerState } from './process.ts';

/** The description of a group of servers. */
interface ServerGroup {
  readonly name: string;
  readonly what: string;
  /** `import.meta.url` of the module that exports `apps`; one of them is `unguarded`. */
  readonly module: string;
  /** The guards, ours first. */
  readonly guards: readonly string[];
  /** The target of our guard. */
  readonly target: Target;
}

const cpuName = (server: string): string => `${server}: CPU of one request`;
const serverOf = (measurement: string): string => measurement.replace(': CPU of one request', '');

/** Requests per second are the user's view; CPU time is the measure if the load generator is the bottleneck. */
const figuresOf = ({ name, guards, target }: ServerGroup): readonly Figure[] => [
  ...guards.map((guard, index) => ({
    name: `${name}, requests/s: ${guard} / unguarded`,
    of: guard,
    per: 'unguarded',
    ...(index === 0 && { target }),
  })),
  ...guards.map((guard) => ({
    name: `${name}, CPU of one request: unguarded / ${guard}`,
    of: cpuName('unguarded'),
    per: cpuName(guard),
  })),
];

/**
 * A group whose measurements are servers under load, over HTTP on loopback: each server in its own process, the load
 * generator in another, in rounds. The result is a server's best round, because noise only reduces throughput.
 */
export const serverGroup = (group: ServerGroup): Group => ({
  name: group.name,
  method: `${group.what}: 500 callers on 50 connections, the best of interleaved turns, server and load apart`,
  isScaling: false,
  figures: figuresOf(group),
  measure: (names, effort) =>
    withFixture(usualTokens, (path) => {
      const start = (script: string, args: readonly string[]) => () =>
        Child.start(new URL(script, import.meta.url), [path, ...args]);
      const servers = [...new Set([...names].map(serverOf))];
      return withChildren({ load: start('./load-process.ts', []) }, (load) =>
        withChildren(
          Object.fromEntries(servers.map((name) => [name, start('./process.ts', [group.module, name])])),
          (children) => takeTurns(children, load, effort),
        ),
      );
    }),
});

const takeTurns = async (
  servers: Readonly<Record<string, Child>>,
  { load }: { readonly load: Child },
  effort: Effort,
): Promise<Measurements> => {
  const best: Record<string, Measured> = {};
  const rounds = Math.ceil(effort.rounds / 4);
  // The first round is the warm-up: it fills caches and the compiler settles.
  for (let round = 0; round <= rounds; round++) {
    for (const [name, server] of Object.entries(servers)) {
      const before = await server.ask<ServerState>('state');
      const question: LoadQuestion = { port: before.port, seconds: effort.loadSeconds };
      const { requests, requestsPerSecond } = await load.ask<LoadAnswer>(question);
      const cpu = ((await server.ask<ServerState>('state')).cpuMicroseconds - before.cpuMicroseconds) / requests;
      if (round === 0) continue;
      const fastest = Math.max(requestsPerSecond, best[name]?.value ?? 0);
      const cheapest = Math.min(cpu, best[cpuName(name)]?.value ?? cpu);
      best[name] = { value: fastest, unit: 'requests/s' };
      best[cpuName(name)] = { value: cheapest, unit: 'µs' };
    }
  }
  return best;
};
