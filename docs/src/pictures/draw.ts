/** Draws a picture from its text: the first line is `kind: title`, the others depend on the kind. */
import { drawLayers } from './layers.ts';
import { drawSequence } from './sequence.ts';
import { drawSteps } from './steps.ts';
import { drawTimeline } from './timeline.ts';

const kinds: Readonly<Record<string, (title: string, lines: readonly string[]) => string>> = {
  layers: drawLayers,
  sequence: drawSequence,
  steps: drawSteps,
  timeline: drawTimeline,
};

/** @returns The SVG file. */
export const draw = (source: string): string => {
  const [first = '', ...lines] = source.trim().split(/\r?\n/);
  const [kind = '', title = ''] = first.split(/: (.+)/);
  const drawKind = kinds[kind];
  if (drawKind === undefined)
    throw new TypeError(`"${first}" names no kind of picture: ${Object.keys(kinds).join(', ')}.`);
  return drawKind(title, lines);
};
