import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import { fail } from '@cognito-guard/core/internal';
import type { PoolState } from './pool-state.ts';

const option = 'createLocalSignIn: state';

/** A file that keeps the pool's state. */
export class StateFile {
  readonly #path: string;
  #written: string | undefined;

  constructor(path: string) {
    this.#path = path;
  }

  /**
   * @returns The state of an earlier run; undefined where there is no file.
   * @throws TypeError for a file that another program or version, or another user pool wrote, and for one that cannot be
   * read.
   */
  read(userPoolId: string): PoolState | undefined {
    const text = this.#text();
    if (text === undefined) return undefined;
    const state = parse(text);
    if (state?.version !== 1) return fail(option, this.#path, 'a file that a local pool of this version wrote');
    if (state.userPoolId !== userPoolId) {
      return fail(option, this.#path, `the file of ${userPoolId}`, `the file of ${state.userPoolId}`, '');
    }
    return state;
  }

  /**
   * Writes the state of a pool that starts.
   *
   * @throws TypeError where the file system refuses.
   */
  start(state: PoolState): void {
    try {
      this.write(state);
    } catch (error) {
      this.#refuse(error, 'write');
    }
  }

  /**
   * Writes a state that has changed. The file is complete at every moment: a new one replaces it (rename(2)).
   *
   * @throws Error where the file system refuses.
   */
  write(state: PoolState): void {
    const text = `${JSON.stringify(state)}\n`;
    if (text === this.#written) return;
    const temporary = `${this.#path}.${process.pid}.tmp`;
    try {
      // It holds passwords and private keys.
      const file = openSync(temporary, 'w', 0o600);
      try {
        writeSync(file, text);
        fsyncSync(file);
      } finally {
        closeSync(file);
      }
      renameSync(temporary, this.#path);
    } catch (error) {
      rmSync(temporary, { force: true });
      throw error;
    }
    this.#written = text;
  }

  #text(): string | undefined {
    try {
      return readFileSync(this.#path, 'utf8');
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
      return this.#refuse(error, 'read');
    }
  }

  #refuse(error: unknown, what: 'read' | 'write'): never {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    return fail(option, this.#path, `a file that the pool can ${what}`, `${code}: ${this.#path}`, '');
  }
}

const parse = (text: string): PoolState | undefined => {
  try {
    const state: unknown = JSON.parse(text);
    // Written by this class: its version and its pool are checked, and its members are trusted.
    return typeof state === 'object' && state !== null ? (state as PoolState) : undefined;
  } catch {
    return undefined;
  }
};
