import type { Row } from './run.ts';

const columns = [
  ['what was sent', (row: Row) => row.sent],
  ['request', (row: Row) => row.request],
  ['status', (row: Row) => String(row.status)],
  ['code', (row: Row) => row.code || '-'],
  ['challenge', (row: Row) => row.challenge || '-'],
  ['µs', (row: Row) => row.microseconds || '-'],
  ['cache', (row: Row) => row.cache || '-'],
  ['', (row: Row) => (row.differences.length === 0 ? 'ok' : 'WRONG')],
] as const;

/** Formats the rows as text columns. */
export const formatTable = (rows: readonly Row[]): string => {
  const lines = [columns.map(([title]) => title), ...rows.map((row) => columns.map(([, read]) => read(row)))];
  const widths = columns.map((_, index) => Math.max(...lines.map((line) => line[index]?.length ?? 0)));
  const format = (line: readonly string[]): string =>
    line
      .map((cell, index) => cell.padEnd(widths[index] ?? 0))
      .join('  ')
      .trimEnd();
  const [head = [], ...body] = lines;
  return [format(head), widths.map((width) => '-'.repeat(width)).join('  '), ...body.map(format)].join('\n');
};
