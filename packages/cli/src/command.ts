import type { ExitCode } from './command-error.ts';
import { type Flags, type FlagValues, readFlags } from './flags.ts';

/** The definition of a command. */
interface Definition<F extends Flags> {
  readonly name: string;
  /** One line, for the list of commands. */
  readonly summary: string;
  /** Details for the command's own help text. */
  readonly description: string;
  readonly flags: F;
  /** Command lines, each with its purpose. */
  readonly examples: readonly (readonly [purpose: string, commandLine: string])[];
  readonly run: (values: FlagValues<F>) => Promise<ExitCode>;
}

/** A command of `cognito-guard`. */
export interface Command extends Omit<Definition<Flags>, 'run'> {
  /**
   * @param args - The arguments after the command's name.
   * @throws CommandError with a message for the user.
   */
  readonly run: (args: readonly string[]) => Promise<ExitCode>;
}

/** Creates a command whose `run` receives typed flag values. */
export const defineCommand = <const F extends Flags>(definition: Definition<F>): Command => ({
  ...definition,
  run: async (args) => definition.run(readFlags(args, definition.flags)),
});
