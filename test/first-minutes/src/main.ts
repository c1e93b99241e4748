/**
 * Runs the first five minutes of each README as a reader would, from its text: `npm run first-minutes`. A new folder gets
 * the packed packages instead of the registry's; each Node then runs the commands, and `curl` must get its answer.
 */
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { installedNodes } from '../../runtimes/src/node.ts';
import { packAll } from './packed.ts';
import { readSteps, type Step } from './steps.ts';
import { openTerminal, type Result, runIn, type Shell, type Terminal } from './terminal.ts';

const documents = ['core', 'express', 'hono', 'fastify', 'nest', 'middy', 'authorizer'].map(
  (name) => `packages/${name}/README.md`,
);

const startTimeoutMs = 60_000;

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer().on('error', reject);
    server.listen(0, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });

/** Waits for a condition, and fails with the output of a terminal that ended before it. */
const until = async (isMet: () => boolean | Promise<boolean>, terminals: readonly Terminal[]): Promise<void> => {
  const deadline = Date.now() + startTimeoutMs;
  while (!(await isMet())) {
    const output = terminals.map((terminal) => terminal.output()).join('\n');
    if (terminals.some((terminal) => !terminal.isRunning())) throw new Error(`A terminal ended:\n${output}`);
    if (Date.now() > deadline) throw new Error(`Nothing after ${startTimeoutMs} ms:\n${output}`);
    await setTimeout(100);
  }
};

/** The file that a command writes its output to: the next terminal reads it. */
const outputFileOf = (command: string): string | undefined => />\s*([\w.-]+)\s*$/.exec(command)?.[1];

const expectSuccess = (command: string, { status, output }: Result): void => {
  if (status !== 0) throw new Error(`"${command.trim()}" ended with ${status}:\n${output}`);
};

/** The steps that a reader takes with one Node, from the first terminal to the answer. */
const runSteps = async (steps: readonly Step[], shell: Shell): Promise<void> => {
  await using stack = new AsyncDisposableStack();
  const terminals: Terminal[] = [];
  for (const step of steps) {
    if (step.kind === 'run') expectSuccess(step.text, await runIn(shell, step.text));
    if (step.kind === 'prints') {
      const result = await runIn(shell, step.text);
      expectSuccess(step.text, result);
      if (!result.output.includes(step.expected)) throw new Error(`"${step.text.trim()}" prints:\n${result.output}`);
    }
    if (step.kind === 'terminal') {
      const file = outputFileOf(step.text);
      const path = join(shell.folder, file ?? '.');
      if (file !== undefined) rmSync(path, { force: true });
      terminals.push(stack.use(openTerminal(shell, step.text)));
      await until(() => file === undefined || (statSync(path, { throwIfNoEntry: false })?.size ?? 0) > 0, terminals);
    }
    if (step.kind === 'answers') {
      let answer: Result = { status: null, output: '' };
      // The server may not listen yet: curl then ends with an error.
      await until(async () => {
        answer = await runIn(shell, step.text);
        return answer.status === 0;
      }, terminals);
      if (!new RegExp(`HTTP/1\\.1 ${step.status} `).test(answer.output)) {
        throw new Error(`"${step.text.trim()}" does not answer ${step.status}:\n${answer.output}`);
      }
    }
  }
};

const runDocument = async (document: string, useTarballs: (command: string) => string): Promise<void> => {
  const port = String(await freePort());
  const steps = readSteps(document).map((step) => ({ ...step, text: step.text.replaceAll('3000', port) }));
  const folder = mkdtempSync(join(tmpdir(), 'first-minutes-'));
  const shellOf = (node: string): Shell => ({
    folder,
    env: { ...process.env, PATH: [dirname(node), process.env['PATH']].join(delimiter) },
  });
  try {
    const nodes = installedNodes();
    for (const step of steps) {
      if (step.kind === 'file') writeFileSync(join(folder, step.path), step.text);
      if (step.kind !== 'setup') continue;
      const [, oldest = process.execPath] = nodes[0] ?? [];
      expectSuccess(step.text, await runIn(shellOf(oldest), useTarballs(step.text)));
    }
    for (const [name, node] of nodes) {
      await runSteps(steps, shellOf(node));
      console.log(`${document.padEnd(30)} ${name}: answered`);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
};

/** `npm run first-minutes -- packages/hono` runs the documents whose paths start so. */
const [prefix = ''] = process.argv.slice(2);
const chosen = documents.filter((document) => document.startsWith(prefix));
if (chosen.length === 0) throw new Error(`No document's path starts with ${prefix}.`);

const tarballs = mkdtempSync(join(tmpdir(), 'first-minutes-packed-'));
try {
  const useTarballs = await packAll(tarballs);
  for (const document of chosen) {
    try {
      await runDocument(document, useTarballs);
    } catch (error) {
      // The other documents still run.
      console.error(`${document}:`, error);
      process.exitCode = 1;
    }
  }
} finally {
  rmSync(tarballs, { recursive: true });
}
