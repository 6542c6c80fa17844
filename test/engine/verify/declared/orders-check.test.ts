import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createHttpProbe } from '#engine/adapters/probes/http-probe.ts';
import { spokenCheck } from '#engine/verify/declared/declared-check.ts';
import { judgeOrders } from '#engine/verify/declared/orders-check.ts';
import type { OrdersDeclaration } from '#engine/verify/declared/orders-check.ts';
import { readSuite } from '#scenarios/suites/read-suite.ts';

const SUITE = `schemaVersion: 1
name: orders
checks:
  - id: reconciled
    orders:
      exchange: { url: 'http://exchange.test/v2/', headers: { access-token: t } }
      orders:
        url: http://backend.test/orders
        rows: $.orders[*]
        fields: { orderId: order.id, status: state, filledQuantity: filled }
      positions:
        url: http://backend.test/positions
        rows: $[*]
        fields: { securityId: id, netQuantity: net }
      statuses: { COMPLETE: TRADED }
`;

const order = (orderId: string, changes: object = {}) => ({
  orderId,
  orderStatus: 'TRADED',
  quantity: 130,
  filledQty: 130,
  remainingQuantity: 0,
  ...changes,
});
const trade = (exchangeTradeId: string, orderId: string, changes: object = {}) => ({
  exchangeTradeId,
  orderId,
  securityId: '40000',
  transactionType: 'BUY',
  tradedQuantity: 65,
  ...changes,
});
const position = (changes: object = {}) => ({
  securityId: '40000',
  netQty: 65,
  dayBuyQty: 130,
  daySellQty: 65,
  ...changes,
});

/** An account that bought two lots in two parts and sold one again, and a backend that knows it. */
const SOUND = {
  'exchange.test/v2/orders': [order('1'), order('2', { quantity: 65, filledQty: 65 })],
  'exchange.test/v2/trades': [trade('a', '1'), trade('b', '1'), trade('c', '2', { transactionType: 'SELL' })],
  'exchange.test/v2/positions': [position()],
  'backend.test/orders': {
    orders: [
      { order: { id: '1' }, state: 'COMPLETE', filled: 130 },
      { order: { id: '2' }, state: 'traded', filled: 65 },
    ],
  },
  'backend.test/positions': [{ id: 40_000, net: 65 }],
};

async function declared(text = SUITE) {
  const file = join(mkdtempSync(join(tmpdir(), 'preopen-orders-')), 'suite.yaml');
  writeFileSync(file, text);
  const { suite } = await readSuite(file, {});
  return suite.checks[0]!;
}

/** The judgement where these lists are answered in place of the sound ones; undefined: 500. */
async function judged(changes: Readonly<Record<string, unknown>> = {}, text?: string) {
  const answers: Readonly<Record<string, unknown>> = { ...SOUND, ...changes };
  const asked: string[] = [];
  const http = createHttpProbe(
    {
      async send({ url }) {
        const place = url.replace('http://', '');
        asked.push(place);
        const answer = answers[place];
        return { status: answer === undefined ? 500 : 200, headers: {}, body: JSON.stringify(answer ?? {}) };
      },
    },
    () => 0,
  );
  const { declaration } = await declared(text);
  return { ...(await judgeOrders(declaration as OrdersDeclaration, http)), asked };
}

test('a backend that knows what the exchange does passes, asked before the exchange is', async () => {
  const { status, observed, asked } = await judged();
  expect([status, observed]).toEqual(['pass', '2 orders, 3 trades, 1 position, all agreed upon']);
  expect(asked).toEqual([
    'backend.test/orders',
    'backend.test/positions',
    'exchange.test/v2/orders',
    'exchange.test/v2/trades',
    'exchange.test/v2/positions',
  ]);
});

test.for<[string, Readonly<Record<string, unknown>>, string]>([
  [
    'a fill that was counted twice',
    {
      'backend.test/orders': {
        orders: [
          { order: { id: '1' }, state: 'COMPLETE', filled: 260 },
          { order: { id: '2' }, state: 'TRADED', filled: 65 },
        ],
      },
      'backend.test/positions': [{ id: '40000', net: 195 }],
    },
    'order 1 has traded 260, at the exchange 130, position of 40000 is 195, at the exchange 65',
  ],
  [
    'an order it was never told of, and one that is none',
    {
      'backend.test/orders': {
        orders: [
          { order: { id: '1' }, state: 'COMPLETE', filled: 130 },
          { order: { id: '9' }, state: 'PENDING', filled: 0 },
        ],
      },
    },
    "order 2 (TRADED) is not known, order 9 is not in the exchange's book",
  ],
  [
    'a state of before',
    {
      'backend.test/orders': {
        orders: [
          { order: { id: '1' }, state: 'PENDING', filled: 130 },
          { order: { id: '2' }, state: 'TRADED', filled: 65 },
        ],
      },
    },
    'order 1 is PENDING, at the exchange TRADED',
  ],
  [
    'a row without its quantity',
    { 'backend.test/positions': [{ id: '40000' }] },
    'backend: a row of $[*] without net, which should tell netQuantity',
  ],
  ['a backend that fails', { 'backend.test/orders': undefined }, 'backend: HTTP 500'],
  [
    'an exchange that answers no list',
    { 'exchange.test/v2/trades': {} },
    'exchange: http://exchange.test/v2/trades: expected a list, was HTTP 200',
  ],
  [
    'an exchange whose trades are fewer than its fills',
    { 'exchange.test/v2/trades': [trade('a', '1'), trade('c', '2', { transactionType: 'SELL' })] },
    'exchange: order 1 has filled 130, its trades come to 65, exchange: position of 40000: 65 today, its trades come to 0',
  ],
  [
    'a trade that is told twice, of an order that is in no book',
    {
      'exchange.test/v2/trades': [
        ...SOUND['exchange.test/v2/trades'],
        trade('x', '7', { tradedQuantity: 0 }),
        trade('x', '7', { tradedQuantity: 0 }),
      ],
    },
    'exchange: trade x is told more than once, exchange: trades of order 7, which is not in the book',
  ],
  [
    'an order that is done and not whole',
    {
      'exchange.test/v2/orders': [order('1', { quantity: 195 }), order('2', { quantity: 65, filledQty: 65 })],
    },
    'exchange: order 1 is TRADED with 130 of 195 filled and 0 left',
  ],
])('%s fails', async ([_what, changes, observed]) => {
  const judgement = await judged(changes);
  expect(judgement.status).toBe('fail');
  expect(judgement.observed).toContain(observed);
  expect(judgement.status === 'fail' && judgement.remedy).toMatch(/^Compare the two: curl /);
});

test('without a backend the exchange is held to its own word', async () => {
  const alone = SUITE.slice(0, SUITE.indexOf('      orders:\n'));
  expect(await judged({}, alone)).toMatchObject({ status: 'pass' });
  expect(await judged({ 'exchange.test/v2/positions': [] }, alone)).toMatchObject({
    status: 'fail',
    observed: 'exchange: position of 40000: 0 today, its trades come to 65',
  });
  expect(spokenCheck(await declared(alone))).toBe(
    'orders: GET book, trades and positions of http://exchange.test/v2 that agree',
  );
});
