import { expect, test } from 'vitest';
import { createMemoryClosingPriceStore } from '#engine/adapters/memory-stores.ts';
import { closingLadders } from '#engine/cache/closing-prices.ts';
import { istIso } from '#engine/market/ist-time.ts';
import type { ClosingChain } from '#engine/ports.ts';
import { NIFTY, START_MS } from '#test/support/fake-exchange.ts';

const RULES = { expiriesPerUnderlying: 2, strikesBelow: 10, strikesAbove: 10 };
const leg = { securityId: 5, ltp: 100, bid: 99, ask: 101, volume: 700, oi: 300 };

function chainOf(expiry: string, overrides: Partial<ClosingChain> = {}): ClosingChain {
  return {
    tradingDate: '2026-02-03',
    underlying: 'NIFTY',
    expiry,
    spot: 23_000,
    legs: [
      { ...leg, strike: 23_050, optionType: 'PE' },
      { ...leg, strike: 23_000, optionType: 'CE' },
      { ...leg, strike: 23_000, optionType: 'PE' },
    ],
    ...overrides,
  };
}

test('saved chains become ladders: strikes ascending, yesterday as previous close, volume anew', async () => {
  const store = createMemoryClosingPriceStore([chainOf('2026-02-10')]);
  const [ladder] = await closingLadders(store, [NIFTY], RULES, START_MS);
  expect(ladder).toMatchObject({ expiry: '2026-02-10', source: 'closing' });
  expect(istIso(ladder!.takenAtMs)).toContain('2026-02-03T15:30:00');
  expect(ladder!.snapshot.strikes.map((row) => [row.strike, row.ce?.ltp, row.pe?.ltp])).toEqual([
    [23_000, 100, 100],
    [23_050, undefined, 100],
  ]);
  expect(ladder!.snapshot.strikes[0]!.ce).toMatchObject({ previousClose: 100, volume: 0, oi: 300 });
});

test('expiries that have passed, chains without legs and other underlyings are left out, the nearest kept', async () => {
  const store = createMemoryClosingPriceStore([
    chainOf('2026-02-24'),
    chainOf('2026-02-17'),
    chainOf('2026-02-03'),
    chainOf('2026-02-04', { legs: [] }),
    chainOf('2026-02-10'),
    chainOf('2026-02-10', { underlying: 'BANKNIFTY' }),
  ]);
  const ladders = await closingLadders(store, [NIFTY], RULES, START_MS);
  expect(ladders.map((ladder) => ladder.expiry)).toEqual(['2026-02-10', '2026-02-17']);
});
