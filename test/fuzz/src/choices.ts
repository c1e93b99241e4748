import fc from 'fast-check';
import { Random } from '../../../packages/core/test/support/mutation-values.ts';

/** A source of choices that fast-check generates and can shrink; after the last one, a seed determines the rest. */
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
 * Lets fast-check drive a generator that uses {@link Random}.
 *
 * @param make - Creates a value, deterministic in the choices.
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
