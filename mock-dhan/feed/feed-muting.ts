import { istToEpochMs } from '#engine/market/ist-time.ts';
import type { Clock } from '#engine/ports.ts';
import type { Scenario } from '#engine/scenario.ts';

/** Whether the scenario's feeds have fallen silent: they stay connected and say nothing more. */
export function createMuting({ rules, clock: day }: Scenario, clock: Clock): () => boolean {
  const mutedFromMs =
    rules.muteFeedFrom === undefined ? Infinity : istToEpochMs(day.date, rules.muteFeedFrom);
  return () => clock.nowMs() >= mutedFromMs;
}
