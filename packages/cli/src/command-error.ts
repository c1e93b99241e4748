/** How a command ends: 0 good, 1 refused or failed, 2 wrong usage. */
export type ExitCode = 0 | 1 | 2;

/** An end that the user can do something about. Its message is all that they see of it. */
export class CommandError extends Error {
  readonly exitCode: 1 | 2;

  constructor(message: string, exitCode: 1 | 2) {
    super(message);
    this.name = 'CommandError';
    this.exitCode = exitCode;
  }
}

/** The command could not do what it was asked to. */
export const failed = (message: string): CommandError => new CommandError(message, 1);

/** What it was asked to do makes no sense. */
export const wrongUsage = (message: string): CommandError => new CommandError(message, 2);
