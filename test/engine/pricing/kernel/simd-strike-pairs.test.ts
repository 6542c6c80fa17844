import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { priceByScalars } from '#engine/pricing/kernel/scalar-strike-pairs.ts';
import { createSimdPricer } from '#engine/pricing/kernel/simd-strike-pairs.ts';
import { createStrikeColumns } from '#engine/pricing/kernel/strike-pairs.ts';
import type { ExpiryMarket, StrikeColumns } from '#engine/pricing/kernel/strike-pairs.ts';
import { committedKernelModule, compiledKernelModule } from './build-kernel.ts';

const simd = createSimdPricer()!;

function bothPrices(columns: StrikeColumns, market: ExpiryMarket): readonly [Float64Array, Float64Array] {
  const byScalars = new Float64Array(columns.strikes.length * 2);
  const bySimd = new Float64Array(columns.strikes.length * 2);
  priceByScalars(columns, market, byScalars);
  simd(columns, market, bySimd);
  return [byScalars, bySimd];
}

function ladder(strikes: readonly number[], volatilities: readonly number[]): StrikeColumns {
  const columns = createStrikeColumns(Float64Array.from(strikes));
  columns.volatilities.set(volatilities);
  return columns;
}

test('the committed kernel is what its source compiles to, byte for byte', () => {
  expect(committedKernelModule()).toBe(compiledKernelModule());
});

test('the WebAssembly kernel prices any ladder as its scalar twin does, to twelve digits', () => {
  const pair = fc.record({
    moneyness: fc.double({ min: -0.5, max: 0.5, noNaN: true }),
    volatility: fc.oneof(fc.constant(0), fc.double({ min: 0.005, max: 4, noNaN: true })),
  });
  const market = fc.record({
    forward: fc.double({ min: 100, max: 90_000, noNaN: true }),
    years: fc.double({ min: 1 / 525_600, max: 2, noNaN: true }),
    discount: fc.double({ min: 0.8, max: 1, noNaN: true }),
  });
  fc.assert(
    fc.property(fc.array(pair, { minLength: 1, maxLength: 9 }), market, (pairs, at) => {
      const strikes = pairs.map(({ moneyness }) => at.forward * Math.exp(moneyness));
      const columns = ladder(
        strikes,
        pairs.map(({ volatility }) => volatility),
      );
      const [byScalars, bySimd] = bothPrices(columns, at);
      for (const [leg, price] of byScalars.entries()) {
        const low = Math.min(at.forward, strikes[leg >>> 1]!);
        expect(Math.abs(bySimd[leg]! - price)).toBeLessThanOrEqual(1e-12 * price + 1e-15 * low);
      }
    }),
    { seed: 1, numRuns: 3000 },
  );
});

test('a ladder longer than the kernel has room for is priced by its twin, and one that fills it is not', () => {
  for (const count of [1024, 1025, 3000]) {
    const strikes = Array.from({ length: count }, (_, index) => 10_000 + index * 10);
    const columns = ladder(
      strikes,
      strikes.map(() => 0.2),
    );
    const [byScalars, bySimd] = bothPrices(columns, { forward: 25_000, years: 0.1, discount: 0.99 });
    expect(bySimd.at(-1)).toBeCloseTo(byScalars.at(-1)!, 8);
    expect(bySimd.at(0)).toBeCloseTo(byScalars[0]!, 8);
  }
});

test('an inverse, an absent and a lost volatility come out alike: no volatility, no time value', () => {
  const strikes = [24_900, 25_000, 25_100];
  const [byScalars, bySimd] = bothPrices(ladder(strikes, [-0.1, 0, Number.NaN]), {
    forward: 25_000,
    years: 0.1,
    discount: 1,
  });
  expect([...byScalars]).toEqual([100, 0, 0, 0, 0, 100]);
  expect([...bySimd]).toEqual([...byScalars]);
});

test('without WebAssembly there is no such kernel, and the scalar one takes its place', () => {
  const original = globalThis.WebAssembly;
  try {
    Object.defineProperty(globalThis, 'WebAssembly', {
      value: undefined,
      configurable: true,
      writable: true,
    });
    expect(createSimdPricer()).toBeUndefined();
  } finally {
    Object.defineProperty(globalThis, 'WebAssembly', { value: original, configurable: true, writable: true });
  }
});
