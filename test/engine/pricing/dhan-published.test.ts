import { expect, test } from 'vitest';
import { istToEpochMs } from '#engine/market/ist-time.ts';
import { black76Price } from '#engine/pricing/black76.ts';
import { dhanGreeks } from '#engine/pricing/dhan-greeks.ts';
import { blackScholesGreeks } from '#engine/pricing/greeks.ts';
import { spotMarket } from '#engine/pricing/spot-greeks.ts';
import { publishedChains } from './published-chains.ts';
import type { PublishedLeg } from './published-chains.ts';

const RATE = 0.1;
const YEAR_MS = 365 * 86_400_000;

/** A figure of five decimals is within half a unit of the fifth; theta is off by up to a whole one, which nothing tried explains. */
const HALF_UNIT = 5.1e-6;
const THETA_ERROR_MAX = 1.1e-5;
const VEGA_ERROR_MAX = 8e-6;
const PRICE_ERROR_MAX = 0.01;

/** Chains of a week-end are worked out in one batch, all legs as of one moment (IST), which their own figures tell to 0.1 s. */
const BATCHES: Readonly<Record<string, readonly [string, string, number]>> = {
  '20250125T084310Z': ['2025-01-25', '09:03:33', 102],
  '20250125T095242Z': ['2025-01-25', '08:45:43', 570],
  '20251101T114745Z': ['2025-11-01', '14:41:39', 585],
  '20251101T114751Z': ['2025-11-01', '14:43:48', 316],
  '20251130T183621Z': ['2025-11-30', '08:45:43', 293],
};

const chains = publishedChains();
const batches = chains.filter(({ name }) => name in BATCHES);
const trading = chains.filter(({ name }) => !(name in BATCHES));

test.each(batches)(
  '$name: every leg of the batch has the volatility and greeks that follow from its last price',
  ({ name, expiry, spot, legs }) => {
    const [date, time, ms] = BATCHES[name]!;
    const nowMs = istToEpochMs(date, time) + ms;
    const years = (istToEpochMs(expiry, '21:00') - nowMs) / YEAR_MS;
    expect(legs.length).toBeGreaterThan(130);
    for (const leg of legs) {
      const where = `${leg.strike} ${leg.optionType}`;
      expect(Math.abs(priceAt(leg, spot, years) - leg.ltp), where).toBeLessThan(PRICE_ERROR_MAX);
      const ours = dhanGreeks({ ...leg, spot, expiry, nowMs, clock: 'dhan' });
      expect(Math.abs(ours.impliedVolatility - leg.impliedVolatility) * leg.vega, where).toBeLessThan(
        PRICE_ERROR_MAX,
      );
      expect(largestMiss(misses(leg, spot, years)), where).toBeLessThan(1);
      // Dhan's solver stops at a ten-thousandth of a rupee, ours does not: what follows from the last price differs by as little.
      for (const name of ['delta', 'gamma', 'theta', 'vega'] as const)
        expect(Math.abs(ours[name] - leg[name]), `${where} ${name}`).toBeLessThan(1e-4);
    }
  },
);

/** 21650 CE of the live chain: its volatility of 53.9 % and its delta belong to different moments. */
const UNEXPLAINED_MAX = 1;

test.each(trading)(
  '$name: each leg follows from one index level and one moment, those of its last trade',
  ({ name, expiry, spot, legs }) => {
    const endMs = istToEpochMs(expiry, '21:00');
    const answeredAtMs = Date.parse(
      name.replace(/(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z/, '$1-$2-$3T$4:$5:$6Z'),
    );
    const unexplained: string[] = [];
    for (const leg of legs) {
      const { index, years } = momentOf(leg, spot, (endMs - answeredAtMs) / YEAR_MS);
      const isExplained = largestMiss(misses(leg, index, years)) < 1;
      const tradedAtMs = endMs - years * YEAR_MS;
      const isPossible = tradedAtMs < answeredAtMs + 60_000 && Math.abs(index / spot - 1) < 0.02;
      if (!isExplained || !isPossible) unexplained.push(`${leg.strike} ${leg.optionType}`);
    }
    expect(legs.length).toBeGreaterThan(120);
    expect(unexplained.length, unexplained.join(', ')).toBeLessThanOrEqual(UNEXPLAINED_MAX);
  },
);

if (chains.length < 8)
  test.skip(`the other ${8 - chains.length} recorded chains: neither PREOPEN_DATA_DIR nor ../shared/data holds dhan-samples`, () => {});

test('the committed chain is among those read', () => {
  expect(chains.map(({ name }) => name)).toContain('20250128T093332Z');
});

/** What the leg's published volatility prices it at, rupees. */
function priceAt(leg: PublishedLeg, index: number, years: number): number {
  const { forward, discount } = spotMarket(index, years, RATE);
  const { strike, optionType, impliedVolatility } = leg;
  return black76Price({
    forward,
    strike,
    yearsToExpiry: years,
    discount,
    optionType,
    volatility: impliedVolatility / 100,
  });
}

/** How far price and greeks are from the published ones, each in units of what it may be off. */
function misses(leg: PublishedLeg, index: number, years: number): number[] {
  const { strike, optionType } = leg;
  const volatility = leg.impliedVolatility / 100;
  const ours = blackScholesGreeks({
    spot: index,
    strike,
    optionType,
    yearsToExpiry: years,
    rate: RATE,
    volatility,
  });
  return [
    (priceAt(leg, index, years) - leg.ltp) / PRICE_ERROR_MAX,
    (ours.delta - leg.delta) / HALF_UNIT,
    (ours.gamma - leg.gamma) / HALF_UNIT,
    (ours.theta - leg.theta) / THETA_ERROR_MAX,
    (ours.vega - leg.vega) / VEGA_ERROR_MAX,
  ];
}

function largestMiss(misses: readonly number[]): number {
  return Math.max(...misses.map(Math.abs));
}

/** The index level and the years to expiry that explain a leg's figures best: least squares by Gauss-Newton, from the chain's own. */
function momentOf(
  leg: PublishedLeg,
  spot: number,
  years: number,
): { readonly index: number; readonly years: number } {
  let at = { index: spot, years };
  for (let step = 0; step < 30; step += 1) {
    const here = misses(leg, at.index, at.years);
    const byIndex = misses(leg, at.index * (1 + 1e-7), at.years).map(
      (miss, row) => (miss - here[row]!) / 1e-7,
    );
    const byYears = misses(leg, at.index, at.years * (1 + 1e-7)).map(
      (miss, row) => (miss - here[row]!) / 1e-7,
    );
    const [a, b, d] = [dot(byIndex, byIndex), dot(byIndex, byYears), dot(byYears, byYears)];
    const [e, f] = [dot(byIndex, here), dot(byYears, here)];
    const determinant = a * d - b * b;
    at = {
      index: at.index * (1 - clamp((e * d - f * b) / determinant, 0.005)),
      years: at.years * (1 - clamp((f * a - e * b) / determinant, 0.1)),
    };
  }
  return at;
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, row) => sum + value * b[row]!, 0);
}

function clamp(value: number, limit: number): number {
  return Math.max(-limit, Math.min(limit, value));
}
