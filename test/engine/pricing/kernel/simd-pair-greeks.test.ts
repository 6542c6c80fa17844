import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { createGreekColumns } from '#engine/pricing/kernel/greek-columns.ts';
import type { GreekColumns } from '#engine/pricing/kernel/greek-columns.ts';
import { greeksByScalars } from '#engine/pricing/kernel/scalar-pair-greeks.ts';
import { createSimdGreeks } from '#engine/pricing/kernel/simd-pair-greeks.ts';
import { createStrikeColumns } from '#engine/pricing/kernel/strike-pairs.ts';
import type { ExpiryMarket } from '#engine/pricing/kernel/strike-pairs.ts';

const simd = createSimdGreeks()!;
const FIGURES = ['price', 'delta', 'gamma', 'theta', 'vega'] as const;

interface Strike {
  readonly strike: number;
  readonly volatility: number;
}

function bothGreeks(ladder: readonly Strike[], market: ExpiryMarket): readonly [GreekColumns, GreekColumns] {
  const columns = createStrikeColumns(Float64Array.from(ladder, ({ strike }) => strike));
  columns.volatilities.set(ladder.map(({ volatility }) => volatility));
  const byScalars = createGreekColumns(ladder.length * 2);
  const bySimd = createGreekColumns(ladder.length * 2);
  for (const figure of FIGURES) bySimd[figure].fill(-1);
  greeksByScalars(columns, market, byScalars);
  simd(columns, market, bySimd);
  return [byScalars, bySimd];
}

test('the WebAssembly kernel gives the greeks of any ladder as its scalar twin does, to twelve digits', () => {
  const pair = fc.record({
    moneyness: fc.double({ min: -0.5, max: 0.5, noNaN: true }),
    volatility: fc.oneof(
      fc.constantFrom(0, -0.1, Number.NaN),
      fc.double({ min: 0.005, max: 4, noNaN: true }),
    ),
  });
  const market = fc.record({
    forward: fc.double({ min: 100, max: 90_000, noNaN: true }),
    years: fc.oneof(fc.constantFrom(0, -1), fc.double({ min: 1 / 525_600, max: 2, noNaN: true })),
    discount: fc.double({ min: 0.8, max: 1, noNaN: true }),
  });
  fc.assert(
    fc.property(fc.array(pair, { minLength: 1, maxLength: 9 }), market, (pairs, at) => {
      const ladder = pairs.map(({ moneyness, volatility }) => ({
        strike: at.forward * Math.exp(moneyness),
        volatility,
      }));
      const [byScalars, bySimd] = bothGreeks(ladder, at);
      // What rounding in the last digit of a price, a delta or a day's decay amounts to, and exponentials below 1e-300.
      const theta = at.years > 0 ? at.forward / at.years / 365 : 0;
      const dust = { price: at.forward, delta: 1, gamma: 1e-280, theta, vega: 1e-280 };
      for (const figure of FIGURES)
        for (const [leg, value] of byScalars[figure].entries())
          expect(
            Math.abs(bySimd[figure][leg]! - value),
            `${figure} of leg ${leg}: ${bySimd[figure][leg]}, ${value}`,
          ).toBeLessThanOrEqual(1e-12 * Math.abs(value) + 1e-15 * dust[figure]);
    }),
    { seed: 1, numRuns: 3000 },
  );
});

test('a ladder longer than the kernel has room for is priced by its twin, and one that fills it is not', () => {
  for (const count of [1024, 1025, 3000]) {
    const ladder = Array.from({ length: count }, (_, index) => ({
      strike: 10_000 + index * 10,
      volatility: 0.2,
    }));
    const [byScalars, bySimd] = bothGreeks(ladder, { forward: 25_000, years: 0.1, discount: 0.99 });
    for (const leg of [0, 1, count * 2 - 2, count * 2 - 1])
      for (const figure of FIGURES) expect(bySimd[figure][leg]).toBeCloseTo(byScalars[figure][leg]!, 9);
  }
});

test('a strike without volatility is worth its discounted intrinsic value and has no greeks', () => {
  const ladder = [-0.1, 0, Number.NaN].map((volatility, index) => ({
    strike: 24_900 + index * 100,
    volatility,
  }));
  const [byScalars, bySimd] = bothGreeks(ladder, { forward: 25_000, years: 0.1, discount: 1 });
  expect([...bySimd.price]).toEqual([100, 0, 0, 0, 0, 100]);
  for (const figure of FIGURES) expect([...bySimd[figure]]).toEqual([...byScalars[figure]]);
});
