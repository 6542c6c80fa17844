import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { snapToTick } from '#engine/wire/feed-packets.ts';

test.each([
  [100.0249, 0.05, 100],
  [100.025, 0.05, 100.05],
  [152.3000030517578, 0.05, 152.3],
  [0.1 + 0.2, 0.05, 0.3],
  [25642.80078125, 0.01, 25642.8],
  [84.25251, 0.0025, 84.2525],
  [7, 1, 7],
])('%d on a tick of %d is the literal %d', (price, tickSize, expected) => {
  expect(snapToTick(price, tickSize)).toBe(expected);
});

test('without a tick size only float dust is removed', () => {
  expect(snapToTick(100.12340000001, 0)).toBe(100.1234);
});

test('every multiple of the tick comes back from a 32-bit float as its own literal', () => {
  fc.assert(
    fc.property(fc.nat(2_000_000), (ticks) => {
      const literal = Number((ticks * 0.05).toFixed(2));
      expect(snapToTick(Math.fround(literal), 0.05)).toBe(literal);
    }),
    { seed: 1 },
  );
});
