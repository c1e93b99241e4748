import { box, fitted, line, lineHeight, picture, text, top, width, wrap } from './canvas.ts';

const labelWidth = 150;
const barHeight = 30;

/**
 * Time from left to right, in units: `track: 0-3 text | 3-8 text*`, where overlapping bars are in rows of their own and a
 * `*` is the accent; `at 3: text` is a moment with an explanation.
 */
export const drawTimeline = (title: string, lines: readonly string[]): string => {
  const tracks = lines.filter((entry) => !entry.startsWith('at '));
  const moments = lines.filter((entry) => entry.startsWith('at '));
  const end = Math.max(...[...tracks.join(' ').matchAll(/\d+-(\d+) /g)].map(([, unit]) => Number(unit)));
  const xOf = (unit: number): number => labelWidth + ((width - labelWidth) * unit) / end;
  const shapes: string[] = [];
  let y = top + 28;
  for (const entry of tracks) {
    const [name = '', rest = ''] = entry.split(/: (.+)/);
    const rows: number[] = [];
    const trackTop = y;
    for (const bar of rest.split(' | ')) {
      const [, from = '', to = '', label = ''] = /^(\d+)-(\d+) (.+)$/.exec(bar) ?? [];
      const [start, stop] = [xOf(Number(from)), xOf(Number(to))];
      const free = rows.findIndex((busyUntil) => busyUntil <= start);
      const row = free < 0 ? rows.length : free;
      rows[row] = stop;
      const shown = label.replace(/\*$/, '');
      const barTop = trackTop + row * (barHeight + 4);
      shapes.push(
        box(start + 1, barTop, stop - start - 2, barHeight, label.endsWith('*') ? 'accent' : 'box'),
        text([fitted(shown, stop - start)], (start + stop) / 2, barTop + 6, { anchor: 'middle' }),
      );
    }
    const words = wrap(name, labelWidth - 12);
    const height = Math.max(rows.length * (barHeight + 4), words.length * lineHeight);
    shapes.push(text(words, 0, trackTop + 5, { kind: 'strong' }));
    y += height + 14;
  }
  const bottom = y - 6;
  const marks: string[] = [];
  for (const [index, entry] of moments.entries()) {
    const [, unit = '', words = ''] = /^at ([\d.]+): (.+)$/.exec(entry) ?? [];
    const x = xOf(Number(unit));
    const explanation = wrap(words, width - 30);
    marks.push(
      line(x, top + 22, x, bottom, 'line'),
      text([String(index + 1)], x, top, { anchor: 'middle', kind: 'strong' }),
    );
    shapes.push(text([String(index + 1)], 0, y, { kind: 'strong' }), text(explanation, 22, y));
    y += explanation.length * lineHeight + 6;
  }
  return picture(title, y, [...marks, ...shapes]);
};
