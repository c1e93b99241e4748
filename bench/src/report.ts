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

/** A figure, measured. */
export interface ReportedFigure {
  readonly name: string;
  readonly value: number;
  /** Undefined: a ratio. */
  readonly unit: string | undefined;
  readonly target: Target | undefined;
  readonly held: boolean | undefined;
}

/** A group, measured. */
export interface ReportedGroup {
  readonly name: string;
  readonly method: string;
  readonly figures: readonly ReportedFigure[];
  readonly measurements: Measurements;
}

/** One run of the bench: what it ran on, what it measured, and what was held. */
export interface Report {
  readonly date: string;
  readonly machine: { readonly cpu: string; readonly cores: number; readonly node: string; readonly platform: string };
  /** Processes that were busy before the run began, over the last minute. */
  readonly loadBefore: number;
  readonly effort: Effort;
  readonly groups: readonly ReportedGroup[];
}

/** A group, and those of its figures that are wanted. */
export type Selection = Pick<Group, 'figures'> & { readonly group: Group };

/**
 * Finds what is asked for by name.
 *
 * @param groups - To choose from.
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
 * Measures one group after the other.
 *
 * @param onGroup - Called as each one begins.
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
