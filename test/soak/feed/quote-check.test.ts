import { expect, test } from 'vitest';
import { RESPONSE_CODES } from '#engine/wire/feed-codes.ts';
import { createPacketFields } from '#engine/wire/feed-packets.ts';
import type { PacketFields } from '#engine/wire/feed-packets.ts';
import { FIRST_SECURITY_ID, lttAt, openInterestOf, priceAt, STANDING } from './published-quotes.ts';
import { QuoteCheck } from './quote-check.ts';

const LEG = 17;

test('the snapshot and every turn behind it pass', () => {
  const check = new QuoteCheck([]);
  for (let turn = 0; turn <= 3; turn += 1) expect(check.take(quoteOf(turn))).toBeUndefined();
  expect(check.take(openInterest(openInterestOf(LEG)))).toBeUndefined();
  expect(check.packets).toBe(5);
  expect(check.lastPrices[LEG]).toBe(priceAt(LEG, 3));
});

test('a lost turn shows at the next quote', () => {
  const check = new QuoteCheck([]);
  check.take(quoteOf(0));
  expect(check.take(quoteOf(2))).toBe(
    `price in turn 1 of NSE_FNO:50017: expected ${priceAt(LEG, 1)}, was ${priceAt(LEG, 2)}`,
  );
});

test('the connections must agree on the time that a turn left', () => {
  const leftAtUs: number[] = [];
  new QuoteCheck(leftAtUs).take(quoteOf(0));
  expect(new QuoteCheck(leftAtUs).take({ ...quoteOf(0), volume: 7 })).toBe(
    'volume in turn 0 of NSE_FNO:50017: expected 1000, was 7',
  );
});

test.each([
  [{ ltt: 1 }, 'trade time in turn 0'],
  [{ lastQuantity: 1 }, 'last quantity'],
  [{ averagePrice: 1 }, 'average price'],
  [{ totalSellQuantity: 1 }, 'sell quantity'],
  [{ totalBuyQuantity: 1 }, 'buy quantity'],
  [{ open: 1 }, 'open'],
  [{ close: 1 }, 'close'],
  [{ high: 1 }, 'high'],
  [{ low: 1 }, 'low'],
  [{ code: RESPONSE_CODES.full }, 'packet code'],
  [{ exchangeSegmentCode: 1 }, 'header'],
  [{ securityId: FIRST_SECURITY_ID - 1 }, 'header'],
])('a packet with %j is wrong', (change, what) => {
  expect(new QuoteCheck([]).take({ ...quoteOf(0), ...change })).toMatch(new RegExp(`^${what}.*expected`));
});

test('open interest that was not published is wrong', () => {
  expect(new QuoteCheck([]).take(openInterest(1))).toMatch(/^open interest of NSE_FNO:50017: expected 1170/);
});

function quoteOf(turn: number): PacketFields {
  return {
    ...createPacketFields(),
    code: RESPONSE_CODES.quote,
    exchangeSegmentCode: 2,
    securityId: FIRST_SECURITY_ID + LEG,
    ltp: priceAt(LEG, turn),
    ltt: lttAt(turn),
    lastQuantity: STANDING.lastQuantity,
    averagePrice: STANDING.averagePrice,
    volume: 1000 + turn,
    totalSellQuantity: 1755,
    totalBuyQuantity: 1170,
    open: STANDING.open,
    close: STANDING.previousClose,
    high: STANDING.high,
    low: STANDING.low,
  };
}

function openInterest(oi: number): PacketFields {
  return { ...quoteOf(0), code: RESPONSE_CODES.oi, oi };
}
