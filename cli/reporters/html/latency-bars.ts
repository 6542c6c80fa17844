import { isBeyondLimit } from '../verify-report.ts';
import { CHART_WIDTH, cut, label, line, rectangle, svg } from './chart.ts';
import { spokenMs } from './figures.ts';
import type { Figure } from './figures.ts';

const ROW = 22;
const NAMES = 330;
const RIGHT = 90;
/** Longer lists are cut, the worst first: those that fill most of their limit, then the longest. */
const BARS_MAX = 40;

/** A bar per measured latency, in ms, with a stroke where its limit is, if that is not far off. Empty without one. */
export function latencyBars(figures: readonly Figure[]): string {
  if (figures.length === 0) return '';
  const shown = figures.toSorted(byUrgency).slice(0, BARS_MAX);
  const longestMs = Math.max(1, ...shown.map(({ measurement }) => measurement.value));
  const nearLimits = shown
    .flatMap(({ measurement }) => measurement.limit?.value ?? [])
    .filter((ms) => ms <= 2 * longestMs);
  const scaleMs = Math.max(longestMs, ...nearLimits);
  const rest = figures.length - shown.length;
  const more = rest > 0 ? `<p class="faint">and ${rest} more, in the JSON report</p>` : '';
  const bars = shown.flatMap((figure, index) => bar(figure, index * ROW, scaleMs));
  return (
    svg(
      { fit: 'wide', width: CHART_WIDTH, height: shown.length * ROW, label: `${shown.length} latencies` },
      bars,
    ) + more
  );
}

function bar({ check, measurement }: Figure, y: number, scaleMs: number): string[] {
  const { name, value, limit } = measurement;
  const plot = CHART_WIDTH - NAMES - RIGHT;
  const wide = (ms: number): number => (Math.max(0, ms) / scaleMs) * plot;
  const track = { x: NAMES, y: y + 4, width: plot, height: ROW - 8, className: 'track' };
  const asked = limit ? `, ${limit.kind} ${spokenMs(limit.value)}` : '';
  const limitX = limit && limit.value <= scaleMs ? NAMES + wide(limit.value) : undefined;
  return [
    label({ x: 0, y: y + 15, text: cut(`${check.id} ${name}`, 50), className: 'mono' }),
    rectangle(track),
    rectangle({
      ...track,
      width: Math.max(2, wide(value)),
      className: `bar ${isBeyondLimit(measurement) ? check.status : 'pass'}`,
      title: `${check.id} ${name}: ${spokenMs(value)}${asked}`,
    }),
    ...(limitX === undefined ? [] : [line([limitX, y + 2], [limitX, y + ROW - 2], 'limit')]),
    label({ x: CHART_WIDTH, y: y + 15, text: spokenMs(value), className: 'num', anchor: 'end' }),
  ];
}

function byUrgency(one: Figure, other: Figure): number {
  return (
    filledShare(other) - filledShare(one) ||
    other.measurement.value - one.measurement.value ||
    (keyOf(one) < keyOf(other) ? -1 : 1)
  );
}

/** How much of its limit a latency fills; 0 without one. */
function filledShare({ measurement: { value, limit } }: Figure): number {
  if (limit === undefined) return 0;
  return limit.kind === 'max' ? value / Math.max(limit.value, 1) : limit.value / Math.max(value, 1);
}

function keyOf({ check, measurement }: Figure): string {
  return `${check.id} ${measurement.name}`;
}
