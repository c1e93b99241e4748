/** Shapes of the pictures, as SVG text. Colours are classes, which follow the theme of the reader. */

/** Pixels of a picture without its margins. */
export const width = 720;
const margin = 20;

/** Pixels of the text. */
export const fontSize = 14;
export const lineHeight = 19;

/** Light and dark colours. A picture has its own background, so it is readable on any page. */
const style = `
svg{--paper:#fff;--edge:#d8dee4;--ink:#1f2328;--muted:#57606a;--fill:#f3f5f7;--accent:#0f766e;--soft:#dff1ee;--bad:#b3261e}
@media(prefers-color-scheme:dark){
svg{--paper:#1b1d22;--edge:#454b54;--ink:#e8eaed;--muted:#a6adb8;--fill:#282b32;--accent:#5ed3c4;--soft:#17403c;--bad:#ff9a8f}}
text{fill:var(--ink);font:${fontSize}px system-ui,'Segoe UI',Roboto,'Liberation Sans',sans-serif}
.title{font-size:17px;font-weight:600}.strong{font-weight:600}.muted{fill:var(--muted)}.bad{fill:var(--bad)}
.code{font:13px ui-monospace,Menlo,Consolas,'Liberation Mono',monospace}
.paper{fill:var(--paper);stroke:var(--edge)}.box{fill:var(--fill);stroke:var(--edge)}
.accent{fill:var(--soft);stroke:var(--accent)}.line{fill:none;stroke:var(--muted)}.faint{fill:none;stroke:var(--edge)}
.head{fill:var(--muted)}`;

/** Escapes text for SVG. */
const escapeXml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** The upper bound on the width of a text in the usual fonts. */
const widthOf = (text: string): number => text.length * fontSize * 0.56;

/** @throws RangeError if a text may be wider than its place. */
export const fitted = (text: string, placeWidth: number): string => {
  if (widthOf(text) > placeWidth) throw new RangeError(`"${text}" is wider than its place in the picture.`);
  return text;
};

/** @returns The lines of a text in a column of this width. */
export const wrap = (text: string, columnWidth: number): readonly string[] => {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && widthOf(`${last} ${word}`) <= columnWidth) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines.map((words) => fitted(words, columnWidth));
};

/** Lines of text from the top down; `y` is the top of the first one. */
export const text = (
  lines: readonly string[],
  x: number,
  y: number,
  { anchor = 'start', kind = '' }: { readonly anchor?: 'start' | 'middle'; readonly kind?: string } = {},
): string =>
  lines
    .map((line, index) => {
      const baseline = y + index * lineHeight + fontSize;
      return `<text x="${x}" y="${baseline}" text-anchor="${anchor}" class="${kind}">${escapeXml(line)}</text>`;
    })
    .join('\n');

export const box = (x: number, y: number, w: number, h: number, kind = 'box'): string =>
  `<rect x="${x}" y="${y}" width="${w}" height="${h}" rx="6" class="${kind}"/>`;

/** A line, with a head at its end for an arrow. */
export const line = (x1: number, y1: number, x2: number, y2: number, kind = 'line'): string =>
  `<path d="M${x1} ${y1}L${x2} ${y2}" class="${kind}"/>`;

export const arrow = (x1: number, y1: number, x2: number, y2: number): string => {
  const [dx, dy] = [Math.sign(x2 - x1), Math.sign(y2 - y1)];
  const [baseX, baseY] = [x2 - dx * 7, y2 - dy * 7];
  const head = `M${x2} ${y2}L${baseX + dy * 4} ${baseY + dx * 4}L${baseX - dy * 4} ${baseY - dx * 4}Z`;
  return `${line(x1, y1, baseX, baseY)}<path d="${head}" class="head"/>`;
};

/** Pixels from the top of a picture to its content. */
export const top = 40;

/** @returns The SVG file. */
export const picture = (title: string, height: number, shapes: readonly string[]): string => {
  const [fullWidth, fullHeight] = [width + 2 * margin, height + 2 * margin];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${fullWidth} ${fullHeight}" width="${fullWidth}" height="${fullHeight}" role="img">`,
    `<title>${escapeXml(title)}</title>`,
    `<style>${style}</style>`,
    `<rect x=".5" y=".5" width="${fullWidth - 1}" height="${fullHeight - 1}" rx="8" class="paper"/>`,
    `<g transform="translate(${margin} ${margin})">`,
    text([fitted(title, width)], 0, 0, { kind: 'title' }),
    ...shapes,
    '</g></svg>\n',
  ].join('\n');
};
