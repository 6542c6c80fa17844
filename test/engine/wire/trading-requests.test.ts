import { expect, test } from 'vitest';
import { parsePlaceOrder } from '#engine/wire/order-bodies.ts';

const ORDER = {
  dhanClientId: '1000000001',
  transactionType: 'BUY',
  exchangeSegment: 'NSE_FNO',
  productType: 'INTRADAY',
  orderType: 'LIMIT',
  validity: 'DAY',
  securityId: '40000',
  quantity: 65,
  price: 190,
};

function parsed(changes: Readonly<Record<string, unknown>>, emptyTexts: 'accepted' | 'refused' = 'refused') {
  return parsePlaceOrder(JSON.stringify({ ...ORDER, ...changes }), emptyTexts);
}

test.each([
  [{ quantity: '65', price: '190.00', securityId: 40_000 }],
  [{ disclosedQuantity: null, boProfitValue: null, amoTime: null }],
  [{ afterMarketOrder: 'false', unknown: { nested: [] } }],
])('%j means the same', (changes) => {
  const plain = parsed({});
  expect(plain.ok).toBe(true);
  expect(parsed(changes)).toEqual(plain);
});

test.each([
  [{ quantity: undefined }],
  [{ quantity: null }],
  [{ quantity: 'many' }],
  [{ quantity: '1e3' }],
  [{ price: {} }],
  [{ price: 1e308 }],
  [{ quantity: -1e15 }],
  [{ orderType: 'limit' }],
  [{ securityId: '-1' }],
  [{ dhanClientId: 1_000_000_001 }],
  [{ afterMarketOrder: 'yes' }],
])('%j is refused', (changes) => {
  expect(parsed(changes).ok).toBe(false);
});

test('an empty text in an optional field is refused, or says nothing', () => {
  const empty = { correlationId: '', disclosedQuantity: '', amoTime: '' };
  expect(parsed(empty).ok).toBe(false);
  expect(parsed(empty, 'accepted')).toEqual(parsed({}));
});
