import { inspect } from 'node:util';

/** A broken promise with the input that reproduces it. */
export class Finding extends Error {
  /**
   * @param promise - The broken promise.
   * @param repeat - The input, ready for a regression test.
   */
  constructor(promise: string, repeat: object) {
    super(
      `${promise}\n${inspect(repeat, { depth: null, maxStringLength: null, maxArrayLength: null, breakLength: 120 })}`,
    );
    this.name = 'Finding';
  }
}
