/**
 * One cold start in a new process. It is bundled, so that only Node's startup precedes it, and has no channel to its
 * parent, because a channel would load `net`. Arguments: the bundle, a file with a {@link ColdStartTask}, and a module to
 * load first.
 */
import { readFileSync, writeSync } from 'node:fs';
import type { CreateHandler, HandlerConfig } from './handler.ts';

/** The function's environment and its first event. */
export interface ColdStartTask {
  readonly config: HandlerConfig;
  readonly event: unknown;
}

/** Wall-clock milliseconds without Node's startup. */
export interface ColdStartTimes {
  readonly imported: number;
  readonly constructed: number;
  readonly answered: number;
}

const [bundle = '', taskPath = '', loadedBefore = ''] = process.argv.slice(2);
const { config, event } = JSON.parse(readFileSync(taskPath, 'utf8')) as ColdStartTask;
if (loadedBefore !== '') await import(loadedBefore);

/** Rejects refusals, which would be fast too. */
const checkAnswer = (answer: unknown): void => {
  const { statusCode, policyDocument } = answer as { readonly statusCode?: number; readonly policyDocument?: object };
  const isGood = policyDocument === undefined ? statusCode === 200 : JSON.stringify(policyDocument).includes('Allow');
  if (!isGood) throw new Error(`The first answer of ${bundle} was a refusal.`);
};

const start = performance.now();
const { createHandler } = (await import(bundle)) as { readonly createHandler: CreateHandler };
const imported = performance.now() - start;
const handler = createHandler(config);
const constructed = performance.now() - start;
const answer = await handler(event as never, { getRemainingTimeInMillis: () => 3_000 } as never);
const answered = performance.now() - start;
checkAnswer(answer);
writeSync(1, JSON.stringify({ imported, constructed, answered } satisfies ColdStartTimes));
process.exit(0);
