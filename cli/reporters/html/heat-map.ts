import { isBeyondLimit } from '../verify-report.ts';
import { cut, label, rectangle, svg } from './chart.ts';
import { spokenValue } from './figures.ts';
import type { Figure } from './figures.ts';

const CELL = 28;
const GAP = 3;
const TOP = 22;
const COLUMN = 104;
/** Of the widest row's name, a character each. */
const CHARACTER = 7;
const ROWS_MAX = 60;
const COLUMNS_MAX = 12;

export interface HeatMap {
  readonly title: string;
  /** An SVG drawing. */
  readonly drawing: string;
}

/**
 * A map per check of its figures of instruments or underlyings, a row each. Where the check has one kind of figure, of several expiries of
 * an underlying, a column is an expiry; else it is a kind of figure, and a row names its expiry too.
 */
export function heatMaps(figures: readonly Figure[]): readonly HeatMap[] {
  return [...Map.groupBy(figures, ({ check }) => check.id)].map(([id, own]) => heatMap(id, own));
}

interface Axes {
  readonly title: string;
  readonly rowOf: (figure: Figure) => string;
  readonly columnOf: (figure: Figure) => string;
  readonly compareColumns: (one: string, other: string) => number;
}

function axesOf(id: string, figures: readonly Figure[]): Axes {
  const kinds = new Set(figures.map(({ what }) => what));
  const subjects = new Set(figures.map(({ subject }) => subject));
  const expiries = new Set(figures.map(({ expiry }) => expiry));
  const isByExpiry = kinds.size === 1 && !expiries.has(undefined) && figures.length > subjects.size;
  return isByExpiry
    ? {
        title: `${id}: ${[...kinds].join('')}`,
        rowOf: ({ subject }) => subject ?? '',
        columnOf: ({ expiry }) => expiry ?? '',
        compareColumns: (one, other) => (one < other ? -1 : 1),
      }
    : {
        title: id,
        rowOf: ({ subject, expiry }) => [subject, expiry].filter((part) => part !== undefined).join(' '),
        columnOf: ({ what }) => what,
        compareColumns: () => 0,
      };
}

function heatMap(id: string, figures: readonly Figure[]): HeatMap {
  const { title, rowOf, columnOf, compareColumns } = axesOf(id, figures);
  const rows = [...new Set(figures.map(rowOf))];
  const columns = [...new Set(figures.map(columnOf))].sort(compareColumns);
  const [shownRows, shownColumns] = [rows.slice(0, ROWS_MAX), columns.slice(0, COLUMNS_MAX)];
  const names = 16 + CHARACTER * Math.min(28, Math.max(...shownRows.map((row) => row.length)));
  const parts = [
    ...shownColumns.map((text, index) =>
      label({
        x: names + index * COLUMN + (COLUMN - GAP) / 2,
        y: 14,
        text: cut(text, 16),
        className: 'faint num',
        anchor: 'middle',
      }),
    ),
    ...shownRows.map((text, index) =>
      label({ x: 0, y: TOP + index * CELL + 17, text: cut(text, 28), className: 'mono' }),
    ),
    ...figures.flatMap((figure) => {
      const [row, column] = [shownRows.indexOf(rowOf(figure)), shownColumns.indexOf(columnOf(figure))];
      if (row < 0 || column < 0) return [];
      const place = {
        x: names + column * COLUMN,
        y: TOP + row * CELL,
        width: COLUMN - GAP,
        height: CELL - GAP,
      };
      return cell(figure, place, reachOf(figure, figures));
    }),
  ];
  const size = { width: names + shownColumns.length * COLUMN, height: TOP + shownRows.length * CELL };
  const drawing = svg({ fit: 'natural', ...size, label: title }, parts);
  return { title, drawing: drawing + restOf(rows.length, columns.length) };
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
    label({ x: place.x + place.width / 2, y: place.y + 17, text, className: 'num', anchor: 'middle' }),
  ];
}

/** What the strongest colour stands for: the whole of a share, else the largest of the figures of its kind. */
function reachOf(figure: Figure, figures: readonly Figure[]): number {
  if (figure.measurement.unit === 'share') return 1;
  return Math.max(
    ...figures.filter(({ what }) => what === figure.what).map(({ measurement }) => measurement.value),
  );
}
