import { globSync, readFileSync } from 'node:fs';
import { createTestPool } from '@cognito-guard/testing';
import { describe, expect, test } from 'vitest';
import { inspect } from '../src/commands/inspect.ts';
import { keys } from '../src/commands/keys.ts';
import { commands } from '../src/commands.ts';
import { refuseTokens } from '../src/flags.ts';
import { commandHelp, generalHelp } from '../src/help.ts';
import { end, run, start } from './support/command.ts';

const root = new URL('../../../', import.meta.url);
const textOf = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');

describe.concurrent('help', () => {
  test('lists every command, on stdout after --help', async () => {
    const { exitCode, stdout, stderr } = await run(['--help']);
    expect([exitCode, stderr]).toEqual([0, '']);
    for (const { name, summary } of commands) expect(stdout).toContain(`${name.padEnd(7)}  ${summary}\n`);
  });

  test('help is printed for one command by its name, and for all without a name', async () => {
    for (const command of commands) {
      expect(await run(['help', command.name])).toEqual({
        exitCode: 0,
        stdout: `${commandHelp(command)}\n`,
        stderr: '',
      });
    }
    expect(await run(['help'])).toEqual(await run(['--help']));
    const { exitCode, stderr } = await run(['help', 'verfy']);
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining('There is no command verfy. Did you mean verify?')]);
  });

  test('help is printed on stderr, as wrong usage, without a command', async () => {
    const { exitCode, stdout, stderr } = await run([]);
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toContain('Usage: cognito-guard <command>');
  });

  test.each(commands)(
    'the help of $name names its flags and has examples, regardless of other arguments',
    async (command) => {
      const { exitCode, stdout } = await run([command.name, '--nonsense', '--help']);
      expect(exitCode).toBe(0);
      for (const flag of Object.keys(command.flags)) expect(stdout).toMatch(new RegExp(`^  --${flag} `, 'm'));
      expect(stdout).toContain(`cognito-guard ${command.name} `);
    },
  );

  test('help fits into 120 columns', () => {
    const lines = [generalHelp(commands), ...commands.map(commandHelp)].join('\n').split('\n');
    expect(lines.filter((line) => line.length > 120)).toEqual([]);
  });

  test('help and READMEs show only existing flags', () => {
    const readmes = globSync('{README.md,docs/{.,concepts,errors,guides,recipes,start}/*.md,packages/*/README.md}', {
      cwd: root,
    });
    const help = commands.flatMap(({ examples }) => examples.map(([, line]) => line)).join('\n');
    const shown = [help, ...readmes.map((path) => readFileSync(new URL(path, root), 'utf8'))]
      .join('\n')
      .replaceAll('\\\n', ' ');
    const lines = [...shown.matchAll(/cognito-guard(?:\/cli)? (\w+) ([^|`\n]*--[^|`\n]*)/g)];
    expect(lines.length).toBeGreaterThan(8);
    for (const [, name, rest = ''] of lines) {
      const flags = Object.keys(commands.find((command) => command.name === name)?.flags ?? {});
      for (const [, flag] of rest.matchAll(/--([\w-]+)/g)) expect([...flags, 'help']).toContain(flag);
    }
  });
});

test('--version prints the version of the package', async () => {
  const { version } = JSON.parse(textOf('../package.json')) as { readonly version: string };
  expect(await run(['--version'])).toEqual({ exitCode: 0, stdout: `${version}\n`, stderr: '' });
});

describe.concurrent('wrong usage exits with 2, prints the mistake, and prints no result', () => {
  test.each([
    ['an unknown command', ['verfy'], 'There is no command verfy. Did you mean verify?'],
    ['a command without a similar name', ['frobnicate'], 'There is no command frobnicate.\n'],
    ['a flag in front of the command', ['--json', 'inspect'], 'There is no flag --json.'],
    ['an unknown flag', ['verify', '--tokenuse', 'id'], 'There is no flag --tokenuse. Did you mean --token-use?'],
    ['an unset variable', ['keys', '--user-pool-id', ''], 'Is an environment variable unset?'],
  ])('%s', async (_, args, message) => {
    const { exitCode, stdout, stderr } = await run(args);
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
    expect(stderr).toMatch(/--help explains the flags\.\n$/);
  });

  test.each([
    ['a short flag', ['-j'], 'There is no flag -j.'],
    ['an argument without a flag', ['jwks.json'], 'This command takes flags only'],
    ['a flag given twice', ['--output', 'a', '--output', 'b'], '--output is given twice.'],
    ['a value forgotten at the end', ['--user-pool-id'], '--user-pool-id needs a value: --user-pool-id ID.'],
    ['a value forgotten before a flag', ['--output', '--user-pool-id', 'x'], '--output needs a value'],
    ['a name that every object has', ['--constructor'], 'There is no flag --constructor.'],
    ['no pool', [], '--user-pool-id is required'],
  ])('%s', async (_, args, message) => {
    await expect(keys.run(args)).rejects.toMatchObject({ exitCode: 2, message: expect.stringContaining(message) });
  });

  test('a value for a flag without a value is wrong usage', async () => {
    await expect(inspect.run(['--json=yes'])).rejects.toMatchObject({ exitCode: 2, message: '--json takes no value.' });
  });

  test('the message of wrong usage quotes no text that may have been pasted', async () => {
    const { stderr } = await run(['AKIAsecret secret0123456789']);
    expect(stderr).toContain('There is no such command.');
    expect(stderr).not.toContain('secret');
  });
});

describe.concurrent('a token as an argument is refused and not repeated:', async () => {
  const pool = await createTestPool();
  const token = pool.accessToken();
  test.each([
    ['by itself', ['inspect', token]],
    ['as the command', [token]],
    ['a part that does not look like a token', ['inspect', 'J0eXAiOiJKV1Qi']],
    ['by the name of its file', ['verify', 'token.txt']],
    ['after a flag for another value, together with --help', ['verify', '--client-id', token, '--help']],
  ])('%s', async (_, args) => {
    const { exitCode, stdout, stderr } = await run(args);
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toContain('A token must not be an argument');
  });

  test.each([
    ['after an unknown flag', ['verify', '--token', token]],
    ['joined to an unknown flag', ['verify', `--token=${token}`]],
    ['with its scheme', ['inspect', `Bearer ${token}`]],
    ['as an unset variable', ['verify', '--token', '']],
    ['as a refresh token', ['inspect', 'eyJjdHkiOiJKV1QiLCJlbmMiOiJBMjU2R0NNIn0.QUJD.QUJD.QUJD.QUJD']],
  ])('%s', (_, args) => {
    expect(() => refuseTokens(args)).toThrow('A token must not be an argument');
  });

  test('no other argument counts as a token', () => {
    refuseTokens([
      '--issuer',
      'https://ey.example.com/eyJpool',
      '--token-file',
      'eyJ.txt',
      '--scope',
      'key/survey.read',
    ]);
  });
});

test('a reader that closes the pipe early ends the command without an error', async () => {
  const pool = await createTestPool();
  const child = start(['inspect']);
  child.stdout.destroy();
  child.stdin.end(pool.accessToken());
  const { exitCode, stderr } = await end(child);
  expect([exitCode, stderr]).toEqual([0, '']);
});
