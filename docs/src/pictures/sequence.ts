import { arrow, box, line, lineHeight, picture, text, top, width, wrap } from './canvas.ts';

const headHeight = 36;
const messagePattern = /^(.+?) -> (.+?): (.+)$/;

/** A sequence diagram: `actors: a | b`, then `a -> b: message`, and `note: text` across all actors. */
export const drawSequence = (title: string, [first = '', ...lines]: readonly string[]): string => {
  const actors = first.replace('actors: ', '').split(' | ');
  const column = width / actors.length;
  const centerOf = (name: string): number => {
    const index = actors.indexOf(name);
    if (index < 0) throw new Error(`"${title}" has no actor ${name}.`);
    return column * (index + 0.5);
  };
  const shapes: string[] = [];
  let y = top + headHeight + 14;
  for (const entry of lines) {
    const [, from = '', to = '', message = ''] = messagePattern.exec(entry) ?? [];
    if (from === '') {
      const note = wrap(entry.replace('note: ', ''), width - 24);
      const height = note.length * lineHeight + 16;
      shapes.push(box(0, y, width, height, 'accent'), text(note, 12, y + 9));
      y += height + 12;
      continue;
    }
    const [start, end] = [centerOf(from), centerOf(to)];
    const words = wrap(message, Math.abs(end - start) - 24);
    const height = words.length * lineHeight;
    shapes.push(
      text(words, (start + end) / 2, y, { anchor: 'middle' }),
      arrow(start, y + height + 6, end, y + height + 6),
    );
    y += height + 22;
  }
  const heads = actors.flatMap((name) => [
    line(centerOf(name), top + headHeight, centerOf(name), y, 'faint'),
    box(centerOf(name) - column / 2 + 8, top, column - 16, headHeight),
    text([name], centerOf(name), top + 9, { anchor: 'middle', kind: 'strong' }),
  ]);
  return picture(title, y, [...heads, ...shapes]);
};
