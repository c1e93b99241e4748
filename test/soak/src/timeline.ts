import { setTimeout as pause } from 'node:timers/promises';
import { createTestKey, type TestKey } from '@cognito-guard/testing';
import type { JumpingClock } from './clock.ts';
import type { Fault } from './keys-endpoint.ts';
import type { Subject } from './subject.ts';
import type { TokenStream } from './tokens.ts';

const minute = 60_000;

/** The repeated sequence of events: keys rotate, the endpoint fails, the clock jumps. */
export class Timeline {
  readonly #subjects: readonly Subject[];
  readonly #clock: JumpingClock;
  readonly #stream: TokenStream;
  /** Generated before the load starts, because generating one takes 0.1 seconds. */
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

  /** Publishes a new key and signs with it immediately, which is earlier than Cognito. */
  #rotate(): void {
    const key = this.#keys[++this.#rotations % this.#keys.length];
    if (key === undefined) throw new RangeError('No keys left to rotate.');
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

  /** Runs the steps until the load ends; then restores the endpoint and the clock. */
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

/** The number of keys that a run needs. */
export const makeKeys = (): readonly TestKey[] => Array.from({ length: 4 }, () => createTestKey());
