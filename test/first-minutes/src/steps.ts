import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../../scripts/run.ts';

/** A fenced block of a README that a reader copies. The comment on the line before the fence names its kind. */
export type Step =
  /** `<!-- first minutes: file app.ts -->`: a file's content. */
  | { readonly kind: 'file'; readonly path: string; readonly text: string }
  /** `setup`: commands that run once in the blank folder. `run`: commands that must succeed on each Node. */
  | { readonly kind: 'setup' | 'run'; readonly text: string }
  /** `terminal`: a command that keeps running in a terminal of its own. */
  | { readonly kind: 'terminal'; readonly text: string }
  /** `answers 200`: a `curl -i` that must be answered with this status. */
  | { readonly kind: 'answers'; readonly status: number; readonly text: string }
  /** `prints orders/read`: a command that must succeed and print this text. */
  | { readonly kind: 'prints'; readonly expected: string; readonly text: string };

const blockPattern = /^<!-- first minutes: (\w+)(?: ([\w./-]+))? -->\n```\w+\n([\s\S]*?)^```$/gm;

const toStep = (kind: string | undefined, argument: string | undefined, text: string): Step => {
  if (kind === 'setup' || kind === 'run' || kind === 'terminal') return { kind, text };
  if (kind === 'file' && argument !== undefined) return { kind, path: argument, text };
  if (kind === 'answers' && Number(argument) > 0) return { kind, status: Number(argument), text };
  if (kind === 'prints' && argument !== undefined) return { kind, expected: argument, text };
  throw new Error(`"first minutes: ${kind} ${argument}" is not a kind of step.`);
};

/**
 * Reads a document's steps in their order.
 *
 * @throws Error when no step sets the folder up, or none checks an answer.
 */
export const readSteps = (document: string): readonly Step[] => {
  const markdown = readFileSync(join(root, document), 'utf8');
  const steps = [...markdown.matchAll(blockPattern)].map(([, kind, argument, text = '']) =>
    toStep(kind, argument, text),
  );
  for (const needed of ['setup', 'file', 'terminal']) {
    if (!steps.some(({ kind }) => kind === needed)) throw new Error(`${document} has no step "${needed}".`);
  }
  if (!steps.some(({ kind }) => kind === 'answers' || kind === 'prints'))
    throw new Error(`${document} checks nothing.`);
  return steps;
};
