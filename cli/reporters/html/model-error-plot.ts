import type { ModelErrorRow, ModelErrors } from '#engine/replay/model-comparison.ts';
import { spokenHorizon, spokenMiss } from '../model-errors.ts';
import { label, line, mark, path, svg } from './chart.ts';

const WIDTH = 480;
/** Room for the axis' words at the size that a phone shows them in. */
const LEFT = 74;
const TOP = 10;
const PLOT_HEIGHT = 170;
const BOTTOM = 24;
/** What the axis begins with: below it a miss is drawn on its edge. Percent of the price. */
const PERCENT_MIN = 0.01;

/** The predictors in the order of their names, by how their marks are drawn and by where a row has them. */
export const PREDICTORS = [
  { className: 'first', shape: 'circle', percent: (row: ModelErrorRow) => row.misses[0].percent },
  { className: 'second', shape: 'square', percent: (row: ModelErrorRow) => row.misses[1].percent },
  { className: 'stale', shape: 'dash', percent: (row: ModelErrorRow) => row.stale.percent },
] as const;

/** What the plots of one expiry share, so that they can be read beside each other. */
export interface PlotScale {
  /** From in to out of the money. */
  readonly buckets: readonly string[];
  /** Powers of ten around all misses, percent. */
  readonly powers: readonly number[];
}

export function plotScale(rows: readonly ModelErrorRow[]): PlotScale {
  return { buckets: [...new Set(rows.map(({ bucket }) => bucket))], powers: axisPowers(rows) };
}

/** Median misses of one expiry and age of knowledge in percent, on a logarithmic axis. */
export function modelErrorPlot(given: {
  /** `NIFTY 2026-02-10` */
  readonly name: string;
  readonly minutes: number;
  readonly rows: readonly ModelErrorRow[];
  readonly models: ModelErrors['models'];
  readonly scale: PlotScale;
}): string {
  const { name, minutes, rows, models, scale } = given;
  const { buckets, powers } = scale;
  const names = [...models, 'unrepriced'];
  const x = (bucket: string): number =>
    LEFT + ((buckets.indexOf(bucket) + 0.5) / buckets.length) * (WIDTH - LEFT);
  const y = (percent: number): number => {
    const [from, to] = [powers[0]!, powers.at(-1)!];
    const share = (Math.log10(Math.max(percent, 10 ** from)) - from) / (to - from);
    return TOP + PLOT_HEIGHT * (1 - share);
  };
  return svg(
    {
      fit: 'strip',
      width: WIDTH,
      height: TOP + PLOT_HEIGHT + BOTTOM,
      label: `${name}, ${spokenHorizon(minutes)}: median miss in percent of ${names.join(', ')} by strike`,
    },
    [
      ...axes(scale, x, y),
      ...PREDICTORS.toReversed().flatMap((predictor) => curve(predictor, { rows, names, x, y })),
    ],
  );
}

/** `0.1 %`, `100 %`, `100k %`: as short as its place is. */
function spokenPower(power: number): string {
  return power < 3 ? `${10 ** power} %` : `${10 ** (power - 3)}k %`;
}

type Place<Value> = (value: Value) => number;

function axes({ buckets, powers }: PlotScale, x: Place<string>, y: Place<number>): string[] {
  const below = TOP + PLOT_HEIGHT + 17;
  const money = buckets.find((bucket) => bucket.startsWith('ATM'));
  return [
    ...powers.flatMap((power) => [
      line([LEFT, y(10 ** power)], [WIDTH, y(10 ** power)], 'grid'),
      label({
        x: LEFT - 8,
        y: y(10 ** power) + 4,
        text: spokenPower(power),
        className: 'faint num',
        anchor: 'end',
      }),
    ]),
    label({ x: LEFT, y: below, text: 'ITM', className: 'faint' }),
    ...(money === undefined
      ? []
      : [label({ x: x(money), y: below, text: 'ATM', className: 'faint', anchor: 'middle' })]),
    label({ x: WIDTH, y: below, text: 'OTM', className: 'faint', anchor: 'end' }),
  ];
}

function curve(
  { className, shape, percent }: (typeof PREDICTORS)[number],
  plot: {
    readonly rows: readonly ModelErrorRow[];
    readonly names: readonly string[];
    readonly x: Place<string>;
    readonly y: Place<number>;
  },
): string[] {
  const { rows, names, x, y } = plot;
  const places = rows.map((row) => ({ row, at: [x(row.bucket), y(percent(row))] as const }));
  return [
    path(
      places.map(({ at }) => at),
      `curve ${className}`,
    ),
    ...places.map(({ row, at }) =>
      mark({ x: at[0], y: at[1], shape, className, title: titleOf(row, names) }),
    ),
  ];
}

/** `ATM +-.25%, 5 min, 1,200 ticks: black76 0.46 %, dhan 0.50 %, unrepriced 4.10 %` */
function titleOf(row: ModelErrorRow, names: readonly string[]): string {
  const told = PREDICTORS.map(({ percent }, index) => `${names[index]} ${spokenMiss(percent(row))} %`);
  return `${row.bucket}, ${spokenHorizon(row.horizonMinutes)}, ${row.count} ticks: ${told.join(', ')}`;
}

function axisPowers(rows: readonly ModelErrorRow[]): number[] {
  const values = rows.flatMap((row) => PREDICTORS.map(({ percent }) => Math.max(PERCENT_MIN, percent(row))));
  const from = Math.floor(Math.log10(Math.min(...values)) + 1e-9);
  const to = Math.max(from + 1, Math.ceil(Math.log10(Math.max(...values)) - 1e-9));
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}
