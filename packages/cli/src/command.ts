import type { ExitCode } from './command-error.ts';
import { type Flags, type FlagValues, readFlags } from './flags.ts';

/** What a command is made of. */
interface Definition<F extends Flags> {
  readonly name: string;
  /** One line, for the list of commands. */
  readonly summary: string;
  /** What else there is to know, for the command's own help. */
  readonly description: string;
  readonly flags: F;
  /** Command lines, each with what it is for. */
  readonly examples: readonly (readonly [purpose: string, commandLine: string])[];
  readonly run: (values: FlagValues<F>) => Promise<ExitCode>;
}

/** A command of `cognito-guard`. */
export interface Command extends Omit<Definition<Flags>, 'run'> {
  /**
   * @param args - All that follows its name.
   * @throws CommandError, whose message is for the user.
   */
  readonly run: (args: readonly string[]) => Promise<ExitCode>;
}

/** Makes a command whose `run` receives its flags, typed. */
export const defineCommand = <const F extends Flags>(definition: Definition<F>): Command => ({
  ...definition,
  run: async (args) => definition.run(readFlags(args, definition.flags)),
});
