import { expect, test } from 'vitest';
import { drawChart } from '../src/docs/chart.ts';
import type { Chart, Effort, Group, Measurements } from '../src/figure.ts';
import { median } from '../src/median.ts';
import { measureAll, select } from '../src/report.ts';
import { tableOf } from '../src/table.ts';

const effort: Effort = { rounds: 1, turnMs: 1, loadSeconds: 1, coldStarts: 1, maxSize: 10, memoryTokens: 1_000 };

const groupOf = (measurements: Measurements, asked: string[] = []): Group => ({
  name: 'verification',
  method: 'by magic',
  isScaling: false,
  figures: [
    { name: 'ours / limit', of: 'ours', per: 'limit', target: { atMost: 1.5 } },
    { name: 'theirs / ours', of: 'theirs', per: 'ours', target: { atLeast: 3 } },
    { name: 'ours', of: 'ours' },
  ],
  measure: async (names) => {
    asked.push(...names);
    return measurements;
  },
});
const measured: Measurements = {
  ours: { value: 3, unit: 'µs' },
  limit: { value: 2, unit: 'µs' },
  theirs: { value: 6, unit: 'µs' },
};
const all = (group: Group) => [{ group, figures: group.figures }];
const silent = (): void => undefined;

test('a target that is exactly reached is held, and a missed target is printed as missed', async () => {
  const report = await measureAll(all(groupOf(measured)), effort, silent);
  expect(report.groups[0]?.figures.map(({ name, value, held }) => [name, value, held])).toEqual([
    ['ours / limit', 1.5, true],
    ['theirs / ours', 2, false],
    ['ours', 3, undefined],
  ]);
  const table = tableOf(report);
  expect(table).toMatch(/ours \/ limit +1\.50 +≤ 1\.50 +held\n/);
  expect(table).toMatch(/theirs \/ ours +2 +≥ 3 +MISSED\n/);
  expect(table).toMatch(/1 targets held, 1 missed: theirs \/ ours\.$/);
});

test('a figure without a measurement is omitted, and never counts as held', async () => {
  const { limit: _, ...rest } = measured;
  const report = await measureAll(all(groupOf(rest)), effort, silent);
  expect(report.groups[0]?.figures.map(({ name }) => name)).toEqual(['theirs / ours', 'ours']);
});

test('a figure requested by name is measured alone', async () => {
  const asked: string[] = [];
  const report = await measureAll(select([groupOf(measured, asked)], 'THEIRS'), effort, silent);
  expect(asked.toSorted()).toEqual(['ours', 'theirs']);
  expect(report.groups[0]?.figures).toHaveLength(1);
});

test('a group requested by name includes all its figures, and an unknown name matches nothing', () => {
  expect(select([groupOf(measured)], 'verif')[0]?.figures).toHaveLength(3);
  expect(select([groupOf(measured)], 'no such name')).toEqual([]);
});

test('the median is the middle value, or the mean of the two middle values', () => {
  expect([median([5, 1, 3]), median([4, 1, 2, 8]), median([7])]).toEqual([3, 3, 7]);
});

test('a chart draws measured points from zero, and omits the others', () => {
  const chart: Chart = {
    file: 'hits',
    title: 'Hits & misses',
    sizeLabel: 'tokens',
    valueLabel: 'µs',
    lines: [
      {
        label: 'hit',
        points: [
          { size: 1, of: 'ours' },
          { size: 10, of: 'theirs' },
          { size: 100, of: 'never' },
        ],
      },
    ],
  };
  const svg = drawChart(chart, measured);
  expect(svg).toContain('Hits &amp; misses');
  expect(svg.match(/<circle/g)).toHaveLength(2);
  expect(svg).toMatch(/>0<\/text>/);
  expect(svg).not.toMatch(/NaN|Infinity/);
  expect(drawChart(chart, {})).not.toMatch(/NaN|Infinity|<circle/);
});
