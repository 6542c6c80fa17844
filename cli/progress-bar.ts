import { istTimeOfDay, istToEpochMs } from '#engine/market/ist-time.ts';
import type { Scenario } from '#engine/scenario.ts';

const WIDTH = 40;
const REDRAW_MS = 100;

/** One line on stderr that moves with market time; nothing at all when it is not shown. */
export function createProgressBar(
  scenario: Scenario,
  options: { readonly isShown: boolean },
): { show(nowMs: number): void; clear(): void } {
  if (!options.isShown) return { show() {}, clear() {} };
  const startMs = istToEpochMs(scenario.clock.date, scenario.clock.startAt);
  const endMs = istToEpochMs(scenario.clock.date, scenario.clock.endAt);
  let drawnAtMs = 0;
  return {
    show(nowMs) {
      const wallMs = performance.now();
      if (wallMs - drawnAtMs < REDRAW_MS) return;
      drawnAtMs = wallMs;
      const share = Math.min(1, (nowMs - startMs) / (endMs - startMs));
      const bar = '#'.repeat(Math.round(share * WIDTH)).padEnd(WIDTH, '.');
      process.stderr.write(`\r${istTimeOfDay(nowMs)} IST ${bar} ${Math.round(share * 100)} %`);
    },
    clear() {
      process.stderr.write('\r\u001b[K');
    },
  };
}
