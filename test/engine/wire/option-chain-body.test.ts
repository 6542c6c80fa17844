import { expect, test } from 'vitest';
import { WireEncodeError } from '#engine/errors.ts';
import { parseExpiryList, parseOptionChain, renderOptionChain } from '#engine/wire/rest-bodies.ts';
import type { OptionLegBody } from '#engine/wire/rest-bodies.ts';
import { jsonKinds } from '#engine/wire/json-kinds.ts';

const CALL: OptionLegBody = {
  average_price: 146.99,
  greeks: { delta: 0.53871, theta: -15.1539, gamma: 0.00132, vega: 12.18593 },
  implied_volatility: 9.789193798280868,
  last_price: 134,
  oi: 3786445,
  previous_close_price: 244.85,
  previous_oi: 402220,
  previous_volume: 31931705,
  security_id: 42528,
  top_ask_price: 134,
  top_ask_quantity: 1365,
  top_bid_price: 133.55,
  top_bid_quantity: 1625,
  volume: 117567970,
};

test('a rendered chain reads back as the snapshot the engine keeps', () => {
  const text = renderOptionChain({
    last_price: 25642.8,
    strikes: [{ strike: 25650, ce: CALL, pe: undefined }],
  });
  expect(parseOptionChain(text)).toEqual({
    ok: true,
    value: {
      spot: 25642.8,
      strikes: [
        {
          strike: 25650,
          ce: {
            securityId: 42528,
            ltp: 134,
            bid: 133.55,
            ask: 134,
            volume: 117567970,
            oi: 3786445,
            previousClose: 244.85,
            impliedVolatility: 9.789193798280868,
          },
          pe: undefined,
        },
      ],
    },
  });
});

test('keys, their order and number kinds are those of the documented sample of 2026', () => {
  const text = renderOptionChain({
    last_price: 25642.8,
    strikes: [{ strike: 25650, ce: CALL, pe: undefined }],
  });
  const leg = '/data/oc/25650.000000/ce';
  expect(jsonKinds(text).filter((line) => line.startsWith(`${leg}/`))).toEqual([
    `${leg}/average_price decimal`,
    `${leg}/greeks object`,
    `${leg}/greeks/delta decimal`,
    `${leg}/greeks/theta decimal`,
    `${leg}/greeks/gamma decimal`,
    `${leg}/greeks/vega decimal`,
    `${leg}/implied_volatility decimal`,
    `${leg}/last_price integer`,
    `${leg}/oi integer`,
    `${leg}/previous_close_price decimal`,
    `${leg}/previous_oi integer`,
    `${leg}/previous_volume integer`,
    `${leg}/security_id integer`,
    `${leg}/top_ask_price integer`,
    `${leg}/top_ask_quantity integer`,
    `${leg}/top_bid_price decimal`,
    `${leg}/top_bid_quantity integer`,
    `${leg}/volume integer`,
  ]);
});

test('strikes ascend by value across a change of digits', () => {
  const strikes = [100_000, 99_900, 100_100].map((strike) => ({ strike, ce: CALL, pe: CALL }));
  const text = renderOptionChain({ last_price: 1, strikes });
  expect(text.match(/"\d+\.000000"/g)).toEqual(['"99900.000000"', '"100000.000000"', '"100100.000000"']);
});

test('a widened 32-bit index value is snapped to the paisa', () => {
  const text = '{"data":{"last_price":22952.94921875,"oc":{}},"status":"success"}';
  expect(parseOptionChain(text)).toEqual({ ok: true, value: { spot: 22952.95, strikes: [] } });
});

test('a null leg and a missing leg are undefined', () => {
  const text = '{"data":{"last_price":1,"oc":{"100.000000":{"ce":null}}}}';
  expect(parseOptionChain(text)).toMatchObject({
    value: { strikes: [{ strike: 100, ce: undefined, pe: undefined }] },
  });
});

test.each([
  ['<html>502</html>', 'expected JSON'],
  ['', 'expected JSON'],
  ['[]', 'the whole body'],
  ['{"data":{"805":"Too many requests"},"status":"failed"}', 'data.last_price'],
  ['{"data":{"last_price":"1","oc":{}}}', 'data.last_price'],
  ['{"data":{"last_price":1,"oc":{"x":{}}}}', 'data.oc'],
  ['{"data":{"last_price":1,"oc":{"100.000000":{"ce":{}}}}}', 'data.oc.100.000000.ce'],
])('refuses %s and says where', (text, where) => {
  expect(parseOptionChain(text)).toMatchObject({ ok: false, error: expect.stringContaining(where) });
});

test('refuses to render a number that JSON has not', () => {
  const strikes = [{ strike: 100, ce: { ...CALL, oi: Number.NaN }, pe: undefined }];
  expect(() => renderOptionChain({ last_price: 1, strikes })).toThrow(WireEncodeError);
});

test('an expiry list comes nearest first, whatever the order sent', () => {
  expect(parseExpiryList('{"data":["2026-03-03","2026-02-24"],"status":"success"}')).toEqual({
    ok: true,
    value: ['2026-02-24', '2026-03-03'],
  });
});

test('an expiry list with a date that is none is refused', () => {
  expect(parseExpiryList('{"data":["2026-02-31"]}')).toMatchObject({
    ok: false,
    error: expect.stringContaining('data.0'),
  });
});
