import { parseArgs } from 'node:util';
import { appNames } from './apps.ts';
import { freezeBetween } from './frozen-subject.ts';
import { type SoakResult, soak } from './soak.ts';
import { startSubject } from './subject.ts';
import { hasWorkerd, startWorkerSubject } from './worker-subject.ts';

const help = `Sends load to guarded servers while keys rotate, their endpoint fails and the clock jumps; checks every answer.

  npm run soak                    for a minute
  npm run soak -- --minutes 5     for longer

It fails on one wrong answer. 503 is right where a server cannot have the keys; that is counted apart.`;

const megabytes = (bytes: number): string => (bytes / 1024 / 1024).toFixed(1);

/** Megabytes per minute, by least squares over the second half: the first half is warm-up. */
const slope = (usage: SoakResult['usage'], of: 'rss' | 'heapUsed'): number => {
  const half = usage.slice(Math.floor(usage.length / 2));
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const x = mean(half.map(({ second }) => second));
  const y = mean(half.map((one) => one[of]));
  const over = half.reduce((sum, one) => sum + (one.second - x) * (one[of] - y), 0);
  const under = half.reduce((sum, { second }) => sum + (second - x) ** 2, 0);
  return under === 0 ? 0 : ((over / under) * 60) / 1024 / 1024;
};

const milliseconds = (tally: SoakResult['tally'], percentile: number): string =>
  (tally.latency.percentile(percentile) / 1000).toFixed(1);

const print = ({ tally, fetches, usage }: SoakResult): void => {
  const figures: readonly (readonly [string, string | number])[] = [
    ['requests', tally.requests],
    ['wrong accepts', tally.wrongAccepts],
    ['wrong refusals', tally.wrongRefusals],
    ['unexpected 5xx', tally.failures],
    ['expected 5xx, keys unavailable', tally.outages],
    ['requests with two correct answers', tally.open],
    ['p50 / p99 ms', `${milliseconds(tally, 50)} / ${milliseconds(tally, 99)}`],
    ['fetches of keys', fetches],
    ['RSS start / end MB', `${megabytes(usage.at(0)?.rss ?? 0)} / ${megabytes(usage.at(-1)?.rss ?? 0)}`],
    ['RSS slope, second half, MB per minute', slope(usage, 'rss').toFixed(2)],
    [
      'heap start / end MB, after GC',
      `${megabytes(usage.at(0)?.heapUsed ?? 0)} / ${megabytes(usage.at(-1)?.heapUsed ?? 0)}`,
    ],
    ['heap slope, second half, MB per minute', slope(usage, 'heapUsed').toFixed(2)],
    ['verdicts cached at the end', usage.at(-1)?.cacheEntries ?? 0],
  ];
  console.log(`\n${tally.server}`);
  for (const [name, value] of figures) console.log(`  ${name.padEnd(38)}${value}`);
  for (const [answer, times] of [...tally.answers].sort()) console.log(`    ${String(times).padStart(8)}  ${answer}`);
  for (const wrong of tally.wrong) console.log(`  WRONG ${JSON.stringify(wrong)}`);
};

const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '1' }, help: { type: 'boolean', short: 'h' } },
});
const minutes = Number(values.minutes);

if (values.help) {
  console.log(help);
} else if (!(minutes > 0)) {
  console.error(`--minutes must be a positive number.\n\n${help}`);
  process.exitCode = 2;
} else {
  type Start = Parameters<typeof soak>[0]['start'][number];
  const start: Start[] = appNames.map((name) => (pool, endpoint) => startSubject(name, pool, endpoint));
  start.push(async (pool, endpoint) => {
    const subject = await startSubject('hono', pool, endpoint);
    return freezeBetween(subject, subject.pid);
  });
  if (hasWorkerd()) start.push(startWorkerSubject);
  else console.log('workerd is not installed: run "npm ci --prefix test/runtimes".');
  const results = await soak({ seconds: minutes * 60, stepMs: 1_500, connections: 8, start });
  for (const result of results) print(result);
  process.exitCode = results.some(({ tally }) => tally.hasWrong || tally.requests === 0) ? 1 : 0;
}
