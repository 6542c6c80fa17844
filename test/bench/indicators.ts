/** The 36 indicators with their defaults over one session of one-minute candles. */
import { deepStrictEqual } from 'node:assert/strict';
import type { Candle } from '#engine/candles/candle.ts';
import { computeIndicator } from '#engine/indicators/compute-indicator.ts';
import { INDICATORS } from '#engine/indicators/indicator-catalogue.ts';
import type { Indicator } from '#engine/indicators/indicator-ids.ts';
import { SeededRandom } from '#engine/seeded-random.ts';
import { pairedRow } from './bench-row.ts';
import type { BenchRow, Comparison } from './bench-row.ts';

const CANDLES = 375;
const OPEN_MS = 1_770_176_700_000;
const GOAL_MS = 5;
const ROUNDS = 3;
const PASSES_PER_ROUND = 20;

/** The peer is a backend that computes an indicator of all candles whenever one closes. */
export const sessionOfIndicators: Comparison = {
  what: `${INDICATORS.length} indicators over ${CANDLES} one-minute candles`,
  unit: 'ms',
  peer: 'each indicator from the first candle again for every candle; same values',
  measure: measureIndicators,
};

async function measureIndicators(): Promise<BenchRow> {
  const candles = sessionCandles();
  const indicators = INDICATORS.map((definition): Indicator => {
    return { definition, values: definition.parameters.map((parameter) => parameter.default) };
  });
  const whole = () => indicators.map((indicator) => computeIndicator(indicator, candles));
  const naive = () =>
    indicators.map((indicator) =>
      candles.map((_, index) => computeIndicator(indicator, candles.slice(0, index + 1))[index]),
    );
  deepStrictEqual(whole(), naive());
  const row = await pairedRow({
    better: 'lower',
    rounds: ROUNDS,
    measure: () => ({ candidate: passMs(whole, PASSES_PER_ROUND), baseline: passMs(naive, 1) }),
  });
  return { ...row, note: `goal: at most ${GOAL_MS} ms, ${row.candidate <= GOAL_MS ? 'met' : 'missed'}` };
}

function passMs(pass: () => unknown, passes: number): number {
  const startedAtMs = performance.now();
  for (let count = 0; count < passes; count += 1) pass();
  return (performance.now() - startedAtMs) / passes;
}

function sessionCandles(): readonly Candle[] {
  const random = new SeededRandom(1);
  let close = 24_500;
  return Array.from({ length: CANDLES }, (_, index) => {
    const open = close;
    close += (random.nextFloat() - 0.5) * 20;
    return {
      startMs: OPEN_MS + index * 60_000,
      open,
      high: Math.max(open, close) + random.nextFloat() * 5,
      low: Math.min(open, close) - random.nextFloat() * 5,
      close,
      volume: 1 + (random.nextUint32() % 5000),
    };
  });
}
