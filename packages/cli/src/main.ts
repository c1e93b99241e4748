#!/usr/bin/env node
/** The command `cognito-guard`. */
import { debuglog } from 'node:util';
import type { Command } from './command.ts';
import { CommandError, type ExitCode, wrongUsage } from './command-error.ts';
import { commands } from './commands.ts';
import { refuseTokens } from './flags.ts';
import { commandHelp, generalHelp } from './help.ts';
import { manifest } from './manifest.ts';
import { note, print } from './output.ts';
import { unknownName } from './unknown-name.ts';

const isHelp = (arg: string | undefined): boolean => arg === '--help' || arg === '-h';

const findCommand = (name: string): Command => {
  const command = commands.find((one) => one.name === name);
  if (command !== undefined) return command;
  const names = [...commands.map((one) => one.name), 'help'];
  throw wrongUsage(unknownName(name.startsWith('-') ? 'flag' : 'command', name, names));
};

const run = async ([name, ...args]: readonly string[]): Promise<ExitCode> => {
  if (name === undefined || isHelp(name)) {
    (name === undefined ? note : print)(generalHelp(commands));
    return name === undefined ? 2 : 0;
  }
  if (name === '--version') {
    print(manifest.version);
    return 0;
  }
  refuseTokens([name, ...args]);
  if (name === 'help') {
    const [topic] = args;
    print(topic === undefined || isHelp(topic) ? generalHelp(commands) : commandHelp(findCommand(topic)));
    return 0;
  }
  const command = findCommand(name);
  if (args.some(isHelp)) {
    print(commandHelp(command));
    return 0;
  }
  return command.run(args);
};

/** Prints an error without its stack. */
const explain = (error: unknown, args: readonly string[]): ExitCode => {
  if (!(error instanceof CommandError)) {
    // An unexpected error may quote a token, so that it is printed only with NODE_DEBUG.
    debuglog('cognito-guard')('%o', error);
    note(
      'cognito-guard: an unexpected error. Run the command again with NODE_DEBUG=cognito-guard, and report its output.',
    );
    return 1;
  }
  const [name = ''] = args;
  note(`cognito-guard: ${error.message}`);
  if (error.exitCode === 2) {
    const isCommand = commands.some((one) => one.name === name);
    note(`cognito-guard ${isCommand ? `${name} ` : ''}--help explains the flags.`);
  }
  return error.exitCode;
};

// A reader of the first lines only closes the pipe: not an error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});

const args = process.argv.slice(2);
try {
  process.exitCode = await run(args);
} catch (error) {
  process.exitCode = explain(error, args);
}
