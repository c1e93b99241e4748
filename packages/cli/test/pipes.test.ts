import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { dev } from '../src/commands/dev.ts';
import { commandLine, environment } from './support/command.ts';
import { makeFolder } from './support/folder.ts';

const showPool = `
const { jwksUri } = JSON.parse(process.argv[1]);
fetch(jwksUri).then(({ status }) => console.log(process.env.TOKEN + "\\n" + status));`;

/** The commands on the shell's PATH: cognito-guard, the part of jq that the examples need, and a test run. */
const bin = makeFolder({
  'cognito-guard': `#!/bin/sh\nexec ${commandLine} "$@"\n`,
  check: `#!/bin/sh\nexec node -e '${showPool}' "$1"\n`,
  jq: `#!/bin/sh\nexec node -e 'process.stdin.on("data", (line) => console.log(JSON.parse(line).tokens.access))'\n`,
});
for (const name of readdirSync(bin)) chmodSync(join(bin, name), 0o755);

/** Runs a line in a real shell. Its standard input stays open, like a terminal's. */
const inShell = async (line: string): Promise<{ readonly exitCode: number | null; readonly stdout: string }> => {
  const { PATH, ...rest } = environment();
  const env = { ...rest, PATH: `${bin}:${PATH}` };
  const shell = spawn('sh', ['-c', line], { env, stdio: ['pipe', 'pipe', 'ignore'], detached: true });
  onTestFinished(() => {
    // Ends the shell's child processes too. Normally they have already exited.
    if (shell.exitCode === null && shell.pid !== undefined) process.kill(-shell.pid, 'SIGKILL');
  });
  let stdout = '';
  shell.stdout.setEncoding('utf8').on('data', (text) => {
    stdout += text;
  });
  await once(shell, 'close');
  return { exitCode: shell.exitCode, stdout };
};

const accessToken = /^ey[\w-]+\.ey[\w-]+\.[\w-]+\n$/;

describe('dev in a pipe exits when its reader exits', { timeout: 10_000 }, () => {
  test('a command substitution that takes the first line returns', async () => {
    const line = 'TOKEN=$(cognito-guard dev --json | head -n 1 | jq -r .tokens.access); echo "$TOKEN"';
    const { exitCode, stdout } = await inShell(line);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(accessToken);
  });

  test('the example of --help has a pool that publishes its keys while the block runs, and then returns', async () => {
    const [, example = ''] = dev.examples.find(([, line]) => line.includes('|')) ?? [];
    expect(example).toContain('npm test');
    const line = example.replace('9229', '0').replace('npm test', 'check "$pool"');
    const { exitCode, stdout } = await inShell(line);
    expect(exitCode).toBe(0);
    const [token, status] = stdout.split('\n');
    expect(`${token}\n`).toMatch(accessToken);
    expect(status).toBe('200');
  });

  test('a reader that stays receives JSON and spaces, which JSON ignores', async () => {
    const reader = `node -e 'let all = ""; process.stdin.on("data", (text) => { all += text; if (/\\n +$/.test(all)) { console.log(JSON.parse(all).clientId); process.exit(); } })'`;
    const { stdout } = await inShell(`cognito-guard dev --json --client-id mine | ${reader}`);
    expect(stdout).toBe('mine\n');
  });
});
