import { isBeyondLimit } from '../verify-report.ts';
import { CHART_WIDTH, cut, label, rectangle, svg } from './chart.ts';
import { spokenValue } from './figures.ts';
import type { Figure } from './figures.ts';

const CELL = 30;
const GAP = 3;
const TOP = 22;
const NAMES = 190;
const CELL_WIDTH_MAX = 160;
const ROWS_MAX = 60;
const COLUMNS_MAX = 12;

export interface HeatMap {
  readonly title: string;
  /** An SVG drawing. */
  readonly drawing: string;
}

/**
 * Figures of instruments or underlyings, a row each. Those of an expiry make a map per check and kind of figure, a column per expiry; the
 * others one map per check, a column per kind.
 */
export function heatMaps(figures: readonly Figure[]): readonly HeatMap[] {
  const titleOf = ({ check, what, expiry }: Figure): string =>
    expiry === undefined ? check.id : `${check.id}: ${what}`;
  return [...Map.groupBy(figures, titleOf)].map(([title, own]) => ({ title, drawing: heatMap(title, own) }));
}

function heatMap(title: string, figures: readonly Figure[]): string {
  const rows = [...new Set(figures.map(rowOf))];
  const expiries = figures.flatMap(({ expiry }) => expiry ?? []);
  const columns = expiries.length > 0 ? [...new Set(expiries)].sort() : [...new Set(figures.map(columnOf))];
  const [shownRows, shownColumns] = [rows.slice(0, ROWS_MAX), columns.slice(0, COLUMNS_MAX)];
  const width = Math.min(CELL_WIDTH_MAX, (CHART_WIDTH - NAMES) / shownColumns.length);
  const parts = [
    ...shownColumns.map((text, index) =>
      label({
        x: NAMES + index * width + (width - GAP) / 2,
        y: 14,
        text: cut(text, Math.floor(width / 7)),
        className: 'faint num',
        anchor: 'middle',
      }),
    ),
    ...shownRows.map((text, index) =>
      label({ x: 0, y: TOP + index * CELL + 18, text: cut(text, 28), className: 'mono' }),
    ),
    ...figures.flatMap((figure) => {
      const [row, column] = [shownRows.indexOf(rowOf(figure)), shownColumns.indexOf(columnOf(figure))];
      if (row < 0 || column < 0) return [];
      const place = {
        x: NAMES + column * width,
        y: TOP + row * CELL,
        width: width - GAP,
        height: CELL - GAP,
      };
      return cell(figure, place, reachOf(figure, figures));
    }),
  ];
  return svg(TOP + shownRows.length * CELL, title, parts) + restOf(rows.length, columns.length);
}

function rowOf({ subject }: Figure): string {
  return subject ?? '';
}

function columnOf({ expiry, what }: Figure): string {
  return expiry ?? what;
}

function restOf(rows: number, columns: number): string {
  const rest = [
    ...(rows > ROWS_MAX ? [`${rows - ROWS_MAX} more rows`] : []),
    ...(columns > COLUMNS_MAX ? [`${columns - COLUMNS_MAX} more columns`] : []),
  ];
  return rest.length === 0 ? '' : `<p class="faint">and ${rest.join(', ')}, in the JSON report</p>`;
}

interface Place {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The stronger the colour, the larger the figure; one beyond its limit has the colour of its check. */
function cell({ check, measurement }: Figure, place: Place, reach: number): string[] {
  const isBeyond = isBeyondLimit(measurement);
  const share = reach > 0 ? Math.max(0, measurement.value) / reach : 0;
  const text = spokenValue(measurement);
  return [
    rectangle({
      ...place,
      className: `bar ${isBeyond ? check.status : 'pass'}`,
      opacity: isBeyond ? 0.6 : 0.12 + 0.43 * Math.min(1, share),
      title: `${check.id} ${measurement.name}: ${text}`,
    }),
    label({ x: place.x + place.width / 2, y: place.y + 18, text, className: 'num', anchor: 'middle' }),
  ];
}

/** What the strongest colour stands for: the whole of a share, else the largest of the figures of its kind. */
function reachOf(figure: Figure, figures: readonly Figure[]): number {
  if (figure.measurement.unit === 'share') return 1;
  return Math.max(
    ...figures.filter(({ what }) => what === figure.what).map(({ measurement }) => measurement.value),
  );
}
