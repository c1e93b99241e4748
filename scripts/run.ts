import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The repository's root folder, without a trailing slash. */
export const root: string = fileURLToPath(new URL('..', import.meta.url)).replace(/[/\\]$/, '');

/** The result of a command. */
export interface Outcome {
  readonly ok: boolean;
  /** Its stdout and stderr, in order of arrival. */
  readonly output: string;
}

/**
 * Runs a command and captures its output.
 *
 * @param command - The program and its arguments, without a shell.
 * @param cwd - The working directory. Default: the repository's root.
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

/** Like {@link run}, but throws if the command fails. */
export const runOrThrow = async (command: readonly [string, ...string[]], cwd: string = root): Promise<string> => {
  const { ok, output } = await run(command, cwd);
  if (!ok) throw new Error(`"${command.join(' ')}" failed:\n${output}`);
  return output;
};

/**
 * Ends a gate: prints its problems, or one line with the number of checks.
 *
 * @param problems - Each problem with its remedy.
 * @param checked - A summary of the checks, which reveals a gate that checked nothing.
 */
export const report = (problems: readonly string[], checked: string): void => {
  for (const problem of problems) console.error(problem);
  if (problems.length === 0) console.log(checked);
  else console.error(`\n${problems.length} problem(s). ${checked}`);
  process.exitCode = problems.length === 0 ? 0 : 1;
};
