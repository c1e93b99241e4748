import { readFile } from 'node:fs/promises';
import { keySetProblem } from '@cognito-guard/local-sign-in/internal';
import { wrongUsage } from './command-error.ts';

const nextStep = 'Write one with "cognito-guard keys --output FILE".';

/**
 * Reads the file of `--jwks`.
 *
 * @returns The text of a JWK set (RFC 7517 §5) with at least one key that can verify a Cognito token.
 * @throws CommandError that describes another content.
 */
export const readKeySetFile = async (path: string): Promise<string> => {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw wrongUsage(`The file of --jwks cannot be read: ${error.code}.`);
  });
  const problem = keySetProblem(text);
  if (problem === undefined) return text;
  throw wrongUsage(`The file of --jwks ${problem} ${nextStep}`);
};
