import { setTimeout as pause } from 'node:timers/promises';
import { createTestKey, type TestKey } from '@cognito-guard/testing';
import type { JumpingClock } from './clock.ts';
import type { Fault } from './keys-endpoint.ts';
import type { Subject } from './subject.ts';
import type { TokenStream } from './tokens.ts';

const minute = 60_000;

/** What happens to the servers' world, again and again: keys rotate, the endpoint fails, the clock jumps. */
export class Timeline {
  readonly #subjects: readonly Subject[];
  readonly #clock: JumpingClock;
  readonly #stream: TokenStream;
  /** Made before the load begins, because making one takes a tenth of a second. */
  readonly #keys: readonly TestKey[];
  #published: readonly TestKey[];
  #rotations = 0;
  /** Real time of the last step. */
  changedAt = 0;

  constructor(subjects: readonly Subject[], clock: JumpingClock, stream: TokenStream, keys: readonly TestKey[]) {
    this.#subjects = subjects;
    this.#clock = clock;
    this.#stream = stream;
    this.#keys = keys;
    this.#published = [stream.key];
  }

  #publish(keys: readonly TestKey[]): void {
    this.#published = keys;
    for (const { endpoint } of this.#subjects) endpoint.publish(keys);
  }

  /** Publishes a new key and signs with it at once, which is sooner than Cognito does. */
  #rotate(): void {
    const key = this.#keys[++this.#rotations % this.#keys.length];
    if (key === undefined) throw new RangeError('no keys to rotate');
    this.#publish([...this.#published, key]);
    this.#stream.key = key;
  }

  #withdraw(): void {
    this.#publish([this.#stream.key]);
  }

  #fault(fault: Fault | undefined): void {
    for (const { endpoint } of this.#subjects) endpoint.fault(fault);
  }

  #jump(milliseconds: number): Promise<void> {
    return this.#clock.jump(milliseconds, (offset) => Promise.all(this.#subjects.map((one) => one.setOffset(offset))));
  }

  readonly #steps: readonly (() => void | Promise<void>)[] = [
    () => this.#rotate(),
    () => this.#jump(6_000),
    () => this.#withdraw(),
    () => this.#jump(11 * minute),
    () => this.#fault('status'),
    () => this.#rotate(),
    () => this.#jump(3_000),
    () => this.#fault(undefined),
    () => this.#jump(40_000),
    () => this.#jump(-20 * minute),
    () => this.#rotate(),
    () => this.#jump(20 * minute),
    () => this.#fault('hang'),
    () => this.#jump(12 * minute),
    () => this.#fault('reset'),
    () => this.#jump(25 * 60 * minute),
    () => this.#fault(undefined),
    () => this.#jump(minute),
    () => this.#withdraw(),
    () => this.#jump(-10_000),
    () => this.#jump(12 * minute),
  ];

  /** Goes from step to step until the load is over; ends with everything in order. */
  async run(isOver: () => boolean, stepMs: number): Promise<void> {
    for (let index = 0; !isOver(); index = (index + 1) % this.#steps.length) {
      await pause(stepMs);
      this.changedAt = Date.now();
      await this.#steps[index]?.();
      this.changedAt = Date.now();
    }
    this.#fault(undefined);
  }
}

/** As many keys as a run rotates through. */
export const makeKeys = (): readonly TestKey[] => Array.from({ length: 4 }, () => createTestKey());
