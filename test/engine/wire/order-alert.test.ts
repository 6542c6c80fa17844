import { expect, test } from 'vitest';
import { istToEpochMs } from '#engine/market/ist-time.ts';
import { encodeOrderAlert } from '#engine/wire/order-alert.ts';
import type { ToldOrder } from '#engine/wire/told-order.ts';
import { WIRE_PROFILES } from '#engine/wire/wire-profile.ts';

/** The classic sample of Dhan's documents (order-update page, of 11 September 2024). Source: dhan-v2-wire 8. */
const SAMPLE =
  '{"Data":{"Exchange":"NSE","Segment":"E","Source":"P","SecurityId":"14366","ClientId":"1000000001","ExchOrderNo":"1400000000404591","OrderNo":"1124091136546","Product":"C","TxnType":"B","OrderType":"LMT","Validity":"DAY","DiscQuantity":1,"DiscQtyRem":1,"RemainingQuantity":1,"Quantity":1,"TradedQty":0,"Price":13,"TriggerPrice":0,"TradedPrice":0,"AvgTradedPrice":0,"AlgoOrdNo":"","OffMktFlag":"0","OrderDateTime":"2024-09-11 14:39:29","ExchOrderTime":"2024-09-11 14:39:29","LastUpdatedTime":"2024-09-11 14:39:29","Remarks":"NR","MktType":"NL","ReasonDescription":"CONFIRMED","LegNo":1,"Instrument":"EQUITY","Symbol":"IDEA","ProductName":"CNC","Status":"Cancelled","LotSize":1,"StrikePrice":0,"ExpiryDate":"0001-01-01 00:00:00","OptType":"XX","DisplayName":"Vodafone Idea","Isin":"INE669E01016","Series":"EQ","GoodTillDaysDate":"2024-09-11","RefLtp":13.21,"TickSize":0.01,"AlgoId":"0","Multiplier":1,"CorrelationId":"","series":"EQ","goodTillDaysDate":"2024-09-11","instrumentType":"EQ","refLtp":13.21,"tickSize":0.01,"algoId":"0","multiplier":1},"Type":"order_alert"}';

const AT_MS = istToEpochMs('2026-02-04', '09:20:00');

const ORDER: ToldOrder = {
  clientId: '1000000001',
  orderId: '112602041001',
  exchangeOrderId: '1100000000404591',
  entryOrderId: undefined,
  correlationId: undefined,
  exchange: 'NSE',
  instrument: {
    kind: 'option',
    securityId: 40_000,
    exchangeSegment: 'NSE_FNO',
    underlying: 'NIFTY',
    expiry: '2026-02-10',
    strike: 25_000,
    optionType: 'CE',
    lotSize: 65,
    tickSize: 0.05,
  },
  status: 'CANCELLED',
  transactionType: 'SELL',
  productType: 'INTRADAY',
  orderType: 'STOP_LOSS',
  validity: 'DAY',
  quantity: 130,
  disclosedQuantity: 65,
  remainingQuantity: 0,
  filledQuantity: 65,
  price: 13,
  triggerPrice: 13.5,
  lastTradedPrice: 13.05,
  averageTradedPrice: 13.05,
  referencePrice: 13.21,
  afterMarketOrder: false,
  boProfitValue: 0,
  boStopLossValue: 0,
  legName: 'STOP_LOSS_LEG',
  omsErrorCode: '0',
  omsErrorDescription: 'CONFIRMED',
  createdAtMs: AT_MS,
  updatedAtMs: AT_MS + 1000,
  exchangeAtMs: AT_MS,
};

/** The kind of every value, by its key, in order. */
function shapeOf(text: string) {
  const { Data, Type } = JSON.parse(text) as { Data: Record<string, unknown>; Type: string };
  return [Object.entries(Data).map(([key, value]) => [key, typeof value]), Type];
}

test('an alert has the keys of the classic sample in their order, and kinds of value alike', () => {
  expect(shapeOf(encodeOrderAlert(ORDER, WIRE_PROFILES.observed))).toEqual(shapeOf(SAMPLE));
  expect(JSON.parse(encodeOrderAlert(ORDER, WIRE_PROFILES.observed))).toMatchObject({
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

test('the wire decides casing of the status and the twins', () => {
  const wire = {
    ...WIRE_PROFILES.observed,
    orderStatusCase: 'title',
    orderAlertKeys: 'pascal-case',
  } as const;
  const { Data } = JSON.parse(encodeOrderAlert({ ...ORDER, status: 'PART_TRADED' }, wire)) as {
    Data: Record<string, unknown>;
  };
  expect(Data['Status']).toBe('Part_traded');
  expect(Object.keys(Data).filter((key) => /^[a-z]/.test(key))).toEqual([]);
  expect(Object.keys(Data)).toHaveLength(46);
});

test('an order that the exchange has not acknowledged has no time there', () => {
  const waiting = { ...ORDER, status: 'TRANSIT', exchangeOrderId: '0', exchangeAtMs: undefined };
  expect(JSON.parse(encodeOrderAlert(waiting, WIRE_PROFILES.observed))).toMatchObject({
    Data: { ExchOrderNo: '0', ExchOrderTime: '0001-01-01 00:00:00', OrderDateTime: '2026-02-04 09:20:00' },
  });
});
