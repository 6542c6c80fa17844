import { expect, test } from 'vitest';
import type { ExpiryChain } from '#engine/market/option-chain.ts';
import { ReplayWatch } from '#engine/replay/replay-watch.ts';
import { niftyWeekly } from '#test/support/nifty-weekly.ts';

function quotedChain(quote: { bid: number; ask: number; ltp: number }): ExpiryChain {
  const chain = niftyWeekly([25000]);
  chain.bid.fill(quote.bid);
  chain.ask.fill(quote.ask);
  chain.ltp.fill(quote.ltp);
  return chain;
}

const sound = quotedChain({ bid: 99, ask: 101, ltp: 100 });

test('counts ticks, moves and the moves that legs followed', () => {
  const watch = new ReplayWatch();
  watch.underlyingTick(1000, 'NIFTY', 25_000);
  watch.chainRepriced(1000, sound);
  watch.underlyingTick(1250, 'NIFTY', 25_000);
  watch.underlyingTick(9000, 'NIFTY', 25_001);
  const facts = watch.underlyings.get('NIFTY');
  expect(facts).toMatchObject({ ticks: 3, moves: 2, movesFollowedByLegs: 1, longestSilenceMs: 7750 });
});

test('several chains repriced by one move count as one followed move', () => {
  const watch = new ReplayWatch();
  watch.underlyingTick(1000, 'NIFTY', 25_000);
  watch.chainRepriced(1000, sound);
  watch.chainRepriced(1000, quotedChain({ bid: 1, ask: 2, ltp: 1.5 }));
  expect(watch.underlyings.get('NIFTY')?.movesFollowedByLegs).toBe(1);
});

test('a crossed quote, a price below the tick and time going back are breaches that name the leg', () => {
  const watch = new ReplayWatch();
  watch.legTick(2000, quotedChain({ bid: 102, ask: 101, ltp: 100 }), 1);
  watch.legTick(2000, quotedChain({ bid: 0, ask: 0, ltp: 0.01 }), 0);
  watch.underlyingTick(1000, 'NIFTY', 25_000);
  expect(watch.breaches.map(({ invariant }) => invariant)).toEqual([
    'crossed-quote',
    'price-below-tick',
    'time-order',
  ]);
  expect(watch.breaches[0]?.where).toContain('25000 PE');
});

test('a sound market has no breach, and absent quotes are not crossed', () => {
  const watch = new ReplayWatch();
  watch.chainRepriced(1000, sound);
  watch.chainRepriced(3000, quotedChain({ bid: 5, ask: 0, ltp: 0 }));
  expect(watch.breaches).toEqual([]);
});

test('silence before the open is none: it counts from the open on', () => {
  const watch = new ReplayWatch(10_000);
  watch.underlyingTick(1000, 'NIFTY', 25_000);
  watch.underlyingTick(11_000, 'NIFTY', 25_001);
  watch.underlyingTick(14_000, 'NIFTY', 25_002);
  expect(watch.underlyings.get('NIFTY')?.longestSilenceMs).toBe(3000);
});
