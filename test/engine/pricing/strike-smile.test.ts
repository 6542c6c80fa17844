import { expect, test } from 'vitest';
import { MS_PER_MINUTE } from '#engine/market/ist-time.ts';
import { StrikeSmile } from '#engine/pricing/strike-smile.ts';

const NOW_MS = 1_770_186_600_000;
const STRIKES = Float64Array.from({ length: 41 }, (_, index) => 24_000 + index * 50);
const MOMENT = { forward: 25_000, varianceYears: 0.01, atMs: NOW_MS };

function volatilityOf(strike: number): number {
  return 0.12 + 8 * (strike / 25_000 - 1) ** 2;
}

function fitted(): StrikeSmile {
  const smile = new StrikeSmile(STRIKES.map(Math.log));
  for (const [index, strike] of STRIKES.entries()) smile.tell(index, volatilityOf(strike), NOW_MS);
  expect(smile.fit(STRIKES, MOMENT)).toBe(0);
  return smile;
}

test('strikes that ticked keep what they told', () => {
  const smile = fitted();
  smile.refresh(MOMENT);
  for (const [index, strike] of STRIKES.entries())
    expect(smile.volatilities[index]).toBeCloseTo(volatilityOf(strike), 12);
});

test('strikes that do not tick follow the level of those that do', () => {
  const smile = fitted();
  const later = { ...MOMENT, atMs: NOW_MS + 240 * MS_PER_MINUTE };
  for (let index = 15; index <= 25; index += 1)
    smile.tell(index, volatilityOf(STRIKES[index]!) * 1.2, later.atMs);
  smile.refresh(later);
  expect(smile.volatilities[5]! / volatilityOf(STRIKES[5]!)).toBeGreaterThan(1.1);
  expect(smile.volatilities[5]! / volatilityOf(STRIKES[5]!)).toBeLessThan(1.25);
});

test('where nothing ticks, all stays as it was told', () => {
  const smile = fitted();
  const before = smile.volatilities.slice();
  smile.refresh({ ...MOMENT, atMs: NOW_MS + 240 * MS_PER_MINUTE });
  expect(smile.volatilities).toEqual(before);
});

test('a strike that told nothing lies between its neighbours and lets no butterfly be had for nothing', () => {
  const smile = new StrikeSmile(STRIKES.map(Math.log));
  for (const [index, strike] of STRIKES.entries())
    if (index !== 20 && index !== 30) smile.tell(index, volatilityOf(strike), NOW_MS);
  smile.fit(STRIKES, MOMENT);
  expect(smile.volatilities[20]).toBeCloseTo(0.12, 3);
  expect(smile.volatilities[30]).toBeCloseTo(volatilityOf(STRIKES[30]!), 3);
});

test('a chain that told nothing has no volatilities and no NaN', () => {
  const smile = new StrikeSmile(STRIKES.map(Math.log));
  smile.fit(STRIKES, MOMENT);
  smile.refresh(MOMENT);
  expect(smile.volatilities.every((volatility) => volatility === 0)).toBe(true);
});

test('one odd quote of the first snapshot bends the shape that silent strikes are brought to by a part of it', () => {
  const odd = new StrikeSmile(STRIKES.map(Math.log));
  for (const [index, strike] of STRIKES.entries())
    odd.tell(index, volatilityOf(strike) * (index === 5 ? 1.3 : 1), NOW_MS);
  odd.fit(STRIKES, MOMENT);
  const later = { ...MOMENT, atMs: NOW_MS + 60 * MS_PER_MINUTE };
  for (let index = 15; index <= 25; index += 1) odd.tell(index, volatilityOf(STRIKES[index]!), later.atMs);
  odd.refresh(later);
  const ratio = odd.volatilities[5]! / volatilityOf(STRIKES[5]!);
  expect(ratio).toBeGreaterThan(1.02);
  expect(ratio).toBeLessThan(1.15);
});
