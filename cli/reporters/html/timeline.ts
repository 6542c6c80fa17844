import type { CheckResult } from '#engine/verify/check.ts';
import { groupsOf } from '../verify-report.ts';
import { CHART_WIDTH, cut, label, line, rectangle, svg } from './chart.ts';
import { spokenMs } from './figures.ts';

const ROW = 20;
const TOP = 24;
const NAMES = 250;
const RIGHT = 70;

/** When each check that was tried was under way, a row each, from the beginning of the run. Empty when none was. */
export function timeline(all: readonly CheckResult[]): string {
  const checks = groupsOf(all.filter(({ attempts }) => attempts > 0)).flatMap((group) => group.checks);
  if (checks.length === 0) return '';
  const endMs = Math.max(1, ...checks.map(({ startedMs, durationMs }) => startedMs + durationMs));
  const plot = CHART_WIDTH - NAMES - RIGHT;
  const at = (ms: number): number => NAMES + (ms / endMs) * plot;
  const height = TOP + checks.length * ROW + 6;
  return svg(
    {
      fit: 'wide',
      width: CHART_WIDTH,
      height,
      label: `Timeline of ${checks.length} checks over ${spokenMs(endMs)}`,
    },
    [
      ...ticks(endMs).flatMap((ms) => [
        line([at(ms), TOP - 4], [at(ms), height], 'grid'),
        label({ x: at(ms), y: 13, text: spokenMs(ms), className: 'faint num', anchor: 'middle' }),
      ]),
      ...checks.flatMap((check, index) => {
        const { id, status, startedMs, durationMs, attempts } = check;
        const y = TOP + index * ROW;
        const width = Math.max(3, at(startedMs + durationMs) - at(startedMs));
        const tries = attempts > 1 ? `, ${attempts} tries` : '';
        const title = `${id}: ${status}, from ${spokenMs(startedMs)} on, ${spokenMs(durationMs)}${tries}`;
        return [
          label({ x: 0, y: y + 14, text: cut(id, 38), className: 'mono' }),
          rectangle({
            x: at(startedMs),
            y: y + 4,
            width,
            height: ROW - 8,
            className: `bar ${status}`,
            title,
          }),
          label({
            x: at(startedMs) + width + 6,
            y: y + 14,
            text: spokenMs(durationMs) + (attempts > 1 ? ` ×${attempts}` : ''),
            className: 'faint num',
          }),
        ];
      }),
    ],
  );
}

/** Round times, about five of them: steps of 1, 2 or 5 and zeros. */
function ticks(endMs: number): number[] {
  const rough = endMs / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5].find((factor) => factor * power >= rough) ?? 10);
  return Array.from({ length: Math.floor(endMs / step) + 1 }, (_, index) => index * step);
}
