/** A seeded Brownian bridge: how the underlying gets from one recorded value to the next. */
import type { SeededRandom } from '#engine/seeded-random.ts';
import type { RecordedSnapshot } from '#engine/replay/recording.ts';
import { STEP_MS } from './session-steps.ts';

/** A longer silence is left silent: what happened in it is anyone's guess. */
export const BRIDGED_GAP_MS_MAX = 180_000;

/** A walk that is due at `target` after `stepsLeft` more steps. */
export interface SpotBridge {
  value: number;
  readonly target: number;
  stepsLeft: number;
}

/** The walk's next value: on its way to the target, with the variance a Brownian bridge has left at that point. */
export function stepBridge(bridge: SpotBridge, volatility: number, random: SeededRandom): number {
  const left = bridge.stepsLeft;
  const pull = (bridge.target - bridge.value) / left;
  bridge.value += pull + volatility * Math.sqrt((left - 1) / left) * random.nextNormal();
  bridge.stepsLeft = left - 1;
  return bridge.value;
}

/** Rupees per square root of a step: the day's own moves between snapshots that are near enough to be bridged. */
export function recordedVolatilityPerStep(snapshots: readonly RecordedSnapshot[]): number {
  let squares = 0;
  let steps = 0;
  for (let index = 1; index < snapshots.length; index += 1) {
    const from = snapshots[index - 1]!;
    const to = snapshots[index]!;
    if (to.atMs - from.atMs > BRIDGED_GAP_MS_MAX) continue;
    squares += (to.spot - from.spot) ** 2;
    steps += (to.atMs - from.atMs) / STEP_MS;
  }
  return steps === 0 ? 0 : Math.sqrt(squares / steps);
}
