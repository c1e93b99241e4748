import { cpus, loadavg } from 'node:os';
import {
  type Effort,
  figureValue,
  type Group,
  isHeld,
  type Measurements,
  measurementsOf,
  type Target,
} from './figure.ts';

/** A measured figure. */
export interface ReportedFigure {
  readonly name: string;
  readonly value: number;
  /** The unit; undefined for a ratio. */
  readonly unit: string | undefined;
  readonly target: Target | undefined;
  readonly held: boolean | undefined;
}

/** A measured group. */
export interface ReportedGroup {
  readonly name: string;
  readonly method: string;
  readonly figures: readonly ReportedFigure[];
  readonly measurements: Measurements;
}

/** One run of the bench: its machine, its measurements, and its results against the targets. */
export interface Report {
  readonly date: string;
  readonly machine: { readonly cpu: string; readonly cores: number; readonly node: string; readonly platform: string };
  /** The load average of the last minute before the run. */
  readonly loadBefore: number;
  readonly effort: Effort;
  readonly groups: readonly ReportedGroup[];
}

/** A group with its requested figures. */
export type Selection = Pick<Group, 'figures'> & { readonly group: Group };

/**
 * Finds groups and figures by name.
 *
 * @param groups - The groups to search.
 * @param name - A part of a group's or a figure's name, in any case.
 */
export const select = (groups: readonly Group[], name: string): readonly Selection[] => {
  const part = name.toLowerCase();
  return groups.flatMap((group) => {
    const named = (name: string): boolean => name.toLowerCase().includes(part);
    const figures = named(group.name) ? group.figures : group.figures.filter(({ name }) => named(name));
    return figures.length > 0 ? [{ group, figures }] : [];
  });
};

const measureGroup = async ({ group, figures }: Selection, effort: Effort): Promise<ReportedGroup> => {
  const lines = figures === group.figures ? (group.chart?.lines ?? []) : [];
  const charted = lines.flatMap(({ points }) => points.map(({ of }) => of));
  const measurements = await group.measure(new Set([...charted, ...figures.flatMap(measurementsOf)]), effort);
  const reported = figures.flatMap((figure) => {
    const value = figureValue(figure, measurements);
    if (value === undefined) return [];
    const { name, of, per, target } = figure;
    const unit = per === undefined ? measurements[of]?.unit : undefined;
    return [{ name, value, unit, target, held: target && isHeld(value, target) }];
  });
  return { name: group.name, method: group.method, figures: reported, measurements };
};

/**
 * Measures the groups in order.
 *
 * @param onGroup - Called at the start of each group.
 */
export const measureAll = async (
  selections: readonly Selection[],
  effort: Effort,
  onGroup: (name: string) => void,
): Promise<Report> => {
  const [loadBefore = 0] = loadavg();
  const groups: ReportedGroup[] = [];
  for (const selection of selections) {
    onGroup(selection.group.name);
    groups.push(await measureGroup(selection, effort));
  }
  const [{ model = 'unknown' } = {}] = cpus();
  const machine = {
    cpu: model,
    cores: cpus().length,
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
  };
  return { date: new Date().toISOString().slice(0, 10), machine, loadBefore, effort, groups };
};
