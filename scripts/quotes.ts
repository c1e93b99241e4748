/**
 * Quotations: code in a guide that equals a tested file. The line before the fence names the file, or a region of it:
 * `<!-- examples/express-api/src/app.ts -->`, `<!-- examples/mcp-server/src/app.ts#app -->`.
 */

/** The source of a quotation. */
export interface Quotation {
  /** Relative to the repository's root. */
  readonly path: string;
  /** The part of the file between `// #region name` and `// #endregion`; undefined for the whole file. */
  readonly region: string | undefined;
}

const markPattern = /^\s*<!-- ((?:[\w.[\]-]+\/)+[\w.-]+\.\w+)(?:#([\w-]+))? -->\s*$/;

/** @returns The source of the fence after this line; undefined if the line names none. */
export const readQuotation = (line: string | undefined): Quotation | undefined => {
  const [, path, region] = markPattern.exec(line ?? '') ?? [];
  return path === undefined ? undefined : { path, region };
};

/** @returns The text to quote; undefined if the file has no such region. */
const textToQuote = (source: string, region: string | undefined): string | undefined => {
  if (region === undefined) return source.trimEnd();
  const lines = source.split(/\r?\n/);
  const start = lines.indexOf(`// #region ${region}`);
  const end = lines.indexOf('// #endregion', start);
  return start < 0 || end < 0
    ? undefined
    : lines
        .slice(start + 1, end)
        .join('\n')
        .trim();
};

/**
 * Compares a quotation with its source.
 *
 * @param quotation - The source that the document names.
 * @param quoted - The text of the fence.
 * @param source - The file's text; undefined if the file does not exist.
 * @returns The difference, to append to the document's place; undefined if they are equal.
 */
export const misquotation = (
  { path, region }: Quotation,
  quoted: string,
  source: string | undefined,
): string | undefined => {
  if (source === undefined) return `quotes ${path}, which does not exist.`;
  const expected = textToQuote(source, region)?.split(/\r?\n/);
  if (expected === undefined) return `quotes the region ${region} of ${path}, which does not exist.`;
  const given = quoted.split('\n');
  const length = Math.max(expected.length, given.length);
  const line = Array.from({ length }, (_, index) => index).find((index) => expected[index] !== given[index]);
  if (line === undefined) return undefined;
  return (
    `differs from ${path} from the quotation's line ${line + 1} on. Copy the text from the file.\n` +
    `  there: ${expected[line] ?? '(nothing)'}\n  here:  ${given[line] ?? '(nothing)'}`
  );
};
