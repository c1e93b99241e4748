import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The repository's root folder, without a trailing slash. */
export const root: string = fileURLToPath(new URL('..', import.meta.url)).replace(/[/\\]$/, '');

/** How a command ended. */
export interface Outcome {
  readonly ok: boolean;
  /** Everything it printed, stdout and stderr in the order they came. */
  readonly output: string;
}

/**
 * Runs a command and keeps its output.
 *
 * @param command - The program and its arguments; no shell takes part.
 * @param cwd - Where it runs. Default: the repository's root.
 */
export const run = (command: readonly [string, ...string[]], cwd: string = root): Promise<Outcome> =>
  new Promise((resolve) => {
    const [program, ...args] = command;
    // npm and its bins are .cmd files on Windows, which only a shell can start.
    const child = spawn(program, args, { cwd, shell: process.platform === 'win32' });
    let output = '';
    const collect = (chunk: Buffer): void => {
      output += chunk.toString();
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.on('error', (error) => resolve({ ok: false, output: `${program} did not start: ${error.message}` }));
    child.on('close', (code) => resolve({ ok: code === 0, output: output.trim() }));
  });

/** Like {@link run}, for a step that nothing can follow when it fails. */
export const runOrThrow = async (command: readonly [string, ...string[]], cwd: string = root): Promise<string> => {
  const { ok, output } = await run(command, cwd);
  if (!ok) throw new Error(`"${command.join(' ')}" failed:\n${output}`);
  return output;
};

/**
 * Ends a gate: prints what is wrong, or one line that says what was looked at.
 *
 * @param problems - What is wrong and how to mend it, one entry each.
 * @param looked - What was checked, so that a gate that looked at nothing shows.
 */
export const report = (problems: readonly string[], looked: string): void => {
  for (const problem of problems) console.error(problem);
  if (problems.length === 0) console.log(looked);
  else console.error(`\n${problems.length} problem(s). ${looked}`);
  process.exitCode = problems.length === 0 ? 0 : 1;
};
