import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { drawChart } from '../../../bench/src/docs/chart.ts';
import type { Chart, Measurements } from '../../../bench/src/figure.ts';
import { readable } from '../../../bench/src/table.ts';
import type { FleetResult } from './fleet.ts';
import { dollarsPerMonth } from './price.ts';

/** The page's folder. */
export const folder: string = fileURLToPath(new URL('../../../docs/fleet', import.meta.url));

/** The figures of one run. */
export interface Report {
  readonly sizes: readonly FleetResult[];
  readonly spreads: readonly FleetResult[];
}

const row = (...cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
const rows = (head: readonly string[], body: readonly (readonly string[])[]): readonly string[] => [
  row(...head),
  row(...head.map(() => '---:')),
  ...body.map((cells) => row(...cells)),
];

const stale = (seconds: number): string => (seconds === 0 ? 'never' : `${seconds.toFixed(1)} s`);
const dollars = (value: number): string => `$${value < 10 ? value.toFixed(2) : value.toFixed(0)}`;
const whole = (value: number): string => readable(Math.round(value));

const keyChart: Chart = {
  file: 'keys',
  title: 'Key fetches of a fleet',
  sizeLabel: 'sandboxes',
  valueLabel: 'fetches in the busiest second',
  lines: (['coldStart', 'refresh', 'rotation'] as const).map((of) => ({
    label: { coldStart: 'cold start', refresh: 'refresh', rotation: 'rotation' }[of],
    points: [100, 1_000, 10_000].map((size) => ({ size, of: `${of} ${size}` })),
  })),
};

const questionChart: Chart = {
  file: 'questions',
  title: 'Questions to the store at 50 requests a second',
  sizeLabel: 'instances that share the requests',
  valueLabel: 'questions per second',
  lines: [5, 60].map((cacheSeconds) => ({
    label: `cacheSeconds: ${cacheSeconds}`,
    points: [10, 100, 1_000].map((size) => ({ size, of: `${cacheSeconds} ${size}` })),
  })),
};

const fetchesOf = (value: number): Measurements[string] => ({ value, unit: 'fetches' });

const measurementsOf = ({ sizes, spreads }: Report): Measurements =>
  Object.fromEntries([
    ...sizes.flatMap(({ keyFetchPeaks, sandboxes }) =>
      Object.entries(keyFetchPeaks).map(([of, value]) => [`${of} ${sandboxes}`, fetchesOf(value)]),
    ),
    ...spreads.map(({ cacheSeconds, questionsPerSecond, sandboxes }) => [
      `${cacheSeconds} ${sandboxes}`,
      fetchesOf(questionsPerSecond),
    ]),
  ]);

/** The share of store calls that a longer `cacheSeconds` saves with the fewest instances. */
const savedByLongAnswers = ([short, long]: Report['spreads']): string => {
  const share = short === undefined || long === undefined ? 0 : 1 - long.questionsPerSecond / short.questionsPerSecond;
  return `${Math.round(100 * share)} %`;
};

/** The cost at the largest size. */
const dollarsPerRequestPerSecond = (sizes: Report['sizes']): string => {
  const largest = sizes.at(-1);
  return dollars(largest === undefined ? 0 : dollarsPerMonth(largest.itemsReadPerSecond) / largest.requestsPerSecond);
};

/** @returns The page, as Markdown. */
export const pageOf = ({ sizes, spreads }: Report): string =>
  [
    '# A fleet on paper',
    '',
    'One run of `npm run fleet`, which wrote this page. It puts the real verifier and the real DynamoDB store through an hour',
    'under an injected clock, once for each sandbox; the key endpoint and the table only count. Nothing here was measured on',
    'AWS.',
    '',
    'The hour: all sandboxes start within 60 seconds, live for 10 to 60 minutes, and are replaced. Each gets a request every',
    '20 seconds on average: four in five from 2,000 users, the others from 20 services. At minute 10 the sessions of all',
    'services are revoked, at minute 20 the pool signs with a new key, and at minute 35 it withdraws the old one, while 2 % of',
    'the holders go on with tokens of that key. Settings are the defaults: `keys.refreshAfterSeconds: 600`,',
    '`revocation.cacheSeconds: 5`.',
    '',
    '## Keys',
    '',
    ...rows(
      ['sandboxes', 'requests/s', 'cold start', 'refresh', 'rotation', 'withdrawal', 'fetches in the hour'],
      sizes.map(({ keyFetches, keyFetchPeaks: peaks, requestsPerSecond, sandboxes }) => [
        readable(sandboxes),
        whole(requestsPerSecond),
        ...[peaks.coldStart, peaks.refresh, peaks.rotation, peaks.withdrawal].map(readable),
        readable(keyFetches),
      ]),
    ),
    '',
    'Columns 3 to 6 are the fetches in the busiest second. A token of a withdrawn key costs a sandbox one fetch in 5 seconds',
    'at most.',
    '',
    '![Key fetches of a fleet](keys.svg)',
    '',
    '## How stale',
    '',
    ...rows(
      ['sandboxes', 'a revoked token was accepted for', 'a withdrawn key was accepted for', 'good tokens refused'],
      sizes.map(({ keyStaleSeconds, revocationStaleSeconds, sandboxes, wrongRefusals }) => [
        readable(sandboxes),
        stale(revocationStaleSeconds),
        stale(keyStaleSeconds),
        readable(wrongRefusals),
      ]),
    ),
    '',
    'The upper bounds: `cacheSeconds` for a revocation, plus 5 seconds where a whole app client or pool is revoked, plus',
    "DynamoDB's own replication. For a withdrawn key, 2.2 × `refreshAfterSeconds`: a set is refreshed behind a request from its",
    'soft age (± 10 %) on, and past twice that age a request waits for the refresh.',
    '',
    '## The store',
    '',
    ...rows(
      ['sandboxes', 'requests/s', 'questions/s', 'in the busiest second', 'items read/s', 'DynamoDB a month'],
      sizes.map(({ itemsReadPerSecond, questionPeak, questionsPerSecond, requestsPerSecond, sandboxes }) => [
        readable(sandboxes),
        whole(requestsPerSecond),
        whole(questionsPerSecond),
        readable(questionPeak),
        whole(itemsReadPerSecond),
        dollars(dollarsPerMonth(itemsReadPerSecond)),
      ]),
    ),
    '',
    'The price is that of [on-demand reads](https://aws.amazon.com/dynamodb/pricing/on-demand/) in US East (N. Virginia) since',
    'November 2024: $0.125 per million read request units, half a unit for each item (eventually consistent, up to 4 KB),',
    '730 hours of this traffic. Writes and storage are not in it: they are cents.',
    '',
    'A cached answer saves a question only where the same token comes back to the same instance within `cacheSeconds`. Here,',
    'requests come from 2,000 users at random: the worst case for any cache. A user whose ten calls of one page reach one',
    'instance costs one question. The same 50 requests a second, shared by few or many instances:',
    '',
    ...rows(
      [
        'instances',
        '`cacheSeconds`',
        'questions/s',
        'items read/s',
        'DynamoDB a month',
        'a revoked token was accepted for',
      ],
      spreads.map(({ cacheSeconds, itemsReadPerSecond, questionsPerSecond, revocationStaleSeconds, sandboxes }) => [
        readable(sandboxes),
        String(cacheSeconds),
        questionsPerSecond.toFixed(1),
        itemsReadPerSecond.toFixed(1),
        dollars(dollarsPerMonth(itemsReadPerSecond)),
        stale(revocationStaleSeconds),
      ]),
    ),
    '',
    '![Questions to the store at 50 requests a second](questions.svg)',
    '',
    '## What to set',
    '',
    row('size', 'keys', 'revocation'),
    row('---', '---', '---'),
    row(
      'a few servers',
      'the defaults',
      `the defaults. \`cacheSeconds: 60\` saved ${savedByLongAnswers(spreads)} of the questions of 10 instances, and let a revoked token live up to a minute`,
    ),
    row(
      '100 to 1,000 sandboxes',
      'the defaults; `keys.preload` where the first request of a sandbox must not wait for a fetch',
      'the defaults: a longer `cacheSeconds` saves next to nothing, because a sandbox rarely sees a token twice within it',
    ),
    row(
      '10,000 sandboxes',
      '`keys.preload`. It saves the wait, not the fetch: a preloaded set is refreshed behind the first request. A longer `refreshAfterSeconds` saves fetches, and a withdrawn key lives as much longer',
      `the defaults. Reading costs about ${dollarsPerRequestPerSecond(sizes)} a month for each request per second: compare that with a Redis of fixed price, or with tokens that live for 5 minutes`,
    ),
    '',
  ].join('\n');

/** @returns The run in `docs/fleet`. */
export const readReport = async (): Promise<Report> =>
  JSON.parse(await readFile(join(folder, 'results.json'), 'utf8')) as Report;

/** Writes one run to `docs/fleet`: the page, its charts and the figures as JSON. */
export const writePage = async (report: Report): Promise<void> => {
  const measurements = measurementsOf(report);
  const write = (file: string, content: string): Promise<void> => writeFile(join(folder, file), content);
  await mkdir(folder, { recursive: true });
  await write('results.json', `${JSON.stringify(report, undefined, 2)}\n`);
  await write('README.md', pageOf(report));
  for (const chart of [keyChart, questionChart]) await write(`${chart.file}.svg`, drawChart(chart, measurements));
};
