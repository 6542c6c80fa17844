import { expect, test } from 'vitest';
import { legPrice, quoteMid, roundToTick, ticksPerRupee } from '#engine/pricing/leg-price.ts';
import { niftyWeekly } from '#test/support/nifty-weekly.ts';

test.each([
  [234.949, 0.05, 234.95],
  [234.974, 0.05, 234.95],
  [234.976, 0.05, 235],
  [1216.534, 0.01, 1216.53],
  [0.01, 0.05, 0.05],
  [-12, 0.05, 0.05],
  [101.3, 1, 101],
  [103, 5, 105],
])('%d on a grid of %d is %d', (price, tickSize, rounded) => {
  expect(roundToTick(price, ticksPerRupee(tickSize))).toBe(rounded);
});

test.each([
  { bid: 10, ask: 11, ltp: 5, mid: 10.5, price: 10.5, why: 'both sides stand' },
  { bid: 0, ask: 11, ltp: 5, mid: 0, price: 5, why: 'nobody bids' },
  { bid: 10, ask: 0, ltp: 5, mid: 0, price: 5, why: 'nobody offers' },
  { bid: 12, ask: 11, ltp: 5, mid: 0, price: 5, why: 'the quote is crossed' },
  { bid: 0, ask: 0, ltp: 0, mid: 0, price: 0, why: 'there is nothing' },
])('a leg is worth $price when $why', ({ bid, ask, ltp, mid, price }) => {
  const chain = niftyWeekly([23_000]);
  chain.bid[1] = bid;
  chain.ask[1] = ask;
  chain.ltp[1] = ltp;
  expect(quoteMid(chain, 1)).toBe(mid);
  expect(legPrice(chain, 1)).toBe(price);
});
