import { parseArgs } from 'node:util';
import { type CommandError, wrongUsage } from './command-error.ts';
import { unknownName } from './unknown-name.ts';

/** One flag of a command, for `parseArgs` and the help text. */
interface Flag {
  readonly type: 'string' | 'boolean';
  /** Whether the flag can be repeated. */
  readonly multiple?: true;
  /** The name of its value in the help text. */
  readonly value?: string;
  readonly help: string;
}

/** A command's flags, by their names without dashes. */
export type Flags = Readonly<Record<string, Flag>>;

type FlagValue<F extends Flag> = F['type'] extends 'boolean'
  ? boolean
  : F extends { readonly multiple: true }
    ? readonly string[]
    : string;

/** The values of the given flags. */
export type FlagValues<F extends Flags> = { readonly [Name in keyof F]?: FlagValue<F[Name]> };

/** The start of a JWT or a JWE, plain or after an equals sign: the header and the beginning of the next part. */
const tokenStartPattern = /(?:^|[^\w-])ey[\w-]{8,}\.[\w-]/;

const tokenAsArgument = (): CommandError =>
  wrongUsage(
    'A token must not be an argument: arguments stay in the shell history, and every user can list them.\n' +
      'Pipe it in, or name its file with --token-file. Treat a real token that was an argument as exposed.',
  );

/**
 * Rejects tokens among the arguments before any other code reads or quotes them.
 *
 * @throws CommandError for a token: arguments stay in the shell history, and every user of the machine can list them.
 */
export const refuseTokens = (args: readonly string[]): void => {
  if (!args.some((arg) => tokenStartPattern.test(arg) || /^--?token(?:=|$)/.test(arg))) return;
  throw tokenAsArgument();
};

/**
 * Reads a command's arguments. Unlike the messages of `parseArgs`, its messages do not quote arguments: one of them may be
 * a secret.
 *
 * @param args - The arguments after the command's name.
 * @param flags - The flags of the command.
 * @returns The values.
 * @throws CommandError that names the flag.
 */
export const readFlags = <F extends Flags>(args: readonly string[], flags: F): FlagValues<F> => {
  const { tokens } = parseArgs({
    args: [...args],
    options: flags,
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const values = new Map<string, string | boolean | string[]>();
  for (const token of tokens) {
    if (token.kind !== 'option') {
      // Commands that read a token: an argument without a flag is a token or its file.
      throw Object.hasOwn(flags, 'token-file')
        ? tokenAsArgument()
        : wrongUsage('This command takes flags only, such as --name VALUE.');
    }
    const { name, rawName, value, inlineValue } = token;
    const flag = Object.hasOwn(flags, name) ? flags[name] : undefined;
    if (flag === undefined || rawName !== `--${name}`) {
      throw wrongUsage(
        unknownName(
          'flag',
          rawName,
          Object.keys(flags).map((known) => `--${known}`),
        ),
      );
    }
    const earlier = values.get(name);
    if (earlier !== undefined && flag.multiple !== true) throw wrongUsage(`--${name} is given twice.`);
    if (flag.type === 'boolean') {
      if (value !== undefined) throw wrongUsage(`--${name} takes no value.`);
      values.set(name, true);
      continue;
    }
    // Without its value, a flag would take the next flag as value.
    if (value === undefined || (inlineValue === false && value.startsWith('-'))) {
      throw wrongUsage(`--${name} needs a value: --${name} ${flag.value ?? 'VALUE'}.`);
    }
    values.set(name, flag.multiple === true ? [...(Array.isArray(earlier) ? earlier : []), value] : value);
  }
  // Each value has the type of its flag.
  return Object.fromEntries(values) as FlagValues<F>;
};
