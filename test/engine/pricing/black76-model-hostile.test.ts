import {
  array,
  assert,
  boolean,
  constantFrom,
  double,
  integer,
  nat,
  oneof,
  property,
  record,
} from 'fast-check';
import { expect, test } from 'vitest';
import { copyExpiryChain } from '#engine/market/option-chain.ts';
import type { ExpiryChain } from '#engine/market/option-chain.ts';
import { black76Model } from '#engine/pricing/black76-model.ts';
import { discountFactor, yearsToExpiry } from '#engine/pricing/discounting.ts';
import { emptyChain, EXPIRES_AT_MS, NOON_MS, quotedChain, smilePrice } from './model-chain.ts';

const SPOT = 25_000;
const FORWARD = 25_040;
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** Prices as they should be, and as they should not. */
const anyPrice = oneof(
  double({ min: 0.05, max: 3000, noNaN: true }),
  constantFrom(0, -5, Number.NaN, Number.POSITIVE_INFINITY, 1e12, 0.05),
);
const anySpot = oneof(
  double({ min: 20_000, max: 30_000, noNaN: true }),
  constantFrom(0, -1, Number.NaN, Number.POSITIVE_INFINITY, 25_000),
);
const anyMoment = integer({ min: -2 * DAY_MS, max: 8 * DAY_MS }).map((ms) => NOON_MS + ms);

const anyStep = record({
  leg: nat(81),
  bid: anyPrice,
  ask: anyPrice,
  ltp: anyPrice,
  spot: anySpot,
  atMs: anyMoment,
  isCalibration: boolean(),
});

function expectWhole(chain: ExpiryChain): void {
  for (const column of [chain.ltp, chain.bid, chain.ask])
    for (const [leg, price] of column.entries()) {
      expect(Number.isFinite(price), `leg ${leg}: ${price}`).toBe(true);
      expect(price, `leg ${leg}`).toBeGreaterThanOrEqual(0);
    }
}

test('whatever it is given, and in whatever order, no price is NaN, infinite or negative', () => {
  assert(
    property(array(anyStep, { maxLength: 25 }), (steps) => {
      const chain = quotedChain(FORWARD);
      const pricer = black76Model.createPricer(chain);
      pricer.calibrate(SPOT, NOON_MS);
      for (const { leg, bid, ask, ltp, spot, atMs, isCalibration } of steps) {
        chain.bid[leg] = bid;
        chain.ask[leg] = ask;
        if (ltp > 0 && ltp < 1e6) chain.ltp[leg] = ltp;
        if (isCalibration) pricer.calibrate(spot, atMs);
        else pricer.anchorLeg(leg, spot, atMs);
        pricer.reprice(spot, atMs);
      }
      pricer.anchorLeg(0, SPOT, NOON_MS + 9 * DAY_MS);
      pricer.calibrate(SPOT, NOON_MS + 9 * DAY_MS);
      pricer.reprice(SPOT, NOON_MS + 9 * DAY_MS);
      expectWhole(chain);
    }),
    { numRuns: 200 },
  );
});

test('a spot that is no price reprices nothing, changes nothing, and is counted', () => {
  const chain = quotedChain(FORWARD);
  const pricer = black76Model.createPricer(chain);
  pricer.calibrate(SPOT, NOON_MS);
  pricer.reprice(SPOT + 10, NOON_MS);
  const before = copyExpiryChain(chain);
  for (const spot of [0, -25_000, Number.NaN, Number.POSITIVE_INFINITY])
    expect(pricer.reprice(spot, NOON_MS + 1000)).toBe(0);
  expect(chain).toEqual(before);
  expect(pricer.findings.spotsRefused).toBe(4);
});

test('a bid above the ask and a price below intrinsic value are counted and price nothing wild', () => {
  const chain = quotedChain(FORWARD);
  const pricer = black76Model.createPricer(chain);
  pricer.calibrate(SPOT, NOON_MS);
  pricer.reprice(SPOT, NOON_MS);
  const healthy = chain.ltp[40]!;
  chain.bid[40] = healthy + 5;
  chain.ask[40] = healthy - 5;
  pricer.anchorLeg(40, SPOT, NOON_MS + 1000);
  pricer.reprice(SPOT, NOON_MS + 1000);
  expect(Math.abs(chain.ltp[40]! - healthy)).toBeLessThan(1);
  expect(pricer.findings.quotesRefused).toBe(1);
  chain.bid[0] = 500;
  chain.ask[0] = 510;
  pricer.anchorLeg(0, SPOT, NOON_MS + 2000);
  pricer.reprice(SPOT, NOON_MS + 2000);
  expect(chain.ltp[0]).toBeCloseTo(505, 6);
});

test('a chain that knows one leg prices both legs of its strike by parity, and flat beyond', () => {
  const chain = emptyChain();
  chain.bid[40] = 200;
  chain.ask[40] = 201;
  const pricer = black76Model.createPricer(chain);
  pricer.calibrate(SPOT, NOON_MS);
  expect(pricer.reprice(SPOT, NOON_MS)).toBe(82);
  expect(chain.ltp[40]).toBeCloseTo(200.5, 6);
  expect(Math.abs(chain.ltp[41]! - 200.5)).toBeLessThan(0.06);
  expectWhole(chain);
});

test('stale last prices deep in the money do not bend the forward or the smile', () => {
  const chain = quotedChain(FORWARD);
  const stale = quotedChain(FORWARD);
  for (let leg = 0; leg < 12; leg += 2) {
    stale.bid[leg] = stale.ask[leg] = 0;
    stale.ltp[leg] = stale.ltp[leg]! - 150;
  }
  const pricers = [chain, stale].map((each) => black76Model.createPricer(each));
  for (const pricer of pricers) {
    pricer.calibrate(SPOT, NOON_MS);
    pricer.reprice(SPOT + 20, NOON_MS);
  }
  for (let leg = 12; leg < 82; leg += 1) expect(stale.ltp[leg], `leg ${leg}`).toBe(chain.ltp[leg]);
});

test('call less put is the forward less the strike after any move, in the belly of the chain', () => {
  assert(
    property(integer({ min: -300, max: 300 }), integer({ min: 0, max: 30 }), (points, minutes) => {
      const chain = quotedChain(FORWARD);
      const pricer = black76Model.createPricer(chain);
      pricer.calibrate(SPOT, NOON_MS);
      const nowMs = NOON_MS + minutes * MINUTE_MS;
      pricer.reprice(SPOT + points, nowMs);
      const discount = discountFactor(yearsToExpiry(EXPIRES_AT_MS, nowMs));
      const parities = Array.from({ length: 21 }, (_, offset) => offset + 10).map(
        (strike) => chain.ltp[strike * 2]! - chain.ltp[strike * 2 + 1]! + discount * chain.strikes[strike]!,
      );
      expect(Math.max(...parities) - Math.min(...parities)).toBeLessThan(0.11);
    }),
  );
});

test('after expiry an option is worth its intrinsic value, a tick at least', () => {
  const chain = quotedChain(FORWARD);
  const pricer = black76Model.createPricer(chain);
  pricer.calibrate(SPOT, NOON_MS);
  pricer.reprice(SPOT, EXPIRES_AT_MS + DAY_MS);
  expectWhole(chain);
  expect(chain.ltp[80]).toBeLessThan(1);
  expect(chain.ltp[0]).toBeGreaterThan(900);
});

test('a fork tells what would follow and leaves its origin as it was', () => {
  const chain = quotedChain(FORWARD);
  const pricer = black76Model.createPricer(chain);
  pricer.calibrate(SPOT, NOON_MS);
  const twinChain = copyExpiryChain(chain);
  const twin = pricer.fork(twinChain);
  for (let minute = 1; minute <= 20; minute += 1) {
    const leg = 30 + (minute % 20);
    twinChain.bid[leg] = smilePrice(chain, leg, FORWARD + 90, NOON_MS) - 1;
    twinChain.ask[leg] = smilePrice(chain, leg, FORWARD + 90, NOON_MS) + 1;
    twin.anchorLeg(leg, SPOT + 90, NOON_MS + minute * MINUTE_MS);
    twin.reprice(SPOT + 90, NOON_MS + minute * MINUTE_MS);
  }
  const untouched = quotedChain(FORWARD);
  const other = black76Model.createPricer(untouched);
  other.calibrate(SPOT, NOON_MS);
  other.reprice(SPOT + 5, NOON_MS + MINUTE_MS);
  pricer.reprice(SPOT + 5, NOON_MS + MINUTE_MS);
  expect(chain.ltp).toEqual(untouched.ltp);
  expect(twinChain.ltp).not.toEqual(chain.ltp);
});
