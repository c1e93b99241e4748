import { arrow, box, fitted, lineHeight, picture, text, top, width, wrap } from './canvas.ts';

const labelWidth = 90;
const gap = 10;
const padding = 9;

/**
 * Layers from the top down: `name: part | part` is a layer, `> caption` an arrow to the next one.
 * A name with a `*` has the accent.
 */
export const drawLayers = (title: string, lines: readonly string[]): string => {
  const shapes: string[] = [];
  let y = top;
  for (const entry of lines) {
    if (entry.startsWith('> ')) {
      const x = labelWidth + (width - labelWidth) / 2;
      shapes.push(
        arrow(x, y + 3, x, y + 35),
        text([fitted(entry.slice(2), width - x - 14)], x + 14, y + 10, { kind: 'muted' }),
      );
      y += 40;
      continue;
    }
    const [name = '', rest = ''] = entry.split(/: (.+)/);
    const isAccent = name.endsWith('*');
    const parts = rest.split(' | ');
    const partWidth = (width - labelWidth - gap * (parts.length - 1)) / parts.length;
    const texts = parts.map((part) => wrap(part, partWidth - 2 * padding));
    const label = wrap(name.replace('*', ''), labelWidth - gap);
    const height = Math.max(label.length, ...texts.map(({ length }) => length)) * lineHeight + 2 * padding;
    const middle = (count: number): number => y + (height - count * lineHeight) / 2 + 1;
    shapes.push(text(label, 0, middle(label.length), { kind: 'strong' }));
    for (const [index, part] of texts.entries()) {
      const x = labelWidth + index * (partWidth + gap);
      shapes.push(
        box(x, y, partWidth, height, isAccent ? 'accent' : 'box'),
        text(part, x + partWidth / 2, middle(part.length), { anchor: 'middle' }),
      );
    }
    y += height;
  }
  return picture(title, y, shapes);
};
