import { isBeyondLimit } from '../verify-report.ts';
import { CHART_WIDTH, cut, label, rectangle, svg } from './chart.ts';
import { spokenValue } from './figures.ts';
import type { Figure } from './figures.ts';

const CELL = 30;
const GAP = 3;
const TOP = 22;
const NAMES = 150;
const CELL_WIDTH_MAX = 140;
const ROWS_MAX = 60;
const COLUMNS_MAX = 12;

/** One map per check and kind of figure that is told of instruments or underlyings: a row each, a column per expiry. */
export function heatMaps(figures: readonly Figure[]): readonly HeatMap[] {
  const told = figures.filter(({ subject }) => subject !== undefined);
  const kinds = Map.groupBy(told, ({ check, what }) => `${check.id} ${what}`);
  return [...kinds].map(([title, own]) => ({ title, drawing: heatMap(title, own) }));
}

export interface HeatMap {
  readonly title: string;
  /** An SVG drawing. */
  readonly drawing: string;
}

function heatMap(title: string, figures: readonly Figure[]): string {
  const rows = [...new Set(figures.map(({ subject }) => subject ?? ''))];
  const columns = [...new Set(figures.map(({ expiry }) => expiry ?? ''))].sort();
  const [shownRows, shownColumns] = [rows.slice(0, ROWS_MAX), columns.slice(0, COLUMNS_MAX)];
  const width = Math.min(CELL_WIDTH_MAX, (CHART_WIDTH - NAMES) / shownColumns.length);
  const hidden = [
    ...(rows.length > ROWS_MAX ? [`${rows.length - ROWS_MAX} more rows`] : []),
    ...(columns.length > COLUMNS_MAX ? [`${columns.length - COLUMNS_MAX} more expiries`] : []),
  ];
  const more = hidden.length > 0 ? `<p class="faint">and ${hidden.join(', ')}, in the JSON report</p>` : '';
  const most = Math.max(...figures.map(({ measurement }) => reach(measurement)));
  const parts = [
    ...shownColumns.map((expiry, index) =>
      label({
        x: NAMES + (index + 0.5) * width,
        y: 14,
        text: expiry,
        className: 'faint num',
        anchor: 'middle',
      }),
    ),
    ...shownRows.map((subject, index) =>
      label({ x: 0, y: TOP + index * CELL + 19, text: cut(subject, 22), className: 'mono' }),
    ),
    ...figures.flatMap((figure) => {
      const [row, column] = [
        shownRows.indexOf(figure.subject ?? ''),
        shownColumns.indexOf(figure.expiry ?? ''),
      ];
      return row < 0 || column < 0 ? [] : cell(figure, { row, column, width, most });
    }),
  ];
  return svg(TOP + shownRows.length * CELL, `${title} by instrument and expiry`, parts) + more;
}

function cell(
  { check, measurement }: Figure,
  place: { readonly row: number; readonly column: number; readonly width: number; readonly most: number },
): string[] {
  const isBeyond = isBeyondLimit(measurement);
  const [x, y] = [NAMES + place.column * place.width, TOP + place.row * CELL];
  return [
    rectangle({
      x,
      y,
      width: place.width - GAP,
      height: CELL - GAP,
      className: `bar ${isBeyond ? check.status : 'pass'}`,
      opacity: isBeyond
        ? 0.6
        : 0.12 + 0.45 * (place.most > 0 ? Math.max(0, measurement.value) / place.most : 0),
      title: `${check.id} ${measurement.name}: ${spokenValue(measurement)}`,
    }),
    label({
      x: x + (place.width - GAP) / 2,
      y: y + 18,
      text: spokenValue(measurement),
      className: 'num',
      anchor: 'middle',
    }),
  ];
}

/** What a full colour stands for: the whole of a share, else the larger of value and limit. */
function reach({ value, unit, limit }: Figure['measurement']): number {
  return unit === 'share' ? 1 : Math.max(value, limit?.value ?? 0);
}
