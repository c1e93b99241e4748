import { createReadStream } from 'node:fs';
import { wrongUsage } from './command-error.ts';
import type { FlagValues } from './flags.ts';
import { note } from './output.ts';

/** The flags of commands that read a token. */
export const tokenFlags = {
  'token-file': { type: 'string', value: 'FILE', help: 'read the token from this file; default: standard input' },
} as const;

/** Characters: several times the longest token that a verifier accepts. */
const maxLength = 64 * 1024;

const readText = async (stream: AsyncIterable<Buffer>, source: string): Promise<string> => {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of stream) {
      length += chunk.length;
      if (length > maxLength) throw wrongUsage('The input is longer than any token.');
      chunks.push(chunk);
    }
  } catch (error) {
    // The error's message quotes the path, which may be the token itself.
    throw error instanceof Error && 'code' in error ? wrongUsage(`${source} cannot be read: ${error.code}.`) : error;
  }
  return Buffer.concat(chunks).toString('utf8');
};

/** Text around a copied token. */
const wrappings: readonly (readonly [name: string, pattern: RegExp])[] = [
  ["the header's name", /^authorization\s*:\s*(.*)$/is],
  ['the scheme Bearer', /^bearer\s+(.*)$/is],
  ['the quotes', /^(?:"(.*)"|'(.*)'|`(.*)`),?$/s],
];

/** Removes the text around a token, from the outside in. */
const unwrap = (text: string): { readonly token: string; readonly removed: readonly string[] } => {
  for (const [name, pattern] of wrappings) {
    const inner = pattern.exec(text)?.slice(1).join('');
    if (inner === undefined) continue;
    const { token, removed } = unwrap(inner.trim());
    return { token, removed: [name, ...removed] };
  }
  return { token: text, removed: [] };
};

/** The text of an unset variable in several languages. */
const unset: ReadonlySet<string> = new Set(['undefined', 'null', 'None', 'nil', '[object Object]']);

const tokenMembers = /"(access_token|id_token|AccessToken|IdToken)"/;

/** @throws CommandError for input that is clearly not a token; the message describes it. */
const refuseOthers = (text: string): void => {
  if (unset.has(text)) {
    throw wrongUsage('Got the text of an unset variable. Check the program that sets the variable.');
  }
  const [, member] = text.startsWith('{') ? (tokenMembers.exec(text) ?? []) : [];
  if (member !== undefined) {
    throw wrongUsage(`Got JSON; pass one token, such as the value of ${member}.`);
  }
  if (/\s/.test(text) && text.includes('.')) {
    throw wrongUsage('The token contains white space. Copy it without line breaks and spaces.');
  }
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
  const { token, removed } = unwrap(text.trim());
  if (token === '') {
    throw wrongUsage(
      file === undefined
        ? 'No token on standard input. Pipe it in, or name its file with --token-file.'
        : 'The file of --token-file is empty.',
    );
  }
  refuseOthers(token);
  if (removed.length > 0) {
    const warning = removed.includes('the quotes') ? ' A service refuses a token that is sent in quotes.' : '';
    note(`Ignored ${removed.join(' and ')} around the token.${warning}`);
  }
  return token;
};
