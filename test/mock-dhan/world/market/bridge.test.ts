import { expect, test } from 'vitest';
import { SeededRandom } from '#engine/seeded-random.ts';
import { recordedVolatilityPerStep, stepBridge } from '#mock-dhan/world/market/bridge.ts';
import type { SpotBridge } from '#mock-dhan/world/market/bridge.ts';
import { smallSession } from '#test/support/market-scenarios.ts';

function walk(seed: number, steps: number, volatility: number): number[] {
  const bridge: SpotBridge = { value: 24_500, target: 24_520.35, stepsLeft: steps };
  const random = new SeededRandom(seed);
  return Array.from({ length: steps }, () => stepBridge(bridge, volatility, random));
}

test('the last step lands on the recorded value, whatever the seed', () => {
  for (let seed = 1; seed <= 50; seed += 1) expect(walk(seed, 240, 0.5).at(-1)).toBeCloseTo(24_520.35, 8);
});

test('half way the bridge has the spread of a Brownian bridge: volatility times the root of a quarter of its steps', () => {
  const middles = Array.from({ length: 4000 }, (_, seed) => walk(seed, 100, 0.5)[49]!);
  const mean = middles.reduce((sum, value) => sum + value, 0) / middles.length;
  const variance = middles.reduce((sum, value) => sum + (value - mean) ** 2, 0) / middles.length;
  expect(mean).toBeCloseTo((24_500 + 24_520.35) / 2, 0);
  expect(Math.sqrt(variance) / (0.5 * Math.sqrt(25))).toBeGreaterThan(0.95);
  expect(Math.sqrt(variance) / (0.5 * Math.sqrt(25))).toBeLessThan(1.05);
});

test('the volatility of a step is what the snapshots moved by', () => {
  const { snapshots } = smallSession([24_500, 24_512, 24_500, 24_512]).underlyings[0]!;
  expect(recordedVolatilityPerStep(snapshots)).toBeCloseTo(12 / Math.sqrt(240), 10);
});

test('moves across a gap that is not bridged do not count', () => {
  const { snapshots } = smallSession([24_500, 24_512, 24_900]).underlyings[0]!;
  const far = snapshots.map((snapshot, index) =>
    index === 2 ? { ...snapshot, atMs: snapshot.atMs + 600_000 } : snapshot,
  );
  expect(recordedVolatilityPerStep(far)).toBeCloseTo(12 / Math.sqrt(240), 10);
});
