import type { Command } from './command.ts';

const columns = (rows: readonly (readonly [left: string, right: string])[]): string => {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`).join('\n');
};

/** What `cognito-guard --help` prints. */
export const generalHelp = (commands: readonly Command[]): string => `Amazon Cognito tokens at the terminal.

Usage: cognito-guard <command> [flags]

${columns(commands.map(({ name, summary }) => [name, summary]))}

cognito-guard help <command>  explains a command's flags, with examples
cognito-guard --version       prints the version

Exit codes: 0 success, 1 refused or failed, 2 wrong usage.`;

/** What `cognito-guard <command> --help` prints. */
export const commandHelp = ({ name, summary, description, flags, examples }: Command): string => {
  const rows = Object.entries(flags).map(
    ([flag, { value, multiple, help }]) =>
      [`--${flag}${value === undefined ? '' : ` ${value}`}${multiple === true ? ' …' : ''}`, help] as const,
  );
  const lines = examples.map(([purpose, line]) => `  # ${purpose}\n  ${line}`);
  return `${summary}

Usage: cognito-guard ${name} [flags]

${description}

${columns(rows)}

${lines.join('\n\n')}`;
};
