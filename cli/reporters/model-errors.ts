import type { ModelErrorRow, ModelErrors } from '#engine/replay/model-comparison.ts';
import type { Paint } from './paint.ts';

/** The rows of one expiry. */
export interface ExpiryErrors {
  readonly underlying: string;
  readonly expiry: string;
  readonly rows: readonly ModelErrorRow[];
}

/** By expiry, in the order of the rows. */
export function byExpiry({ rows }: ModelErrors): readonly ExpiryErrors[] {
  return [...Map.groupBy(rows, ({ underlying, expiry }) => `${underlying} ${expiry}`).values()].map(
    (own) => ({
      underlying: own[0]!.underlying,
      expiry: own[0]!.expiry,
      rows: own,
    }),
  );
}

/** Whether an expiry is its underlying's nearest. */
export function isNearest(all: readonly ExpiryErrors[], { underlying, expiry }: ExpiryErrors): boolean {
  return all.every((other) => other.underlying !== underlying || other.expiry >= expiry);
}

/** `just before`, `5 min` */
export function spokenHorizon(minutes: number): string {
  return minutes === 0 ? 'just before' : `${minutes} min`;
}

/** `0.46`, `46.1`, `1,960` */
export function spokenMiss(value: number): string {
  const decimals = value < 10 ? 2 : value < 100 ? 1 : 0;
  return value.toFixed(decimals).replaceAll(/\B(?=(\d{3})+$)/g, ',');
}

/** A table for the nearest expiry of each underlying: rows are buckets, columns how old the knowledge was. */
export function modelErrorLines(errors: ModelErrors, paint: Paint): string[] {
  const [first, second] = errors.models;
  const expiries = byExpiry(errors);
  const shown = expiries.filter((expiry) => isNearest(expiries, expiry));
  const head = `models    ${first} / ${second}: median rupees and percent off at own ticks of the legs, by how old their knowledge was`;
  if (shown.length === 0) return [head, '          no leg ticked twice'];
  const rest = expiries.length - shown.length;
  return [
    head,
    ...shown.flatMap((expiry) => tableOf(expiry, paint)),
    ...(rest > 0 ? [`          and ${rest} farther expiries: -f json or html shows them`] : []),
  ];
}

function tableOf({ underlying, expiry, rows }: ExpiryErrors, paint: Paint): string[] {
  const horizons = [...new Set(rows.map(({ horizonMinutes }) => horizonMinutes))];
  const buckets = Map.groupBy(rows, ({ bucket }) => bucket);
  const cells = [
    [`${underlying} ${expiry}`, 'ticks', ...horizons.map(spokenHorizon)],
    ...[...buckets].map(([bucket, own]) => [
      bucket,
      spokenCount(Math.max(...own.map(({ count }) => count))),
      ...horizons.map((minutes) => cellOf(own.find(({ horizonMinutes }) => horizonMinutes === minutes))),
    ]),
  ];
  const widths = cells[0]!.map((_, column) => Math.max(...cells.map((line) => line[column]!.length)));
  return cells.map((line, index) => {
    const text = line
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!)))
      .join('   ');
    return `          ${index === 0 ? paint.strong(text) : text}`;
  });
}

/** `0.46/0.53  0.51/0.60 %` */
function cellOf(row: ModelErrorRow | undefined): string {
  if (!row) return '';
  const [first, second] = row.misses;
  return (
    `${spokenMiss(first.points)}/${spokenMiss(second.points)}  ` +
    `${spokenMiss(first.percent)}/${spokenMiss(second.percent)} %`
  );
}

function spokenCount(count: number): string {
  return String(count).replaceAll(/\B(?=(\d{3})+$)/g, ',');
}
