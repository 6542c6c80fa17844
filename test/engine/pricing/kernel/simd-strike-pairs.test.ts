import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { scalarKernel } from '#engine/pricing/kernel/scalar-strike-pairs.ts';
import { createSimdKernel } from '#engine/pricing/kernel/simd-strike-pairs.ts';
import { createStrikeColumns } from '#engine/pricing/kernel/strike-pairs.ts';
import type { ExpiryMarket, LegColumns, StrikeColumns } from '#engine/pricing/kernel/strike-pairs.ts';
import { committedKernelModule, compiledKernelModule, KERNELS } from './build-kernel.ts';

const simd = createSimdKernel()!;

function bothPrices(columns: StrikeColumns, market: ExpiryMarket): readonly [Float64Array, Float64Array] {
  const byScalars = new Float64Array(columns.strikes.length * 2);
  const bySimd = new Float64Array(columns.strikes.length * 2);
  scalarKernel.price(columns, market, byScalars);
  simd.price(columns, market, bySimd);
  return [byScalars, bySimd];
}

function ladder(strikes: readonly number[], volatilities: readonly number[]): StrikeColumns {
  const columns = createStrikeColumns(Float64Array.from(strikes));
  columns.volatilities.set(volatilities);
  return columns;
}

test.each(KERNELS)('the committed kernel %s is what its source compiles to, byte for byte', (name) => {
  expect(committedKernelModule(name)).toBe(compiledKernelModule(name));
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

/** Legs at these prices, of which each is followed in full; a distance that is Infinity is an absent side. */
function legsAt(prices: readonly number[], distances: readonly number[]): LegColumns {
  const column = (values: readonly number[]): Float64Array => Float64Array.from(values);
  const blank = (): Float64Array => new Float64Array(prices.length).fill(-1);
  return {
    prices: column(prices),
    gain: column(prices.map((_, leg) => 1 - (leg % 3) / 10)),
    offset: column(prices.map((_, leg) => (leg % 5) - 2)),
    bidBelow: column(distances),
    askAbove: column(distances.toReversed()),
    ltp: blank(),
    bid: blank(),
    ask: blank(),
  };
}

function expectSameQuotes(prices: readonly number[], distances: readonly number[], ticksInRupee: number) {
  const [bySimd, byScalars] = [legsAt(prices, distances), legsAt(prices, distances)];
  simd.quote(bySimd, ticksInRupee);
  scalarKernel.quote(byScalars, ticksInRupee);
  expect(bySimd).toEqual(byScalars);
}

test('the WebAssembly kernel quotes any legs as its scalar twin does, to the last bit', () => {
  const leg = fc.record({
    price: fc.oneof(
      fc.constantFrom(0, -1, 0.024_999, 0.025, Number.NaN, Number.POSITIVE_INFINITY),
      fc.integer({ min: 0, max: 400_000 }).map((tenths) => tenths / 40),
      fc.double({ min: 0, max: 10_000, noNaN: true }),
    ),
    distance: fc.oneof(
      fc.constantFrom(0, Number.POSITIVE_INFINITY),
      fc.double({ min: 0, max: 50, noNaN: true }),
    ),
  });
  fc.assert(
    fc.property(
      fc.array(fc.tuple(leg, leg), { minLength: 1, maxLength: 9 }),
      fc.constantFrom(20, 100, 400),
      (pairs, ticksInRupee) => {
        const legs = pairs.flat();
        expectSameQuotes(
          legs.map(({ price }) => price),
          legs.map(({ distance }) => distance),
          ticksInRupee,
        );
      },
    ),
    { seed: 1, numRuns: 3000 },
  );
});

test('quotes of a ladder longer than the kernel has room for come from its twin', () => {
  for (const legCount of [2048, 2050]) {
    const prices = Array.from({ length: legCount }, (_, leg) => leg * 0.37);
    expectSameQuotes(
      prices,
      prices.map((price) => price / 100),
      20,
    );
  }
});

test('a leg is quoted on the tick grid, at least one tick, and an absent side stays absent', () => {
  const legs: LegColumns = {
    ...legsAt([100.02, 0.01], [0.04, Number.POSITIVE_INFINITY]),
    gain: Float64Array.of(1, 1),
    offset: Float64Array.of(0.01, 0),
  };
  simd.quote(legs, 20);
  expect([...legs.ltp]).toEqual([100.05, 0.05]);
  expect([...legs.bid]).toEqual([100, 0]);
  expect([...legs.ask]).toEqual([0, 0.05]);
});

test('without WebAssembly there is no such kernel, and the scalar one takes its place', () => {
  const original = globalThis.WebAssembly;
  try {
    Object.defineProperty(globalThis, 'WebAssembly', {
      value: undefined,
      configurable: true,
      writable: true,
    });
    expect(createSimdKernel()).toBeUndefined();
  } finally {
    Object.defineProperty(globalThis, 'WebAssembly', { value: original, configurable: true, writable: true });
  }
});
