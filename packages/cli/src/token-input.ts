import { createReadStream } from 'node:fs';
import { describeOtherText, describeRemoved, maxTextLength, unwrapToken } from '@cognito-guard/local-sign-in/internal';
import { wrongUsage } from './command-error.ts';
import type { FlagValues } from './flags.ts';
import { note } from './output.ts';

/** The flags of commands that read a token. */
export const tokenFlags = {
  'token-file': { type: 'string', value: 'FILE', help: 'read the token from this file; default: standard input' },
} as const;

const readText = async (stream: AsyncIterable<Buffer>, source: string): Promise<string> => {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of stream) {
      length += chunk.length;
      if (length > maxTextLength) throw wrongUsage('The input is longer than any token.');
      chunks.push(chunk);
    }
  } catch (error) {
    // The error's message quotes the path, which may be the token itself.
    throw error instanceof Error && 'code' in error ? wrongUsage(`${source} cannot be read: ${error.code}.`) : error;
  }
  return Buffer.concat(chunks).toString('utf8');
};

/**
 * Reads one token. Removes white space, quotes, `Bearer` and the header's name around it. Reports all but white space on
 * stderr: a service removes `Bearer` only.
 *
 * @throws CommandError when the input is empty, too long, or not a token.
 */
export const readToken = async ({ 'token-file': file }: FlagValues<typeof tokenFlags>): Promise<string> => {
  if (file === undefined && process.stdin.isTTY) note('Paste the token, press Enter, then Ctrl+D.');
  const text = await (file === undefined
    ? readText(process.stdin, 'Standard input')
    : readText(createReadStream(file), 'The file of --token-file'));
  const { token, removed } = unwrapToken(text);
  if (token === '') {
    throw wrongUsage(
      file === undefined
        ? 'No token on standard input. Pipe it in, or name its file with --token-file.'
        : 'The file of --token-file is empty.',
    );
  }
  const other = describeOtherText(token);
  if (other !== undefined) throw wrongUsage(other);
  const remark = describeRemoved(removed);
  if (remark !== undefined) note(remark);
  return token;
};
