import { parseArgs } from 'node:util';
import { type CommandError, wrongUsage } from './command-error.ts';
import { unknownName } from './unknown-name.ts';

/** One flag of a command, as `parseArgs` and the help text need it. */
interface Flag {
  readonly type: 'string' | 'boolean';
  /** May be given several times. */
  readonly multiple?: true;
  /** What its value is called in the help text. */
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

/** What was given. A flag that was not is not there. */
export type FlagValues<F extends Flags> = { readonly [Name in keyof F]?: FlagValue<F[Name]> };

/** Header and the beginning of a payload, plain or after an equals sign: what a JWT or a JWE starts with. */
const tokenStart = /(?:^|[^\w-])ey[\w-]{8,}\.[\w-]/;

const tokenAsArgument = (): CommandError =>
  wrongUsage(
    'A token is never an argument: it would stay in the shell history, and show in the list of processes.\n' +
      'Pipe it in, or name its file with --token-file. A real token that was an argument may be known to others now.',
  );

/**
 * Refuses tokens among the arguments, before anything else looks at them or quotes them.
 *
 * @throws CommandError: arguments stand in the shell's history, and every user of the machine can list them.
 */
export const refuseTokens = (args: readonly string[]): void => {
  if (!args.some((arg) => tokenStart.test(arg) || /^--?token(?:=|$)/.test(arg))) return;
  throw tokenAsArgument();
};

/**
 * Reads a command's arguments. The messages of `parseArgs` itself quote what was given, which may be a secret in the
 * wrong place; these do not.
 *
 * @param args - All that follows the command's name.
 * @param flags - What it takes.
 * @returns The values.
 * @throws CommandError naming the flag.
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
      // What stands without a flag behind a command that reads a token is a token or its file.
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
    // What follows a flag whose value was forgotten is the next flag.
    if (value === undefined || (inlineValue === false && value.startsWith('-'))) {
      throw wrongUsage(`--${name} needs a value: --${name} ${flag.value ?? 'VALUE'}.`);
    }
    values.set(name, flag.multiple === true ? [...(Array.isArray(earlier) ? earlier : []), value] : value);
  }
  // Each value was read as its flag says.
  return Object.fromEntries(values) as FlagValues<F>;
};
