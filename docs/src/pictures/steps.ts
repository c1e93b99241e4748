import { arrow, box, lineHeight, picture, text, top, width, wrap } from './canvas.ts';

const stepWidth = 400;
const codesAt = 450;
const gap = 16;
const padding = 9;

/** Steps in their order: `step | codes of refusals`. A step with a `*` has the accent. */
export const drawSteps = (title: string, lines: readonly string[]): string => {
  const shapes: string[] = [];
  let y = top;
  for (const [index, entry] of lines.entries()) {
    const [step = '', codes = ''] = entry.split(' | ');
    const stepLines = wrap(step.replace(/\*$/, ''), stepWidth - 2 * padding);
    const codeLines = codes === '' ? [] : codes.split(', ');
    const height = Math.max(stepLines.length, codeLines.length) * lineHeight + 2 * padding;
    const middle = (count: number): number => y + (height - count * lineHeight) / 2 + 1;
    if (index > 0) shapes.push(arrow(stepWidth / 2, y - gap, stepWidth / 2, y));
    shapes.push(
      box(0, y, stepWidth, height, step.endsWith('*') ? 'accent' : 'box'),
      text(stepLines, padding, middle(stepLines.length)),
    );
    if (codeLines.length > 0) {
      shapes.push(
        arrow(stepWidth, y + height / 2, codesAt - 8, y + height / 2),
        text(codeLines, codesAt, middle(codeLines.length), { kind: 'code bad' }),
      );
    }
    y += height + gap;
  }
  return picture(title, Math.max(y - gap, width / 4), shapes);
};
