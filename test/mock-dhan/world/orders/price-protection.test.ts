import { expect, test } from 'vitest';
import { Contracts } from '#mock-dhan/world/orders/contract.ts';
import { protectedPricePaise } from '#mock-dhan/world/orders/price-protection.ts';
import { createSmallWorld } from '#test/support/small-world.ts';

test.each([
  { band: '5 % below 10 rupees', market: 800, buy: 840, sell: 760 },
  { band: '3 % below 100', market: 1000, buy: 1030, sell: 970 },
  { band: '2 % below 500', market: 20_000, buy: 20_400, sell: 19_600 },
  { band: '1 % above', market: 60_000, buy: 60_600, sell: 59_400 },
  { band: 'one tick at least, and never down to nothing', market: 5, buy: 10, sell: 5 },
])('an unpriced order may trade so far from the market: $band', ({ market, buy, sell }) => {
  const contract = new Contracts(createSmallWorld().universe).find('NSE_FNO', 40_000)!;
  expect(protectedPricePaise(contract, 'BUY', market)).toBe(buy);
  expect(protectedPricePaise(contract, 'SELL', market)).toBe(sell);
});
