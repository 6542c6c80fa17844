import { expect, test } from 'vitest';
import type { OptionInstrument } from '#engine/market/instrument.ts';
import { renderPostback } from '#engine/wire/postback-body.ts';
import { readJavaJson } from '#test/support/read-java-json.ts';
import { TOLD_ORDER } from '#test/support/told-order.ts';

/** The sample of Dhan's documents (postback page). Source: dhan-v2-wire 9. */
const SAMPLE =
  '{"dhanClientId":"1000000003","orderId":"112111182198","correlationId":"123abc678","orderStatus":"PENDING","transactionType":"BUY","exchangeSegment":"NSE_EQ","productType":"INTRADAY","orderType":"MARKET","validity":"DAY","tradingSymbol":"","securityId":"11536","quantity":5,"disclosedQuantity":0,"price":0.0,"triggerPrice":0.0,"afterMarketOrder":false,"boProfitValue":0.0,"boStopLossValue":0.0,"legName":null,"createTime":"2021-11-24 13:33:03","updateTime":"2021-11-24 13:33:03","exchangeTime":"2021-11-24 13:33:03","drvExpiryDate":null,"drvOptionType":null,"drvStrikePrice":0.0,"omsErrorCode":null,"omsErrorDescription":null,"filled_qty":1,"algoId":null}';

/** Keys in their order, and whether a number is a double. */
function shapeOf(text: string): string[] {
  return Object.entries(readJavaJson(text) ?? {}).map(
    ([key, value]) =>
      `${key}: ${typeof value === 'number' ? 'integer' : isDouble(value) ? 'double' : 'other'}`,
  );
}

function isDouble(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'kind' in value;
}

test('that of a future has neither strike nor right', () => {
  const { strike: _strike, optionType: _right, ...contract } = TOLD_ORDER.instrument as OptionInstrument;
  const text = renderPostback({ ...TOLD_ORDER, instrument: { ...contract, kind: 'future' } });
  expect(shapeOf(text)).toEqual(shapeOf(SAMPLE));
  expect(JSON.parse(text)).toMatchObject({
    tradingSymbol: 'NIFTY-Feb2026-FUT',
    drvExpiryDate: '2026-02-10',
    drvOptionType: 'NA',
    drvStrikePrice: 0,
  });
});

test('a postback has the keys of the sample in their order, and its kinds of number', () => {
  expect(shapeOf(renderPostback(TOLD_ORDER))).toEqual(shapeOf(SAMPLE));
  expect(JSON.parse(renderPostback(TOLD_ORDER))).toMatchObject({
    correlationId: null,
    orderStatus: 'CANCELLED',
    tradingSymbol: 'NIFTY-Feb2026-25000-CE',
    drvExpiryDate: '2026-02-10',
    drvOptionType: 'CALL',
    drvStrikePrice: 25_000,
    legName: 'STOP_LOSS_LEG',
    filled_qty: 65,
  });
});
