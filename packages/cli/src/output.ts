import { fstatSync, write } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import { printable } from '@cognito-guard/local-sign-in/internal';

const stdout = 1;
const writeTo = promisify(write);

/** Prints a result on stdout. */
export const print = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

/** Prints a remark or an error on stderr, outside of pipes. */
export const note = (text: string): void => {
  process.stderr.write(`${text}\n`);
};

/** Formats JSON over several lines. Only its strings can contain characters that {@link printable} escapes. */
export const toJson = (value: unknown): string =>
  JSON.stringify(value, undefined, 2).split('\n').map(printable).join('\n');

/** Formats names and values as aligned lines, without rows that have no value. */
export const toTable = (rows: readonly (readonly [name: string, value: string | undefined])[]): string => {
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows
    .flatMap(([name, value]) => (value === undefined ? [] : [`  ${name.padEnd(width)}  ${printable(value)}`]))
    .join('\n');
};

/**
 * Waits until the reader of standard output closes the pipe. The system reports that to writes only, so this function
 * writes spaces, which JSON ignores between values (RFC 8259 §2).
 *
 * @returns A promise that never settles when standard output is a terminal or a file.
 */
export const untilReaderLeaves = async (): Promise<void> => {
  if (!fstatSync(stdout).isFIFO()) return new Promise(() => undefined);
  for (let pauseMs = 100; ; pauseMs = Math.min(2 * pauseMs, 1_000)) {
    await setTimeout(pauseMs, undefined, { ref: false });
    try {
      // Asynchronous: a reader that does not read must not block the key endpoint.
      await writeTo(stdout, ' ');
    } catch {
      return;
    }
  }
};
