import { expect, test } from 'vitest';
import { LEG_SOURCES, legIndex } from '#engine/market/option-chain.ts';
import type { ExpiryChain } from '#engine/market/option-chain.ts';
import { black76Model } from '#engine/pricing/black76-model.ts';
import type { ChainPricer } from '#engine/pricing/price-model.ts';
import { emptyChain, EXPIRES_AT_MS, NOON_MS, quotedChain, smilePrice } from './model-chain.ts';

const SPOT = 25_000;
const FORWARD = 25_040;
const MINUTE_MS = 60_000;
/** Strike index of 25,000, 24,500 and 25,500. */
const AT_THE_MONEY = 20;
const LOW_STRIKE = 10;
const HIGH_STRIKE = 30;

function calibrated(): { chain: ExpiryChain; pricer: ChainPricer } {
  const chain = quotedChain(FORWARD);
  const pricer = black76Model.createPricer(chain);
  pricer.calibrate(SPOT, NOON_MS);
  return { chain, pricer };
}

test('where nothing moved every leg is repriced to the middle of its own quote', () => {
  const { chain, pricer } = calibrated();
  const middles = chain.bid.map((bid, leg) => (bid + chain.ask[leg]!) / 2);
  expect(pricer.reprice(SPOT, NOON_MS)).toBe(82);
  for (let leg = 0; leg < middles.length; leg += 1)
    expect(Math.abs(chain.ltp[leg]! - Math.max(0.05, middles[leg]!)), `leg ${leg}`).toBeLessThan(0.0251);
});

test('after a move every leg is at its Black-76 price on the strike own volatility, within half a tick', () => {
  const { chain, pricer } = calibrated();
  pricer.reprice(SPOT + 63.4, NOON_MS);
  for (let leg = 0; leg < chain.ltp.length; leg += 1) {
    const expected = Math.max(0.05, smilePrice(chain, leg, FORWARD + 63.4, NOON_MS));
    expect(Math.abs(chain.ltp[leg]! - expected), `leg ${leg}`).toBeLessThan(0.026);
  }
});

test('a quarter of an hour of the session takes more from an option than the calendar says', () => {
  const { chain, pricer } = calibrated();
  const leg = legIndex(AT_THE_MONEY, 'CE');
  const laterMs = NOON_MS + 15 * MINUTE_MS;
  const before = smilePrice(chain, leg, FORWARD, NOON_MS);
  const byCalendar = before - smilePrice(chain, leg, FORWARD, laterMs);
  pricer.reprice(SPOT, laterMs);
  expect(before - chain.ltp[leg]!).toBeGreaterThan(1.5 * byCalendar);
  expect(before - chain.ltp[leg]!).toBeLessThan(5 * byCalendar);
});

test('bid and ask keep their distance and every price is the double nearest to a whole tick', () => {
  const { chain, pricer } = calibrated();
  pricer.reprice(SPOT + 40, NOON_MS);
  const leg = legIndex(AT_THE_MONEY, 'CE');
  expect(chain.ask[leg]! - chain.bid[leg]!).toBeCloseTo(1, 9);
  for (const column of [chain.ltp, chain.bid, chain.ask])
    for (const price of column) expect(price).toBe(Math.round(price * 20) / 20);
});

test('a repriced chain says so and keeps its version', () => {
  const { chain, pricer } = calibrated();
  pricer.reprice(SPOT + 1, NOON_MS + 250);
  expect(new Set(Array.from(chain.source, (source) => LEG_SOURCES[source]))).toEqual(new Set(['repriced']));
  expect(chain.updatedAtMs).toBe(NOON_MS + 250);
  expect(chain.version).toBe(0);
});

test('no leg falls below one tick, however far the underlying runs', () => {
  const { chain, pricer } = calibrated();
  pricer.reprice(SPOT + 5000, NOON_MS);
  expect(Math.min(...chain.ltp, ...chain.bid, ...chain.ask)).toBe(0.05);
});

test('a leg that nobody bids for keeps no bid', () => {
  const chain = quotedChain(FORWARD);
  const leg = legIndex(HIGH_STRIKE, 'CE');
  chain.bid[leg] = 0;
  const pricer = black76Model.createPricer(chain);
  pricer.calibrate(SPOT, NOON_MS);
  pricer.reprice(SPOT + 30, NOON_MS);
  expect(chain.bid[leg]).toBe(0);
  expect(chain.ltp[leg]).toBeGreaterThan(0);
});

test('a chain without any price stays untouched and nothing is counted', () => {
  const chain = emptyChain();
  const pricer = black76Model.createPricer(chain);
  pricer.calibrate(SPOT, NOON_MS);
  expect(pricer.reprice(SPOT + 10, NOON_MS)).toBe(0);
  expect(Math.max(...chain.ltp, ...chain.bid, ...chain.ask, ...chain.source)).toBe(0);
  expect(chain.updatedAtMs).toBe(0);
});

test('a strike without quotes is priced on its neighbours volatility', () => {
  const chain = quotedChain(FORWARD);
  const expected = smilePrice(chain, legIndex(HIGH_STRIKE, 'CE'), FORWARD, NOON_MS);
  for (const leg of [legIndex(HIGH_STRIKE, 'CE'), legIndex(HIGH_STRIKE, 'PE')]) {
    chain.ltp[leg] = 0;
    chain.bid[leg] = 0;
    chain.ask[leg] = 0;
  }
  const pricer = black76Model.createPricer(chain);
  pricer.calibrate(SPOT, NOON_MS);
  expect(pricer.reprice(SPOT, NOON_MS)).toBe(82);
  expect(chain.ltp[legIndex(HIGH_STRIKE, 'CE')]).toBeCloseTo(expected, 0);
  expect(chain.ask[legIndex(HIGH_STRIKE, 'CE')]).toBe(0);
});

test.each([
  { strikeIndex: HIGH_STRIKE, optionType: 'CE', place: 'out of the money' },
  { strikeIndex: LOW_STRIKE, optionType: 'CE', place: 'in the money' },
] as const)('an own last price $place is what the model passes through from then on', (leg_) => {
  const { chain, pricer } = calibrated();
  pricer.reprice(SPOT + 5, NOON_MS);
  const leg = legIndex(leg_.strikeIndex, leg_.optionType);
  chain.ltp[leg] = chain.ltp[leg]! + 7;
  chain.lastTradeAtMs[leg] = NOON_MS;
  const own = chain.ltp[leg];
  pricer.anchorLeg(leg, SPOT + 5, NOON_MS);
  pricer.reprice(SPOT + 5, NOON_MS);
  expect(chain.ltp[leg]).toBeCloseTo(own, 9);
  pricer.reprice(SPOT + 25, NOON_MS);
  expect(chain.ltp[leg]).toBeGreaterThan(own);
});

test('a tick that repeats the quote and an hour old trade changes nothing', () => {
  const { chain, pricer } = calibrated();
  pricer.reprice(SPOT + 5, NOON_MS);
  const leg = legIndex(LOW_STRIKE, 'CE');
  const price = chain.ltp[leg]!;
  chain.ltp[leg] = price - 66;
  chain.lastTradeAtMs[leg] = NOON_MS - 60 * MINUTE_MS;
  pricer.anchorLeg(leg, SPOT + 5, NOON_MS);
  pricer.reprice(SPOT + 5, NOON_MS);
  expect(chain.ltp[leg]).toBeCloseTo(price, 1);
});

test('an own quote wins over the last price that came with it', () => {
  const { chain, pricer } = calibrated();
  pricer.reprice(SPOT + 5, NOON_MS);
  const leg = legIndex(HIGH_STRIKE, 'CE');
  chain.bid[leg] = 20;
  chain.ask[leg] = 20.3;
  chain.ltp[leg] = 90;
  pricer.anchorLeg(leg, SPOT + 5, NOON_MS);
  pricer.reprice(SPOT + 5, NOON_MS);
  expect([chain.ltp[leg], chain.bid[leg], chain.ask[leg]]).toEqual([20.15, 20, 20.3]);
});

test('an own tick of one leg leaves every other strike as it was', () => {
  const one = calibrated();
  const other = calibrated();
  const leg = legIndex(HIGH_STRIKE, 'CE');
  other.chain.ltp[leg] = 99;
  other.chain.lastTradeAtMs[leg] = NOON_MS;
  other.pricer.anchorLeg(leg, SPOT, NOON_MS);
  one.pricer.reprice(SPOT + 10, NOON_MS);
  other.pricer.reprice(SPOT + 10, NOON_MS);
  for (let index = 0; index < one.chain.ltp.length; index += 1)
    if (index >>> 1 !== HIGH_STRIKE) expect(other.chain.ltp[index]).toBe(one.chain.ltp[index]);
  expect(other.chain.ltp[leg]).toBeGreaterThan(99);
});

test('repricing there and back ends where it began: no error accumulates', () => {
  const { chain, pricer } = calibrated();
  pricer.reprice(SPOT, NOON_MS);
  const before = chain.ltp.slice();
  for (let step = 1; step <= 500; step += 1) pricer.reprice(SPOT + 300 * Math.sin(step), NOON_MS);
  pricer.reprice(SPOT, NOON_MS);
  expect(chain.ltp).toEqual(before);
});

test('at and after expiry prices are finite and time value is gone', () => {
  const { chain, pricer } = calibrated();
  pricer.reprice(SPOT, EXPIRES_AT_MS + MINUTE_MS);
  expect(chain.ltp.every((price) => Number.isFinite(price) && price >= 0.05)).toBe(true);
  expect(chain.ltp[legIndex(HIGH_STRIKE, 'CE')]).toBe(0.05);
});
