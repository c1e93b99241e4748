import fc from 'fast-check';
import { Random } from '../../../packages/core/test/support/mutation-values.ts';

/** A source of choices that fast-check makes, so that it can shrink them; behind their end a seed decides. */
class Choices extends Random {
  readonly #choices: readonly number[];
  #index = 0;

  constructor(choices: readonly number[], seed: number) {
    super(seed);
    this.#choices = choices;
  }

  override next(): number {
    return this.#choices[this.#index++] ?? super.next();
  }
}

const steps = 2 ** 24;

/**
 * Lets fast-check drive a generator that takes {@link Random}.
 *
 * @param make - Makes a value, the same one for the same choices.
 */
export const chosen = <T>(make: (random: Random) => T): fc.Arbitrary<T> =>
  fc.tuple(fc.array(fc.nat(steps - 1), { maxLength: 24 }), fc.integer()).map(([choices, seed]) =>
    make(
      new Choices(
        choices.map((choice) => choice / steps),
        seed,
      ),
    ),
  );
