import { expect, test } from 'vitest';
import type { OptionInstrument } from '#engine/market/instrument.ts';
import { encodeOrderAlert } from '#engine/wire/order-alert.ts';
import { WIRE_PROFILES } from '#engine/wire/wire-profile.ts';
import { TOLD_ORDER } from '#test/support/told-order.ts';

/** The classic sample of Dhan's documents (order-update page, of 11 September 2024). Source: dhan-v2-wire 8. */
const SAMPLE =
  '{"Data":{"Exchange":"NSE","Segment":"E","Source":"P","SecurityId":"14366","ClientId":"1000000001","ExchOrderNo":"1400000000404591","OrderNo":"1124091136546","Product":"C","TxnType":"B","OrderType":"LMT","Validity":"DAY","DiscQuantity":1,"DiscQtyRem":1,"RemainingQuantity":1,"Quantity":1,"TradedQty":0,"Price":13,"TriggerPrice":0,"TradedPrice":0,"AvgTradedPrice":0,"AlgoOrdNo":"","OffMktFlag":"0","OrderDateTime":"2024-09-11 14:39:29","ExchOrderTime":"2024-09-11 14:39:29","LastUpdatedTime":"2024-09-11 14:39:29","Remarks":"NR","MktType":"NL","ReasonDescription":"CONFIRMED","LegNo":1,"Instrument":"EQUITY","Symbol":"IDEA","ProductName":"CNC","Status":"Cancelled","LotSize":1,"StrikePrice":0,"ExpiryDate":"0001-01-01 00:00:00","OptType":"XX","DisplayName":"Vodafone Idea","Isin":"INE669E01016","Series":"EQ","GoodTillDaysDate":"2024-09-11","RefLtp":13.21,"TickSize":0.01,"AlgoId":"0","Multiplier":1,"CorrelationId":"","series":"EQ","goodTillDaysDate":"2024-09-11","instrumentType":"EQ","refLtp":13.21,"tickSize":0.01,"algoId":"0","multiplier":1},"Type":"order_alert"}';

/** The kind of every value, by its key, in order. */
function shapeOf(text: string) {
  const { Data, Type } = JSON.parse(text) as { Data: Record<string, unknown>; Type: string };
  return [Object.entries(Data).map(([key, value]) => [key, typeof value]), Type];
}

test('an alert has the keys of the classic sample in their order, and kinds of value alike', () => {
  expect(shapeOf(encodeOrderAlert(TOLD_ORDER, WIRE_PROFILES.observed))).toEqual(shapeOf(SAMPLE));
  expect(JSON.parse(encodeOrderAlert(TOLD_ORDER, WIRE_PROFILES.observed))).toMatchObject({
    Data: {
      Segment: 'D',
      Product: 'I',
      TxnType: 'S',
      OrderType: 'SL',
      LegNo: 2,
      DiscQtyRem: 0,
      Symbol: 'NIFTY-Feb2026-25000-CE',
      DisplayName: 'NIFTY 10 FEB 25000 CALL',
      ExpiryDate: '2026-02-10 14:30:00',
      LastUpdatedTime: '2026-02-04 09:20:01',
      Status: 'CANCELLED',
      refLtp: 13.21,
      instrumentType: 'OP',
    },
  });
});

test('an order of a future has neither strike nor right', () => {
  const { strike: _strike, optionType: _right, ...contract } = TOLD_ORDER.instrument as OptionInstrument;
  const instrument = { ...contract, kind: 'future', expiry: '2026-02-24', tickSize: 0.1 } as const;
  const text = encodeOrderAlert({ ...TOLD_ORDER, instrument }, WIRE_PROFILES.observed);
  expect(shapeOf(text)).toEqual(shapeOf(SAMPLE));
  expect(JSON.parse(text)).toMatchObject({
    Data: {
      Instrument: 'FUTIDX',
      Symbol: 'NIFTY-Feb2026-FUT',
      DisplayName: 'NIFTY FEB FUT',
      StrikePrice: 0,
      OptType: 'XX',
      ExpiryDate: '2026-02-24 14:30:00',
      TickSize: 0.1,
      instrumentType: 'FUT',
    },
  });
});

test('the wire decides casing of the status and the twins', () => {
  const wire = {
    ...WIRE_PROFILES.observed,
    orderStatusCase: 'title',
    orderAlertKeys: 'pascal-case',
  } as const;
  const { Data } = JSON.parse(encodeOrderAlert({ ...TOLD_ORDER, status: 'PART_TRADED' }, wire)) as {
    Data: Record<string, unknown>;
  };
  expect(Data['Status']).toBe('Part_traded');
  expect(Object.keys(Data).filter((key) => /^[a-z]/.test(key))).toEqual([]);
  expect(Object.keys(Data)).toHaveLength(46);
});

test('an order that the exchange has not acknowledged has no time there', () => {
  const waiting = { ...TOLD_ORDER, status: 'TRANSIT', exchangeOrderId: '0', exchangeAtMs: undefined };
  expect(JSON.parse(encodeOrderAlert(waiting, WIRE_PROFILES.observed))).toMatchObject({
    Data: { ExchOrderNo: '0', ExchOrderTime: '0001-01-01 00:00:00', OrderDateTime: '2026-02-04 09:20:00' },
  });
});
