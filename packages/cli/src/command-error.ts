/** The exit code of a command: 0 success, 1 refused or failed, 2 wrong usage. */
export type ExitCode = 0 | 1 | 2;

/** An error that the user can correct. Only its message is printed. */
export class CommandError extends Error {
  readonly exitCode: 1 | 2;

  constructor(message: string, exitCode: 1 | 2) {
    super(message);
    this.name = 'CommandError';
    this.exitCode = exitCode;
  }
}

/** The command failed. */
export const failed = (message: string): CommandError => new CommandError(message, 1);

/** The server of a local pool cannot listen. */
export const cannotListen = (port: number, { code, message }: NodeJS.ErrnoException): CommandError => {
  const problem = code === 'EADDRINUSE' ? `${code}: another program listens on it` : (code ?? message);
  return failed(`Cannot listen on the port${port === 0 ? '' : ` ${port}`}: ${problem}. Choose another with --port.`);
};

/** The arguments or the input are wrong. */
export const wrongUsage = (message: string): CommandError => new CommandError(message, 2);
