import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Candle } from '#engine/candles/candle.ts';
import { computeIndicator } from '#engine/indicators/compute-indicator.ts';
import { INDICATORS } from '#engine/indicators/indicator-catalogue.ts';
import { parseIndicatorId } from '#engine/indicators/indicator-ids.ts';
import type { IndicatorValue } from '#engine/indicators/indicator.ts';

interface Reference {
  readonly candles: readonly (readonly [number, number, number, number, number, number])[];
  readonly cases: Readonly<Record<string, readonly (IndicatorValue | null)[]>>;
}

const reference = JSON.parse(
  readFileSync(new URL('../../golden/indicators/reference.json', import.meta.url), 'utf8'),
) as Reference;
const candles: readonly Candle[] = reference.candles.map(([startMs, open, high, low, close, volume]) => ({
  startMs,
  open,
  high,
  low,
  close,
  volume,
}));

test.each(Object.entries(reference.cases))('%s is its formula to 1e-9 on every candle', (id, expected) => {
  const computed = valuesOf(id, candles);
  expect(computed).toHaveLength(expected.length);
  const differences = expected.flatMap((value, index) => {
    const was = computed[index];
    return isNear(value ?? undefined, was) ? [] : [{ index, expected: value, was }];
  });
  expect(differences.slice(0, 3)).toEqual([]);
  expect(computed.some((value) => value !== undefined)).toBe(true);
});

test('the reference has every name of the catalogue', () => {
  const named = new Set(Object.keys(reference.cases).map((id) => id.split('_')[0]));
  expect(INDICATORS.map(({ name }) => name).filter((name) => !named.has(name))).toEqual([]);
});

test.each(INDICATORS.map(({ name }) => name))(
  '%s has its first value at the candle it says it needs',
  (name) => {
    const series = valuesOf(name, candles);
    const { definition, values } = indicatorOf(name);
    const first = series.findIndex((value) => value !== undefined);
    expect(first + 1).toBe(definition.candlesNeeded(values));
    const ownNames = (value: IndicatorValue): readonly string[] =>
      typeof value === 'number' ? [] : Object.keys(value);
    expect(ownNames(series[first]!)).toEqual(definition.outputs);
  },
);

test.each(INDICATORS.filter(({ needsVolume }) => !needsVolume).map(({ name }) => name))(
  '%s is a number in a market that stands still from its first candle',
  (name) => {
    const still = Array.from({ length: 120 }, (_, index) => flatCandle(index, 0));
    const { definition, values } = indicatorOf(name);
    const defined = valuesOf(name, still).filter((value) => value !== undefined);
    expect(defined).toHaveLength(still.length - definition.candlesNeeded(values) + 1);
  },
);

test('averages weighted by volume have no value without volume', () => {
  const still = Array.from({ length: 30 }, (_, index) => flatCandle(index, 0));
  expect(valuesOf('VWMA_3', still).every((value) => value === undefined)).toBe(true);
  expect(valuesOf('VWAP', still).every((value) => value === undefined)).toBe(true);
});

test('an average directional index recovers after a still beginning', () => {
  const still = Array.from({ length: 40 }, (_, index) => flatCandle(index, 1));
  const moving = candles.map((candle) => ({ ...candle, startMs: candle.startMs + 86_400_000 }));
  expect(valuesOf('ADX_14', [...still, ...moving]).at(-1)).toMatchObject({ adx: expect.any(Number) });
});

function flatCandle(index: number, volume: number): Candle {
  const price = 23_150.5;
  return {
    startMs: 1_770_090_300_000 + index * 60_000,
    open: price,
    high: price,
    low: price,
    close: price,
    volume,
  };
}

function indicatorOf(id: string) {
  const parsed = parseIndicatorId(id);
  if (!parsed.ok) throw new Error(parsed.error);
  return parsed.value;
}

function valuesOf(id: string, of: readonly Candle[]): readonly (IndicatorValue | undefined)[] {
  return computeIndicator(indicatorOf(id), of);
}

function isNear(expected: IndicatorValue | undefined, was: IndicatorValue | undefined): boolean {
  if (expected === undefined || was === undefined) return expected === was;
  if (typeof expected === 'number' || typeof was === 'number')
    return typeof expected === typeof was && isClose(expected as number, was as number);
  const names = Object.keys(expected);
  return (
    names.join() === Object.keys(was).join() && names.every((name) => isClose(expected[name]!, was[name]!))
  );
}

function isClose(expected: number, was: number): boolean {
  return Math.abs(expected - was) <= 1e-9 * Math.max(1, Math.abs(expected));
}
