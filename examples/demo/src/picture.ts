import type { Row } from './run.ts';

/** The columns with their distances from the left edge. The time in the verifier differs with each run, so it is left out. */
const columns = [
  ['what was sent', 16, (row: Row) => row.sent],
  ['request', 316, (row: Row) => row.request],
  ['status', 506, (row: Row) => String(row.status)],
  ['code', 576, (row: Row) => row.code],
  ['cache', 746, (row: Row) => row.cache],
] as const;

const lineHeight = 22;
const width = 800;

const escapeText = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

/** Colours with a contrast of at least 4.5 to the panel, which has its own background: both themes show the same picture. */
const colorOf = ({ status }: Row): string => (status < 300 ? '#3fb950' : status < 500 ? '#e3b341' : '#ff7b72');

const line = (index: number, cells: readonly (readonly [x: number, text: string, color: string])[]): string => {
  const y = (index + 1) * lineHeight;
  const texts = cells.filter(([, text]) => text !== '');
  return texts.map(([x, text, color]) => `<text x="${x}" y="${y}" fill="${color}">${escapeText(text)}</text>`).join('');
};

/**
 * Draws the table of the demo.
 *
 * @param rows - The answers to the demo's requests.
 * @returns An SVG document.
 */
export const drawTable = (rows: readonly Row[]): string => {
  const height = (rows.length + 2) * lineHeight;
  const heading = line(
    0,
    columns.map(([title, x]) => [x, title, '#9198a1']),
  );
  const body = rows.map((row, index) =>
    line(
      index + 1,
      columns.map(([title, x, read]) => [x, read(row), title === 'status' ? colorOf(row) : '#e6edf3']),
    ),
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, monospace" font-size="13" role="img">`,
    `<title>${rows.length} requests to a guarded API, with status, error code and cache result</title>`,
    `<rect width="${width}" height="${height}" rx="6" fill="#0d1117"/>`,
    heading,
    ...body,
    '</svg>',
    '',
  ].join('\n');
};
