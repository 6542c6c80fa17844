import { expect, test } from 'vitest';
import { LEG_SOURCES } from '#engine/market/option-chain.ts';
import { LegQuotes } from '#engine/pricing/leg-quotes.ts';
import { niftyWeekly } from '#test/support/nifty-weekly.ts';

const REPRICED = LEG_SOURCES.indexOf('repriced');

/** Four legs of two strikes, each read at 100 with a rupee to either side, and a model that says 110. */
function quotedLegs() {
  const chain = niftyWeekly([25_000, 25_050]);
  const prices = new Float64Array(4).fill(110);
  const quotes = new LegQuotes(chain, {
    prices,
    gain: new Float64Array(4).fill(1),
    offset: new Float64Array(4),
  });
  chain.ltp.fill(100);
  chain.bid.fill(99);
  chain.ask.fill(101);
  for (let leg = 0; leg < 4; leg += 1) quotes.read(leg, 100);
  return { chain, quotes };
}

test('every leg follows its price with its quote, and what was written is no news', () => {
  const { chain, quotes } = quotedLegs();
  expect(quotes.write(Float64Array.of(0.1, 0.1), new Uint8Array(4))).toBe(4);
  expect([...chain.ltp]).toEqual([110, 110, 110, 110]);
  expect([...chain.bid]).toEqual([109, 109, 109, 109]);
  expect([...chain.ask]).toEqual([111, 111, 111, 111]);
  expect([...chain.source]).toEqual([REPRICED, REPRICED, REPRICED, REPRICED]);
  for (let leg = 0; leg < 4; leg += 1) expect(quotes.isNew(leg)).toBe(false);
});

test('a leg that has neither a price of its own nor a volatility keeps what stands, beside others that move', () => {
  const { chain, quotes } = quotedLegs();
  expect(quotes.write(Float64Array.of(0.1, 0), Uint8Array.of(0, 0, 1, 0))).toBe(3);
  expect([...chain.ltp]).toEqual([110, 110, 110, 100]);
  expect([...chain.bid]).toEqual([109, 109, 109, 99]);
  expect([...chain.ask]).toEqual([111, 111, 111, 101]);
  expect(chain.source[3]).not.toBe(REPRICED);
  expect(quotes.isNew(3)).toBe(false);
});

test('an absent side stays absent until the leg is read with one, beside others that move', () => {
  const { chain, quotes } = quotedLegs();
  chain.bid[1] = 0;
  quotes.read(1, 100);
  quotes.write(Float64Array.of(0.1, 0.1), new Uint8Array(4));
  expect([...chain.bid]).toEqual([109, 0, 109, 109]);
  expect([...chain.ask]).toEqual([111, 111, 111, 111]);
  chain.bid[1] = 108;
  quotes.read(1, 110);
  quotes.write(Float64Array.of(0.1, 0.1), new Uint8Array(4));
  expect([...chain.bid]).toEqual([109, 108, 109, 109]);
});

test('a quote that nobody has read yet is not overwritten where the side was absent', () => {
  const { chain, quotes } = quotedLegs();
  chain.ask[2] = 0;
  quotes.read(2, 100);
  chain.ask[2] = 100.5;
  quotes.write(Float64Array.of(0.1, 0.1), new Uint8Array(4));
  expect(chain.ask[2]).toBe(100.5);
  expect(quotes.isNew(2)).toBe(true);
});
