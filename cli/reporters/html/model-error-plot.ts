import type { ModelErrorRow, ModelErrors } from '#engine/replay/model-comparison.ts';
import { spokenHorizon, spokenMiss } from '../model-errors.ts';
import type { ExpiryErrors } from '../model-errors.ts';
import { CHART_WIDTH, label, line, mark, path, svg } from './chart.ts';

const LEFT = 52;
const TOP = 44;
const PLOT_HEIGHT = 170;
const BOTTOM = 24;
const GAP = 22;
/** What the axis begins with: below it a miss is drawn on its edge. Percent of the price. */
const PERCENT_MIN = 0.01;

/** The predictors by the class their marks are drawn with, and by where a row has them. */
const PREDICTORS = [
  { className: 'first', shape: 'circle', percent: (row: ModelErrorRow) => row.misses[0].percent },
  { className: 'second', shape: 'square', percent: (row: ModelErrorRow) => row.misses[1].percent },
  { className: 'stale', shape: 'dash', percent: (row: ModelErrorRow) => row.stale.percent },
] as const;

/** Median misses of one expiry in percent, on a logarithmic axis: a panel per horizon, from in to out of the money. */
export function modelErrorPlot(
  { underlying, expiry, rows }: ExpiryErrors,
  models: ModelErrors['models'],
): string {
  const horizons = [...new Set(rows.map(({ horizonMinutes }) => horizonMinutes))];
  const buckets = [...new Set(rows.map(({ bucket }) => bucket))];
  const powers = axisPowers(rows);
  const width = (CHART_WIDTH - LEFT - GAP * (horizons.length - 1)) / horizons.length;
  const y = (percent: number): number => {
    const [from, to] = [powers[0]!, powers.at(-1)!];
    const share = (Math.log10(Math.max(percent, 10 ** from)) - from) / (to - from);
    return TOP + PLOT_HEIGHT * (1 - share);
  };
  const height = TOP + PLOT_HEIGHT + BOTTOM;
  const names = [...models, 'unrepriced'];
  return svg(
    {
      fit: 'wide',
      width: CHART_WIDTH,
      height,
      label: `${underlying} ${expiry}: median miss in percent of ${names.join(', ')} by strike and age of knowledge`,
    },
    [
      ...legend(names),
      ...powers.map((power) =>
        label({
          x: LEFT - 8,
          y: y(10 ** power) + 4,
          text: `${10 ** power} %`,
          className: 'faint num',
          anchor: 'end',
        }),
      ),
      ...horizons.flatMap((minutes, index) => {
        const left = LEFT + index * (width + GAP);
        const own = rows.filter(({ horizonMinutes }) => horizonMinutes === minutes);
        return panel({ left, width, minutes, rows: own, buckets, names, powers, y });
      }),
    ],
  );
}

function legend(names: readonly string[]): string[] {
  let x = LEFT;
  return PREDICTORS.flatMap(({ className, shape }, index) => {
    const name = names[index]!;
    const parts = [mark({ x: x + 6, y: 10, shape, className }), label({ x: x + 18, y: 14, text: name })];
    x += 40 + name.length * 7;
    return parts;
  });
}

function panel(given: {
  readonly left: number;
  readonly width: number;
  readonly minutes: number;
  readonly rows: readonly ModelErrorRow[];
  readonly buckets: readonly string[];
  readonly names: readonly string[];
  readonly powers: readonly number[];
  readonly y: (percent: number) => number;
}): string[] {
  const { left, width, minutes, rows, buckets, names, powers, y } = given;
  const x = (bucket: string): number => left + ((buckets.indexOf(bucket) + 0.5) / buckets.length) * width;
  const floor = TOP + PLOT_HEIGHT;
  const money = buckets.find((bucket) => bucket.startsWith('ATM'));
  return [
    label({ x: left, y: TOP - 10, text: spokenHorizon(minutes), className: 'strong' }),
    ...powers.map((power) => line([left, y(10 ** power)], [left + width, y(10 ** power)], 'grid')),
    label({ x: left, y: floor + 16, text: 'ITM', className: 'faint' }),
    ...(money === undefined
      ? []
      : [label({ x: x(money), y: floor + 16, text: 'ATM', className: 'faint', anchor: 'middle' })]),
    label({ x: left + width, y: floor + 16, text: 'OTM', className: 'faint', anchor: 'end' }),
    ...PREDICTORS.toReversed().flatMap(({ className, shape, percent }) => [
      path(
        rows.map((row) => [x(row.bucket), y(percent(row))] as const),
        `curve ${className}`,
      ),
      ...rows.map((row) =>
        mark({
          x: x(row.bucket),
          y: y(percent(row)),
          shape,
          className,
          title: titleOf(row, names),
        }),
      ),
    ]),
  ];
}

/** `ATM +-.25%, 5 min, 1,200 ticks: black76 0.46 %, dhan 0.50 %, unrepriced 4.10 %` */
function titleOf(row: ModelErrorRow, names: readonly string[]): string {
  const told = PREDICTORS.map(({ percent }, index) => `${names[index]} ${spokenMiss(percent(row))} %`);
  return `${row.bucket}, ${spokenHorizon(row.horizonMinutes)}, ${row.count} ticks: ${told.join(', ')}`;
}

/** Powers of ten around all misses. */
function axisPowers(rows: readonly ModelErrorRow[]): number[] {
  const values = rows.flatMap((row) => PREDICTORS.map(({ percent }) => Math.max(PERCENT_MIN, percent(row))));
  const from = Math.floor(Math.log10(Math.min(...values)) + 1e-9);
  const to = Math.max(from + 1, Math.ceil(Math.log10(Math.max(...values)) - 1e-9));
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}
