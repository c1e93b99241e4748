/**
 * Code in a guide is taken from a file that tests run. The line before such a fence names the file, or a region of it:
 * `<!-- examples/express-api/src/app.ts -->`, `<!-- examples/mcp-server/src/app.ts#app -->`.
 */

/** What a fence quotes. */
export interface Quotation {
  /** From the repository's root. */
  readonly path: string;
  /** The part of the file between `// #region name` and `// #endregion`; the whole file where there is none. */
  readonly region: string | undefined;
}

const mark = /^\s*<!-- ((?:[\w.-]+\/)+[\w.-]+\.\w+)(?:#([\w-]+))? -->\s*$/;

/** @returns What the fence behind this line quotes, where the line says so. */
export const readQuotation = (line: string | undefined): Quotation | undefined => {
  const [, path, region] = mark.exec(line ?? '') ?? [];
  return path === undefined ? undefined : { path, region };
};

/** @returns The text to quote; undefined where the file has no such region. */
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
 * Holds a quotation against its source.
 *
 * @param quotation - What the document says that it quotes.
 * @param quoted - What stands in the fence.
 * @param source - The file's text; undefined where there is no such file.
 * @returns What is wrong, to be put behind the place; undefined where they are equal.
 */
export const misquotation = (
  { path, region }: Quotation,
  quoted: string,
  source: string | undefined,
): string | undefined => {
  if (source === undefined) return `quotes ${path}, which is not there.`;
  const expected = textToQuote(source, region)?.split(/\r?\n/);
  if (expected === undefined) return `quotes the region ${region} of ${path}, which has none of that name.`;
  const given = quoted.split('\n');
  const length = Math.max(expected.length, given.length);
  const line = Array.from({ length }, (_, index) => index).find((index) => expected[index] !== given[index]);
  if (line === undefined) return undefined;
  return (
    `does not quote ${path} as it is, from the quotation's line ${line + 1} on. Copy it from there.\n` +
    `  there: ${expected[line] ?? '(nothing)'}\n  here:  ${given[line] ?? '(nothing)'}`
  );
};
