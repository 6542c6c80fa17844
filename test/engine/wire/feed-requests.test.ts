import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { InstrumentKey } from '#engine/ports.ts';
import {
  encodeDisconnect,
  encodeSubscribe,
  encodeUnsubscribe,
  parseDepthRequest,
  parseFeedRequest,
} from '#engine/wire/feed-requests.ts';
import { WIRE_PROFILES } from '#engine/wire/wire-profile.ts';

const heard = (text: string) => parseFeedRequest(text, WIRE_PROFILES.observed);
const heardOnDepth = (text: string) => parseDepthRequest(text, WIRE_PROFILES.observed);

const NIFTY: InstrumentKey = { exchangeSegment: 'IDX_I', securityId: 13 };

test('writes a subscription as the exchange documents it, the id as a string', () => {
  expect(encodeSubscribe('ticker', [NIFTY])).toEqual([
    '{"RequestCode":15,"InstrumentCount":1,"InstrumentList":[{"ExchangeSegment":"IDX_I","SecurityId":"13"}]}',
  ]);
});

test.each(['ticker', 'quote', 'full'] as const)('reads back what it wrote in %s mode', (mode) => {
  const [subscribe = ''] = encodeSubscribe(mode, [NIFTY]);
  const [unsubscribe = ''] = encodeUnsubscribe(mode, [NIFTY]);
  expect(heard(subscribe)).toEqual({ kind: 'subscribe', mode, instruments: [NIFTY], surplus: 0, ignored: 0 });
  expect(heard(unsubscribe)).toEqual({
    kind: 'unsubscribe',
    mode,
    instruments: [NIFTY],
    surplus: 0,
    ignored: 0,
  });
});

test('splits 250 instruments into messages of 100, 100 and 50', () => {
  const messages = encodeSubscribe('full', manyInstruments(250));
  const read = messages.map(heard);
  expect(read.map((request) => request?.kind === 'subscribe' && request.instruments.length)).toEqual([
    100, 100, 50,
  ]);
  expect(read.flatMap((request) => (request?.kind === 'subscribe' ? request.instruments : []))).toEqual(
    manyInstruments(250),
  );
});

test('no instrument needs no message', () => {
  expect(encodeSubscribe('ticker', [])).toEqual([]);
});

test('cuts a message at 100 instruments and counts the surplus', () => {
  const text = message(17, listed(manyInstruments(130)));
  expect(heard(text)).toEqual({
    kind: 'subscribe',
    mode: 'quote',
    instruments: manyInstruments(100),
    surplus: 30,
    ignored: 0,
  });
});

test('leaves out and counts what the exchange does not answer: number ids, unknown segments, malformed entries', () => {
  const list = [
    { ExchangeSegment: 'IDX_I', SecurityId: 13 },
    { ExchangeSegment: 'NYSE', SecurityId: '13' },
    { ExchangeSegment: 'IDX_I', SecurityId: 'abc' },
    { ExchangeSegment: 'IDX_I' },
    null,
    { ExchangeSegment: 'IDX_I', SecurityId: '25', Extra: true },
  ];
  expect(heard(message(15, list))).toMatchObject({
    instruments: [{ exchangeSegment: 'IDX_I', securityId: 25 }],
    surplus: 0,
    ignored: 5,
  });
});

test('reads the disconnect request', () => {
  expect(heard(encodeDisconnect())).toEqual({ kind: 'disconnect' });
});

test.each(['', 'hello', '5', '[]', '{}', '{"RequestCode":"15"}', '{"RequestCode":15}', message(99, [])])(
  'does not understand %s',
  (text) => {
    expect(heard(text)).toBeUndefined();
  },
);

test.each([
  [23, 'subscribe'],
  [24, 'unsubscribe'],
  [25, 'unsubscribe'],
] as const)('reads depth request %i as %s, of a list or of one instrument beside the code', (code, kind) => {
  const instruments = [{ exchangeSegment: 'NSE_EQ', securityId: 1333 }];
  const list = message(code, [{ ExchangeSegment: 'NSE_EQ', SecurityId: '1333' }]);
  const flat = JSON.stringify({ RequestCode: code, ExchangeSegment: 'NSE_EQ', SecurityId: '1333' });
  expect([list, flat].map(heardOnDepth)).toEqual([
    { kind, instruments },
    { kind, instruments },
  ]);
});

test('a depth request ends with code 12, and its instruments are as strictly read as the live feed’s', () => {
  expect(heardOnDepth('{"RequestCode":12}')).toEqual({ kind: 'disconnect' });
  expect(heardOnDepth('{"RequestCode":23,"ExchangeSegment":"NSE_EQ","SecurityId":1333}')).toMatchObject({
    instruments: [],
  });
  expect(heardOnDepth(message(23, listed(manyInstruments(130))))).toMatchObject({
    instruments: manyInstruments(100),
  });
});

test.each(['', '5', '[]', '{}', message(15, []), message(26, []), '{"RequestCode":23,"InstrumentList":{}}'])(
  'a depth feed does not understand %s',
  (text) => {
    expect(heardOnDepth(text)).toBeUndefined();
  },
);

test('whatever a depth client sends is read without a crash and names at most 100 sound instruments', () => {
  const entry = fc.record(
    {
      ExchangeSegment: fc.oneof(fc.constantFrom('NSE_EQ', 'NSE_FNO'), fc.jsonValue()),
      SecurityId: fc.oneof(fc.nat().map(String), fc.jsonValue()),
    },
    { requiredKeys: [] },
  );
  const request = fc.record(
    {
      RequestCode: fc.oneof(fc.constantFrom(12, 23, 24, 25), fc.jsonValue()),
      InstrumentList: fc.oneof(fc.array(entry, { maxLength: 3 }), fc.jsonValue()),
    },
    { requiredKeys: [] },
  );
  const anything = fc.oneof(
    fc.string(),
    fc.json(),
    request.map((value) => JSON.stringify(value)),
  );
  fc.assert(
    fc.property(anything, (text) => {
      const read = heardOnDepth(text);
      const instruments = read && read.kind !== 'disconnect' ? read.instruments : [];
      expect(instruments.length).toBeLessThanOrEqual(100);
      expect(instruments.every(({ securityId }) => Number.isSafeInteger(securityId))).toBe(true);
    }),
    { numRuns: 10_000, seed: 1 },
  );
});

function manyInstruments(count: number): InstrumentKey[] {
  return Array.from({ length: count }, (_, index) => ({
    exchangeSegment: 'NSE_FNO',
    securityId: 40_000 + index,
  }));
}

function listed(instruments: readonly InstrumentKey[]): unknown[] {
  return instruments.map((key) => ({
    ExchangeSegment: key.exchangeSegment,
    SecurityId: String(key.securityId),
  }));
}

function message(requestCode: number, instrumentList: readonly unknown[]): string {
  return JSON.stringify({
    RequestCode: requestCode,
    InstrumentCount: instrumentList.length,
    InstrumentList: instrumentList,
  });
}
