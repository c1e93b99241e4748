import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));
const options = [
  '--conditions=@cognito-guard/source',
  '--import',
  new URL('../../../../scripts/jsx.ts', import.meta.url).href,
  '--import',
  new URL('./loopback-fetch.ts', import.meta.url).href,
];

/** The result of a run. */
export interface Ended {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The environment of a run. */
export interface World {
  /** Standard input; closed behind it. */
  readonly stdin?: string;
  readonly cwd?: string;
  /** Origins that replace Cognito's hosts. No other host is reachable. */
  readonly hosts?: Readonly<Record<string, string>>;
}

const program: readonly string[] = [process.execPath, ...options, path('../../src/main.ts')];

/** The command line of `cognito-guard` in a shell: its sources, in a separate process. */
export const commandLine: string = program.map((word) => `'${word}'`).join(' ');

/** The environment of such a process. */
export const environment = (hosts: World['hosts'] = {}): NodeJS.ProcessEnv => ({
  PATH: process.env['PATH'],
  // No AWS credentials of the machine.
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  AWS_CONFIG_FILE: '/dev/null',
  TEST_HOSTS: JSON.stringify(hosts),
  // Compiles the sources once, not for every process.
  NODE_COMPILE_CACHE: path('../../../../node_modules/.cache/cognito-guard-cli'),
});

/** Starts `cognito-guard` from its sources, in a separate process. */
export const start = (args: readonly string[], { cwd, hosts }: World = {}): ChildProcessWithoutNullStreams => {
  const [node = '', ...rest] = program;
  return spawn(node, [...rest, ...args], { cwd, env: environment(hosts) });
};

/** The output and the exit of a process. */
export const end = async (child: ChildProcessWithoutNullStreams): Promise<Ended> => {
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text) => {
    stderr += text;
  });
  await once(child, 'close');
  return { exitCode: child.exitCode, stdout, stderr };
};

/** @returns Words that are long enough to be a segment of a token. */
const segments = (text: string): readonly string[] => text.split(/[\s.]/).filter((part) => part.length > 20);

/**
 * Runs `cognito-guard` to its end.
 *
 * Of every run it is expected that nothing which came in, as an argument or as a token, is said on stderr where it would
 * get into logs, that no stack trace is, and that a pipe gets no terminal codes.
 */
export const run = async (args: readonly string[], world: World = {}): Promise<Ended> => {
  const child = start(args, world);
  // A command that refuses its arguments does not wait for the rest.
  child.stdin.on('error', () => undefined).end(world.stdin ?? '');
  const ended = await end(child);
  for (const secret of segments([world.stdin ?? '', ...args.filter((arg) => arg.includes('ey'))].join(' '))) {
    expect(ended.stderr).not.toContain(secret);
  }
  expect(ended.stderr).not.toMatch(/\n +at /);
  expect(ended.stdout + ended.stderr).not.toContain('\u001b');
  return ended;
};
