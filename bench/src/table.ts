import type { Target } from './figure.ts';
import type { Report, ReportedFigure, ReportedGroup } from './report.ts';

/** Three significant digits, and every digit of larger numbers. */
export const readable = (value: number): string => {
  const decimals = value >= 1_000 || Number.isInteger(value) ? 0 : value >= 100 ? 1 : 2;
  return value.toLocaleString('en-US', { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
};

/** A target as text; empty without a target. */
export const targetText = (target: Target | undefined): string => {
  if (target === undefined) return '';
  return 'atMost' in target ? `≤ ${readable(target.atMost)}` : `≥ ${readable(target.atLeast)}`;
};

/** The result against the target as text; empty without a target. */
export const verdictText = ({ held }: ReportedFigure): string => (held === undefined ? '' : held ? 'held' : 'MISSED');

/** A figure's value with its unit; a ratio has none. */
export const valueText = ({ value, unit }: Pick<ReportedFigure, 'value' | 'unit'>): string =>
  unit === undefined ? readable(value) : `${readable(value)} ${unit}`;

/** The machine, Node and the day, in one line. */
export const headline = ({ machine, date }: Report): string =>
  `${machine.cpu}, ${machine.cores} cores, ${machine.platform}, Node ${machine.node}, ${date}`;

/** A warning about other load on the machine; otherwise empty. */
export const warning = ({ loadBefore, machine }: Report): string =>
  loadBefore < machine.cores / 4
    ? ''
    : `The machine was busy (load ${loadBefore.toFixed(1)} before the run). Trust no requests/s and no ms of this run.`;

const line = (name: string, value: string, target = '', verdict = ''): string =>
  `  ${name.padEnd(68)}${value.padStart(18)}  ${target.padEnd(10)}${verdict}`.trimEnd();

const groupText = (group: ReportedGroup): string =>
  [
    group.name.toUpperCase(),
    `  ${group.method}`,
    '',
    ...Object.entries(group.measurements).map(([name, measured]) => line(name, valueText(measured))),
    '',
    ...group.figures.map((figure) =>
      line(figure.name, valueText(figure), targetText(figure.target), verdictText(figure)),
    ),
  ].join('\n');

/** The report as text for a terminal. */
export const tableOf = (report: Report): string => {
  const figures = report.groups.flatMap((group) => group.figures);
  const missed = figures.filter(({ held }) => held === false);
  const summary = `${figures.filter(({ held }) => held === true).length} targets held, ${missed.length} missed`;
  const names = missed.length === 0 ? '.' : `: ${missed.map(({ name }) => name).join('; ')}.`;
  return [headline(report), warning(report), ...report.groups.map(groupText), `${summary}${names}`]
    .filter((part) => part !== '')
    .join('\n\n');
};
