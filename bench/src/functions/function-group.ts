import type { TestPool } from '@cognito-guard/testing';
import { Child, withChildren } from '../child.ts';
import type { Effort, Group, Measurements } from '../figure.ts';
import { type TokenKind, withFixture } from '../fixture.ts';
import { median } from '../median.ts';
import type { TurnQuestion } from './process.ts';

/** The description of a group of functions. */
interface FunctionGroup extends Pick<Group, 'name' | 'figures'>, Partial<Pick<Group, 'isScaling' | 'chart'>> {
  /** `import.meta.url` of the module that exports `subjects`. */
  readonly module: string;
  readonly what: string;
  /** The tokens that the requested subjects need. */
  readonly tokens: (pool: TestPool, names: ReadonlySet<string>) => Readonly<Record<string, TokenKind>>;
  /** Excludes subjects that are too large for the effort. */
  readonly includes?: (name: string, effort: Effort) => boolean;
}

/**
 * A group whose measurements are CPU times of functions.
 *
 * Each round measures every function in its own process, so that noise affects all of them and none influences the
 * compiler's feedback of another. The result is the median. The minimum would be a round without garbage collection, which
 * no service has.
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
