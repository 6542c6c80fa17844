import { isBeyondLimit } from '../verify-report.ts';
import { CHART_WIDTH, cut, label, line, rectangle, svg } from './chart.ts';
import { milliseconds, spokenValue } from './figures.ts';
import type { Figure } from './figures.ts';

const ROW = 22;
const NAMES = 330;
const RIGHT = 90;
/** Longer lists are cut, the worst first: those that fill most of their limit, then the longest. */
const BARS_MAX = 40;

/** A bar per measured time, in ms, with a stroke where its limit is, if it is not far off. Empty without a time. */
export function timeBars(figures: readonly Figure[]): string {
  const times = figures.flatMap((figure) => {
    const valueMs = milliseconds(figure.measurement);
    return valueMs === undefined ? [] : [{ ...figure, valueMs, limitMs: limitMs(figure) }];
  });
  if (times.length === 0) return '';
  const shown = times
    .toSorted((one, other) => filled(other) - filled(one) || other.valueMs - one.valueMs || order(one, other))
    .slice(0, BARS_MAX);
  const longestMs = Math.max(1, ...shown.map(({ valueMs }) => valueMs));
  const nearLimits = shown.flatMap(({ limitMs }) => limitMs ?? []).filter((ms) => ms <= 2 * longestMs);
  const mostMs = Math.max(longestMs, ...nearLimits);
  const plot = CHART_WIDTH - NAMES - RIGHT;
  const wide = (ms: number): number => (Math.max(0, ms) / mostMs) * plot;
  const bars = shown.flatMap(({ check, measurement, valueMs, limitMs }, index) => {
    const y = index * ROW;
    const limit = limitMs === undefined ? '' : `, ${measurement.limit?.kind} ${spokenLimit(measurement)}`;
    return [
      label({ x: 0, y: y + 15, text: cut(`${check.id} ${measurement.name}`, 50), className: 'mono' }),
      rectangle({ x: NAMES, y: y + 4, width: plot, height: ROW - 8, className: 'track' }),
      rectangle({
        x: NAMES,
        y: y + 4,
        width: Math.max(2, wide(valueMs)),
        height: ROW - 8,
        className: `bar ${isBeyondLimit(measurement) ? check.status : 'pass'}`,
        title: `${check.id} ${measurement.name}: ${spokenValue(measurement)}${limit}`,
      }),
      ...(limitMs === undefined || limitMs > mostMs
        ? []
        : [line([NAMES + wide(limitMs), y + 2], [NAMES + wide(limitMs), y + ROW - 2], 'limit')]),
      label({ x: CHART_WIDTH, y: y + 15, text: spokenValue(measurement), className: 'num', anchor: 'end' }),
    ];
  });
  const rest = times.length - shown.length;
  const more = rest > 0 ? `<p class="faint">and ${rest} more, in the JSON report</p>` : '';
  return svg(shown.length * ROW, `${shown.length} measured times`, bars) + more;
}

interface Time extends Figure {
  readonly valueMs: number;
  readonly limitMs: number | undefined;
}

function limitMs({ measurement: { limit, unit } }: Figure): number | undefined {
  return limit && milliseconds({ value: limit.value, unit });
}

function spokenLimit({ limit, unit }: Figure['measurement']): string {
  return limit ? spokenValue({ value: limit.value, unit }) : '';
}

/** How much of its limit a time fills; 0 without a limit. */
function filled({ valueMs, limitMs, measurement: { limit } }: Time): number {
  if (limitMs === undefined || limit === undefined) return 0;
  return limit.kind === 'max' ? valueMs / Math.max(limitMs, 1) : limitMs / Math.max(valueMs, 1);
}

function order(one: Time, other: Time): number {
  const [name, otherName] = [one, other].map(({ check, measurement }) => `${check.id} ${measurement.name}`);
  return name! < otherName! ? -1 : 1;
}
