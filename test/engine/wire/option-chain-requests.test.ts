import { expect, test } from 'vitest';
import { parseExpiryListRequest, parseOptionChainRequest } from '#engine/wire/rest-bodies.ts';
import { WIRE_PROFILES } from '#engine/wire/wire-profile.ts';

const OBSERVED = WIRE_PROFILES.observed;
const NIFTY = { exchangeSegment: 'IDX_I', securityId: 13 };

test('reads a request and ignores the client id that an SDK adds', () => {
  const text =
    '{"UnderlyingScrip":13,"UnderlyingSeg":"IDX_I","Expiry":"2026-02-24","dhanClientId":"1000000001"}';
  expect(parseOptionChainRequest(text, OBSERVED)).toEqual({
    ok: true,
    value: { underlying: NIFTY, expiry: '2026-02-24' },
  });
  expect(parseExpiryListRequest(text, OBSERVED)).toEqual({ ok: true, value: { underlying: NIFTY } });
});

test('reads key names in any letter case', () => {
  const text = '{"underlyingScrip":13,"underlyingSeg":"IDX_I","expiry":"2026-02-24"}';
  expect(parseOptionChainRequest(text, OBSERVED)).toMatchObject({ ok: true });
});

test.each([
  ['no JSON', 'x', 814],
  ['no object', '[]', 814],
  ['no id', '{"UnderlyingSeg":"IDX_I","Expiry":"2026-02-24"}', 814],
  ['an id as a string', '{"UnderlyingScrip":"13","UnderlyingSeg":"IDX_I","Expiry":"2026-02-24"}', 814],
  ['an unknown segment', '{"UnderlyingScrip":13,"UnderlyingSeg":"I","Expiry":"2026-02-24"}', 813],
  ['no expiry', '{"UnderlyingScrip":13,"UnderlyingSeg":"IDX_I"}', 812],
  ['a date that is none', '{"UnderlyingScrip":13,"UnderlyingSeg":"IDX_I","Expiry":"24-02-2026"}', 812],
] as const)('refuses a chain request with %s with the code the exchange would use', (_, text, dataCode) => {
  expect(parseOptionChainRequest(text, OBSERVED)).toMatchObject({ ok: false, dataCode });
});

test('an expiry list request needs no expiry', () => {
  expect(parseExpiryListRequest('{"UnderlyingScrip":13,"UnderlyingSeg":"IDX_I"}', OBSERVED)).toMatchObject({
    ok: true,
  });
  expect(parseExpiryListRequest('{"UnderlyingScrip":13}', OBSERVED)).toMatchObject({
    ok: false,
    dataCode: 813,
  });
});

test('the names of the first original system are understood where the wire accepts them', () => {
  const text = '{"UnderlyingScrip":13626,"UnderlyingSeg":"I","ExpiryDate":"2026-02-24"}';
  expect(parseOptionChainRequest(text, OBSERVED)).toMatchObject({ ok: false, dataCode: 813 });
  expect(parseOptionChainRequest(text, WIRE_PROFILES['seed-compat'])).toEqual({
    ok: true,
    value: { underlying: NIFTY, expiry: '2026-02-24' },
  });
  const equity = '{"UnderlyingScrip":13626,"UnderlyingSeg":"NSE_EQ"}';
  expect(parseExpiryListRequest(equity, WIRE_PROFILES['seed-compat'])).toMatchObject({
    value: { underlying: { exchangeSegment: 'NSE_EQ', securityId: 13_626 } },
  });
});
