import { expect, test } from 'vitest';
import { black76Price } from '#engine/pricing/black76.ts';
import { discountFactor } from '#engine/pricing/discounting.ts';
import {
  createQuoteStrip,
  PHASES_PER_SECOND,
  priceCall,
  requote,
} from '#mock-dhan/world/market/quote-strip.ts';

function openStrip() {
  const strip = createQuoteStrip(Float64Array.of(22_600, 24_500, 24_550, 24_600, 26_850), 0);
  strip.volatility.set([0.2, 0.09, 0.088, 0.087, 0.15]);
  strip.forward = 24_575.3;
  strip.yearsToExpiry = 4.25 / 365;
  strip.discount = discountFactor(strip.yearsToExpiry);
  strip.threshold.fill(0.05);
  strip.strikes.forEach((strike, pair) => {
    const call = priceCall(strip, pair);
    strip.quotedMid[pair * 2] = call;
    strip.quotedMid[pair * 2 + 1] = call - strip.discount * (strip.forward - strike);
  });
  return strip;
}

/** Legs quoted anew when all four phases look. */
function lookAtAll(strip: ReturnType<typeof openStrip>): number[] {
  const legs: number[] = [];
  for (let phase = 0; phase < PHASES_PER_SECOND; phase += 1) requote(strip, phase, (leg) => legs.push(leg));
  return legs.sort((a, b) => a - b);
}

test('the pair price is Black-76', () => {
  const strip = openStrip();
  for (const [pair, strike] of strip.strikes.entries()) {
    const reference = black76Price({
      forward: strip.forward,
      strike,
      yearsToExpiry: strip.yearsToExpiry,
      volatility: strip.volatility[pair]!,
      discount: strip.discount,
      optionType: 'CE',
    });
    expect(priceCall(strip, pair)).toBeCloseTo(reference, 8);
  }
});

test('while nothing moves nothing is quoted', () => {
  expect(lookAtAll(openStrip())).toEqual([]);
});

test('a move of a rupee quotes what it moves by a tick: not the far wings', () => {
  const strip = openStrip();
  strip.step = 4;
  strip.forward += 1;
  expect(lookAtAll(strip)).toEqual([0, 2, 3, 4, 5, 6, 7, 9]);
});

test('a quoted leg stays quiet until it moves again', () => {
  const strip = openStrip();
  strip.step = 4;
  strip.forward += 1;
  expect(lookAtAll(strip).length).toBeGreaterThan(0);
  strip.step = 8;
  expect(lookAtAll(strip)).toEqual([]);
});

test('a strike is not looked at again before its interval has passed', () => {
  const strip = openStrip();
  strip.interval.fill(40);
  for (const [step, forward] of [
    [4, 24_580],
    [24, 24_590],
  ] as const) {
    strip.step = step;
    strip.forward = forward;
    expect(lookAtAll(strip).length > 0).toBe(step === 4);
  }
  strip.step = 44;
  expect(lookAtAll(strip).length).toBeGreaterThan(0);
});
