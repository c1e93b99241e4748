import { createReadStream } from 'node:fs';
import { wrongUsage } from './command-error.ts';
import type { FlagValues } from './flags.ts';
import { note } from './output.ts';

/** Where a token comes from, for the commands that take one. */
export const tokenFlags = {
  'token-file': { type: 'string', value: 'FILE', help: 'read the token from there; default: standard input' },
} as const;

/** Several times what any verifier looks at. */
const maxLength = 64 * 1024;

const readText = async (stream: AsyncIterable<Buffer>, source: string): Promise<string> => {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of stream) {
      length += chunk.length;
      if (length > maxLength) throw wrongUsage('What came is longer than any token.');
      chunks.push(chunk);
    }
  } catch (error) {
    // Its message quotes the path, which may be the token itself.
    throw error instanceof Error && 'code' in error ? wrongUsage(`${source} cannot be read: ${error.code}.`) : error;
  }
  return Buffer.concat(chunks).toString('utf8');
};

/**
 * Reads one token. White space around it and `Bearer` in front of it, as it is copied from a header, are not part of it.
 *
 * @throws CommandError where nothing comes, or too much.
 */
export const readToken = async ({ 'token-file': file }: FlagValues<typeof tokenFlags>): Promise<string> => {
  if (file === undefined && process.stdin.isTTY) note('Paste the token, press Enter, then Ctrl+D.');
  const text = await (file === undefined
    ? readText(process.stdin, 'Standard input')
    : readText(createReadStream(file), 'The file of --token-file'));
  const token = text.trim().replace(/^bearer +/i, '');
  if (token === '') throw wrongUsage('No token came. Pipe it in, or name a file that holds it with --token-file.');
  return token;
};
