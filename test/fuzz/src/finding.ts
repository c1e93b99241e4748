import { inspect } from 'node:util';

/** A broken promise, with what it takes to see it again. */
export class Finding extends Error {
  /**
   * @param promise - What does not hold.
   * @param repeat - Goes into a regression test as it is.
   */
  constructor(promise: string, repeat: object) {
    super(
      `${promise}\n${inspect(repeat, { depth: null, maxStringLength: null, maxArrayLength: null, breakLength: 120 })}`,
    );
    this.name = 'Finding';
  }
}
