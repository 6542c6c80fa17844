import { expect, test } from 'vitest';
import {
  parseMarketFeedLtp,
  parseMarketFeedRequest,
  renderMarketFeedLtp,
  renderMarketFeedOhlc,
} from '#engine/wire/rest-bodies.ts';

test('reads ids by segment and ignores unknown keys, whatever they hold', () => {
  const text =
    '{"NSE_FNO":[49081,49082],"IDX_I":[13],"nSEFno":[1],"instruments":["NSE:INFY"],"dhanClientId":"1"}';
  expect(parseMarketFeedRequest(text)).toEqual({
    ok: true,
    value: new Map([
      ['IDX_I', [13]],
      ['NSE_FNO', [49081, 49082]],
    ]),
  });
});

test.each(['{"NSE_EQ":["11536"]}', '{"NSE_EQ":[1.5]}', '{"NSE_EQ":11536}', '[]', 'x', ''])(
  'refuses %s with 814',
  (text) => {
    expect(parseMarketFeedRequest(text)).toMatchObject({ ok: false, dataCode: 814 });
  },
);

test('takes 1000 instruments and refuses 1001 with 804', () => {
  expect(parseMarketFeedRequest(requestOf(1000))).toMatchObject({ ok: true });
  expect(parseMarketFeedRequest(requestOf(1001))).toMatchObject({
    ok: false,
    dataCode: 804,
    error: expect.stringContaining('at most 1000 instruments, was 1001'),
  });
});

test('an asked segment without data stays, empty', () => {
  expect(renderMarketFeedLtp(new Map([['NSE_FNO', new Map()]]))).toBe(
    '{"data":{"NSE_FNO":{}},"status":"success"}',
  );
});

test('segments and ids are written in the order of their text', () => {
  const ltp = { last_price: 1 };
  const body = new Map([
    ['NSE_EQ', new Map([[1333, ltp]])] as const,
    ['IDX_I', new Map([13, 442, 25].map((id) => [id, ltp] as const))] as const,
  ]);
  expect(renderMarketFeedLtp(body)).toBe(
    '{"data":{"IDX_I":{"13":{"last_price":1},"25":{"last_price":1},"442":{"last_price":1}},"NSE_EQ":{"1333":{"last_price":1}}},"status":"success"}',
  );
});

test('writes the documented order of open, close, high and low', () => {
  const ohlc = { low: 4500, high: 4530, open: 4521.45, close: 4507.85 };
  const body = new Map([['NSE_EQ', new Map([[11536, { last_price: 4525.55, ohlc }]])] as const]);
  expect(renderMarketFeedOhlc(body)).toBe(
    '{"data":{"NSE_EQ":{"11536":{"last_price":4525.55,"ohlc":{"open":4521.45,"close":4507.85,"high":4530,"low":4500}}}},"status":"success"}',
  );
});

test('a body without quotes is refused by name', () => {
  expect(parseMarketFeedLtp('{"data":{"NSE_EQ":{"1":{}}}}')).toMatchObject({
    ok: false,
    error: expect.stringContaining('data.NSE_EQ.1.last_price'),
  });
});

function requestOf(count: number): string {
  return JSON.stringify({ NSE_FNO: Array.from({ length: count - 1 }, (_, id) => id), IDX_I: [13] });
}
