import { expect, test } from 'vitest';
import { createQuoteStrip, requote } from '#mock-dhan/world/market/quote-strip.ts';
import type { QuoteStrip } from '#mock-dhan/world/market/quote-strip.ts';
import { RecordedFitter } from '#mock-dhan/world/market/recorded-fit.ts';
import type { RecordedFit } from '#mock-dhan/world/market/recorded-fit.ts';
import { spanStrip } from '#mock-dhan/world/market/strip-span.ts';
import { readRecordedDay } from '#test/support/market-scenarios.ts';

const STEPS = 240;

function weeklyFits(): { strip: QuoteStrip; from: RecordedFit; to: RecordedFit } {
  const nifty = readRecordedDay().underlyings[0]!;
  const ladder = nifty.expiries[0]!;
  const fitter = new RecordedFitter(ladder);
  const [from, to] = [100, 101].map((position) => {
    const { chains, spot, atMs } = nifty.snapshots[position]!;
    return fitter.fit(chains[0]!, spot, atMs);
  });
  return { strip: createQuoteStrip(ladder.strikes, 0), from: from!, to: to! };
}

/** Mids the strip would quote if everything were quoted anew now. */
function midsNow(strip: QuoteStrip): Map<number, number> {
  const mids = new Map<number, number>();
  strip.threshold.forEach((threshold, leg) => {
    if (threshold < Number.POSITIVE_INFINITY) strip.threshold[leg] = 0;
  });
  for (let phase = 0; phase < 4; phase += 1) requote(strip, phase, (leg, mid) => mids.set(leg, mid));
  return mids;
}

test('every bridged mid ends on the recorded mid', () => {
  const { strip, from, to } = weeklyFits();
  spanStrip(strip, { from, to, steps: STEPS, tickSize: 0.05 });
  strip.step = STEPS;
  strip.forward = to.forward;
  strip.yearsToExpiry = to.years;
  strip.discount = to.discount;
  const mids = midsNow(strip);
  expect(mids.size).toBeGreaterThan(120);
  for (const [leg, mid] of mids) expect(mid).toBeCloseTo(to.mid[leg]!, 6);
});

test('a leg without a valid quote at both ends is not bridged', () => {
  const { strip, from, to } = weeklyFits();
  from.mid[40] = 0;
  to.mid[61] = 0;
  spanStrip(strip, { from, to, steps: STEPS, tickSize: 0.05 });
  strip.forward = from.forward + 30;
  const mids = midsNow(strip);
  expect(mids.has(40)).toBe(false);
  expect(mids.has(61)).toBe(false);
  expect(mids.has(60)).toBe(true);
});

test('a strike whose volatility is unknown at one end is left out and yields no NaN', () => {
  const { strip, from, to } = weeklyFits();
  to.volatility[30] = Number.NaN;
  spanStrip(strip, { from, to, steps: STEPS, tickSize: 0.05 });
  strip.forward = from.forward + 30;
  const mids = midsNow(strip);
  expect(mids.has(60)).toBe(false);
  expect([...mids.values()].filter((mid) => !Number.isFinite(mid))).toEqual([]);
});

test('a mid inside the standing spread is no new quote, one outside is', () => {
  const { strip, from, to } = weeklyFits();
  spanStrip(strip, { from, to, steps: STEPS, tickSize: 0.05 });
  const atm = strip.strikes.findIndex((strike) => strike >= from.forward);
  strip.step = 0;
  strip.yearsToExpiry = from.years;
  const visited: number[] = [];
  strip.forward = from.forward + from.halfSpread[atm * 2]!;
  requote(strip, atm % 4, (leg) => visited.push(leg));
  expect(visited).not.toContain(atm * 2);
  strip.forward = from.forward + 5;
  requote(strip, atm % 4, (leg) => visited.push(leg));
  expect(visited).toContain(atm * 2);
});
