import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Chart, Group } from '../figure.ts';
import type { Report, ReportedGroup } from '../report.ts';
import { headline, targetText, valueText, verdictText, warning } from '../table.ts';
import { drawChart } from './chart.ts';

const folder = fileURLToPath(new URL('../../../docs/bench', import.meta.url));

const tableRow = (...cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

const sectionOf = (group: ReportedGroup, chart: Chart | undefined): string =>
  [
    `## ${group.name}`,
    '',
    `${group.method}.`,
    '',
    tableRow('figure', 'value', 'target', ''),
    tableRow('---', '---:', '---', '---'),
    ...group.figures.map((figure) =>
      tableRow(figure.name, valueText(figure), targetText(figure.target), verdictText(figure)),
    ),
    '',
    ...(chart === undefined ? [] : [`![${chart.title}](${chart.file}.svg)`, '']),
    tableRow('measured', ''),
    tableRow('---', '---:'),
    ...Object.entries(group.measurements).map(([name, measured]) => tableRow(name, valueText(measured))),
    '',
  ].join('\n');

const pageOf = (report: Report, chartOf: (group: string) => Chart | undefined): string => {
  const { rounds, turnMs, loadSeconds, coldStarts, memoryTokens } = report.effort;
  return [
    '# What it costs',
    '',
    'One run of `npm run bench -- --docs`, which wrote this page, on',
    `${headline(report)}. Every ratio is of values that were measured side by side:`,
    `${rounds} rounds of ${turnMs} ms for functions, turns of ${loadSeconds} s for servers, ${coldStarts} fresh processes for a`,
    `cold start, ${memoryTokens.toLocaleString('en-US')} tokens for the memory of one verifier.`,
    'A target that was not reached is marked MISSED. [`results.json`](results.json) has the figures unrounded.',
    '',
    ...(warning(report) === '' ? [] : [`**${warning(report)}**`, '']),
    ...report.groups.map((group) => sectionOf(group, chartOf(group.name))),
  ].join('\n');
};

/**
 * Writes one run to `docs/bench`: the page, its charts and the figures as JSON.
 *
 * @param groups - The groups whose charts to draw.
 */
export const writePages = async (report: Report, groups: readonly Group[]): Promise<void> => {
  const charts = new Map(groups.flatMap(({ name, chart }) => (chart === undefined ? [] : [[name, chart] as const])));
  const write = (file: string, content: string): Promise<void> => writeFile(join(folder, file), content);
  await mkdir(folder, { recursive: true });
  await write('results.json', `${JSON.stringify(report, undefined, 2)}\n`);
  await write(
    'README.md',
    pageOf(report, (name) => charts.get(name)),
  );
  for (const { name, measurements } of report.groups) {
    const chart = charts.get(name);
    if (chart !== undefined) await write(`${chart.file}.svg`, drawChart(chart, measurements));
  }
};
