import { fstatSync, write } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';

const stdout = 1;
const writeTo = promisify(write);

/** Prints a result: what was asked for, and nothing else. */
export const print = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

/** Prints a remark or an error, where it does not get into a pipe. */
export const note = (text: string): void => {
  process.stderr.write(`${text}\n`);
};

/**
 * What moves a terminal's cursor, changes its colors or turns its text around: control characters (C0, DEL, C1), line
 * separators, and the marks of bidirectional text (Unicode UAX #9 §2).
 */
const unprintable = /[\p{Cc}\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

const escapeCharacter = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** Text as a terminal may show it, whoever wrote it: a claim must not paint "verified" on the screen. */
export const printable = (text: string): string => text.replace(unprintable, escapeCharacter);

/** JSON, over several lines. Inside of it, only strings can hold what {@link printable} escapes. */
export const toJson = (value: unknown): string =>
  JSON.stringify(value, undefined, 2).split('\n').map(printable).join('\n');

/** Lines of names and values, the values under each other; those without a value are left out. */
export const toTable = (rows: readonly (readonly [name: string, value: string | undefined])[]): string => {
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows
    .flatMap(([name, value]) => (value === undefined ? [] : [`  ${name.padEnd(width)}  ${printable(value)}`]))
    .join('\n');
};

/**
 * Waits until the reader of standard output has closed the pipe. The system reports that to writes alone, so a space is
 * written from time to time, which JSON ignores between values (RFC 8259 §2).
 *
 * @returns A promise that never settles where standard output is a terminal or a file.
 */
export const untilReaderLeaves = async (): Promise<void> => {
  if (!fstatSync(stdout).isFIFO()) return new Promise(() => undefined);
  for (let pauseMs = 100; ; pauseMs = Math.min(2 * pauseMs, 1_000)) {
    await setTimeout(pauseMs, undefined, { ref: false });
    try {
      // Asynchronous: a reader that is there but does not read must not block the key endpoint.
      await writeTo(stdout, ' ');
    } catch {
      return;
    }
  }
};
