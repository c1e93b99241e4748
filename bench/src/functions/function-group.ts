import type { TestPool } from '@cognito-guard/testing';
import { Child, withChildren } from '../child.ts';
import type { Effort, Group, Measurements } from '../figure.ts';
import { type TokenKind, withFixture } from '../fixture.ts';
import { median } from '../median.ts';
import type { TurnQuestion } from './process.ts';

/** What a group of functions says of itself. */
interface FunctionGroup extends Pick<Group, 'name' | 'figures'>, Partial<Pick<Group, 'isScaling' | 'chart'>> {
  /** `import.meta.url` of the module that exports `subjects`. */
  readonly module: string;
  readonly what: string;
  /** Tokens that the wanted subjects need. */
  readonly tokens: (pool: TestPool, names: ReadonlySet<string>) => Readonly<Record<string, TokenKind>>;
  /** Leaves out subjects that are too large for the effort. */
  readonly includes?: (name: string, effort: Effort) => boolean;
}

/**
 * A group whose measurements are CPU times of functions.
 *
 * Round by round each gets a turn in a process of its own, so that a noisy moment hits all of them and none profits or
 * suffers from what another made of the compiler's feedback. The median counts, not the least: the least would be a turn
 * that was spared by the garbage collector, and no service is.
 */
export const functionGroup = (group: FunctionGroup): Group => ({
  name: group.name,
  method: `${group.what}: CPU time for one call, the median of interleaved turns, each function in a process of its own`,
  isScaling: group.isScaling ?? false,
  figures: group.figures,
  ...(group.chart && { chart: group.chart }),
  measure: (names, effort) => {
    const wanted = new Set([...names].filter((name) => group.includes?.(name, effort) ?? true));
    return withFixture(
      (pool) => group.tokens(pool, wanted),
      (path) => {
        const script = new URL('./process.ts', import.meta.url);
        const start = (name: string) => () => Child.start(script, [path, group.module, name]);
        return withChildren(Object.fromEntries([...wanted].map((name) => [name, start(name)])), (children) =>
          takeTurns(children, effort),
        );
      },
    );
  },
});

const takeTurns = async (children: Readonly<Record<string, Child>>, effort: Effort): Promise<Measurements> => {
  const question: TurnQuestion = { turnMs: effort.turnMs };
  const turns = new Map<string, number[]>(Object.keys(children).map((name) => [name, []]));
  // The first round warms up.
  for (let round = 0; round <= effort.rounds; round++) {
    for (const [name, child] of Object.entries(children)) {
      const taken = await child.ask<number>(question);
      if (round > 0) turns.get(name)?.push(taken);
    }
  }
  return Object.fromEntries([...turns].map(([name, taken]) => [name, { value: median(taken), unit: 'µs' } as const]));
};
