import type { Chart, Measurements } from '../figure.ts';
import { readable } from '../table.ts';

const width = 720;
const height = 340;
const plot = { left: 76, right: width - 150, top: 52, bottom: height - 56 } as const;

/** Colours that are legible on white and on black. */
const ink = '#7d8590';
const lineColors = ['#2f81f7', '#db6d28', '#3fb950'] as const;

interface Point {
  readonly size: number;
  readonly value: number;
}

interface Line {
  readonly label: string;
  readonly color: string;
  readonly points: readonly Point[];
}

/** Rounds up to 1, 2, 2.5 or 5 times a power of ten. */
const niceStep = (atLeast: number): number => {
  const power = 10 ** Math.floor(Math.log10(atLeast));
  return power * ([1, 2, 2.5, 5].find((digit) => digit * power >= atLeast) ?? 10);
};

const escapeText = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

const text = (x: number, y: number, content: string, attributes = ''): string =>
  `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" fill="${ink}" ${attributes}>${escapeText(content)}</text>`;

const rule = (x1: number, y1: number, x2: number, y2: number, opacity: number): string =>
  `<path d="M${x1.toFixed(1)} ${y1.toFixed(1)}L${x2.toFixed(1)} ${y2.toFixed(1)}" stroke="${ink}" stroke-opacity="${opacity}"/>`;

const measuredLines = (chart: Chart, measurements: Measurements): readonly Line[] =>
  chart.lines.map(({ label, points }, index) => ({
    label,
    color: lineColors[index % lineColors.length] ?? ink,
    points: points.flatMap(({ size, of }) => {
      const value = measurements[of]?.value;
      return value === undefined ? [] : [{ size, value }];
    }),
  }));

/**
 * Draws a chart with sizes on a logarithmic axis and values on a linear axis from zero, so that constant values look flat.
 *
 * @param measurements - Measured values; the chart omits points without one.
 * @returns An SVG document.
 */
export const drawChart = (chart: Chart, measurements: Measurements): string => {
  const lines = measuredLines(chart, measurements);
  const sizes = [...new Set(lines.flatMap(({ points }) => points.map(({ size }) => size)))].toSorted((a, b) => a - b);
  const [smallest = 1] = sizes;
  const decades = Math.log(Math.max(sizes.at(-1) ?? 1, smallest * 10) / smallest);
  const highest = Math.max(...lines.flatMap(({ points }) => points.map(({ value }) => value)), Number.MIN_VALUE);
  const step = niceStep(highest / 4);
  const top = step * Math.ceil(highest / step);
  const x = (size: number): number => plot.left + (Math.log(size / smallest) / decades) * (plot.right - plot.left);
  const y = (value: number): number => plot.bottom - (value / top) * (plot.bottom - plot.top);

  const grid = Array.from({ length: Math.round(top / step) + 1 }, (_, index) => index * step).flatMap((value) => [
    rule(plot.left, y(value), plot.right, y(value), value === 0 ? 1 : 0.25),
    text(plot.left - 10, y(value) + 4, readable(value), 'text-anchor="end"'),
  ]);
  const ticks = sizes.flatMap((size) => [
    rule(x(size), plot.bottom, x(size), plot.bottom + 5, 1),
    text(x(size), plot.bottom + 20, readable(size), 'text-anchor="middle"'),
  ]);
  const drawn = lines.flatMap(({ label, color, points }) => {
    const last = points.at(-1);
    const path = points.map(({ size, value }) => `${x(size).toFixed(1)} ${y(value).toFixed(1)}`).join('L');
    return [
      `<path d="M${path}" fill="none" stroke="${color}" stroke-width="2"/>`,
      ...points.map(
        ({ size, value }) => `<circle cx="${x(size).toFixed(1)}" cy="${y(value).toFixed(1)}" r="3.5" fill="${color}"/>`,
      ),
      ...(last === undefined ? [] : [text(x(last.size) + 10, y(last.value) + 4, label)]),
    ];
  });

  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="system-ui, sans-serif" font-size="12" role="img">`,
    `<title>${escapeText(chart.title)}</title>`,
    text(plot.left, 24, chart.title, 'font-size="15" font-weight="600"'),
    text(plot.left, 42, chart.valueLabel),
    ...grid,
    ...ticks,
    text((plot.left + plot.right) / 2, height - 14, chart.sizeLabel, 'text-anchor="middle"'),
    ...drawn,
    '</svg>',
    '',
  ].join('\n');
};
