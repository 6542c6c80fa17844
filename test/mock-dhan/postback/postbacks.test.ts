import { expect, test } from 'vitest';
import type { HttpRequest, HttpTransport } from '#engine/ports.ts';
import { POSTBACKS_WAITING_MAX } from '#mock-dhan/postback/postbacks.ts';
import { orderOf } from '#test/support/order-floor.ts';
import { createSmallExchange } from '#test/support/small-world.ts';

const ME = '1100000001';
const OTHER = '1100000002';
const WEBHOOK = 'http://127.0.0.1:9/orders';
const ACCOUNTS = [
  { clientId: ME, token: 'valid', dataPlan: 'Active', postbackUrl: WEBHOOK },
  { clientId: OTHER, token: 'valid', dataPlan: 'Active' },
] as const;

/** A webhook that answers when the test lets it. */
class Receiver implements HttpTransport {
  readonly requests: HttpRequest[] = [];
  readonly #answers: ((status: number | 'nothing') => void)[] = [];

  async send(request: HttpRequest) {
    this.requests.push(request);
    const status = await new Promise<number | 'nothing'>((resolve) => this.#answers.push(resolve));
    if (status === 'nothing') throw new Error('no answer');
    return { status, headers: {}, body: '' };
  }

  async answer(status: number | 'nothing'): Promise<void> {
    this.#answers.shift()?.(status);
    await new Promise((resolve) => setImmediate(resolve));
  }

  statuses(): string[] {
    return this.requests.map(({ body }) => (JSON.parse(body ?? '') as { orderStatus: string }).orderStatus);
  }
}

function posting(options: Parameters<typeof createSmallExchange>[0] & { readonly url?: string } = {}) {
  const receiver = new Receiver();
  const small = createSmallExchange({
    accounts: ACCOUNTS,
    ...options,
    postbacks: { http: receiver, url: options.url },
  });
  const place = (changes: Parameters<typeof orderOf>[0] = {}) => {
    const placed = small.exchange.trading.orders.place(orderOf({ clientId: ME, price: 200.05, ...changes }));
    if (!placed.ok) throw new Error(placed.refusal.errorMessage);
    small.clock.advanceTo(small.clock.nowMs() + 1000);
    return placed.value;
  };
  const journal = () =>
    small.exchange.journal.after(0, new Set(['postback'] as const)).map(({ event }) => event);
  return { ...small, receiver, place, journal };
}

test('every change is posted in its order, one after the other, and the exchange waits for none', async () => {
  const { receiver, place, journal } = posting();
  const order = place({ correlationId: 'mine' });
  expect(order.status).toBe('TRADED');
  expect(receiver.statuses()).toEqual(['TRANSIT']);
  for (const status of [200, 500, 'nothing'] as const) await receiver.answer(status);
  expect(receiver.statuses()).toEqual(['TRANSIT', 'PENDING', 'TRADED']);
  expect(receiver.requests[2]).toMatchObject({
    method: 'POST',
    url: WEBHOOK,
    headers: { 'content-type': 'application/json' },
  });
  const { orderId } = order;
  expect(journal()).toMatchObject([
    { clientId: ME, orderId, orderStatus: 'TRANSIT', outcome: 'answered', status: 200 },
    { clientId: ME, orderId, orderStatus: 'PENDING', outcome: 'answered', status: 500 },
    { clientId: ME, orderId, orderStatus: 'TRADED', outcome: 'no-answer', status: null },
  ]);
});

test('an account without a webhook posts nothing, unless every account is given one', () => {
  const own = posting();
  own.place({ clientId: OTHER });
  expect(own.receiver.requests).toEqual([]);
  const given = posting({ url: 'http://127.0.0.1:10/all' });
  given.place({ clientId: OTHER });
  expect(given.receiver.requests[0]?.url).toBe('http://127.0.0.1:10/all');
});

test('a webhook belongs to the SELF token that an order was made with, whatever token comes later', async () => {
  const { exchange, clock, receiver, place } = posting();
  const { accounts } = exchange;
  const [claims = ''] = [accounts.find(ME)!.accessToken.split('.')[1]];
  expect(JSON.parse(Buffer.from(claims, 'base64url').toString())).toMatchObject({ webhookUrl: WEBHOOK });
  const order = place({ price: 90 });
  const renew = (consumer: 'SELF' | 'APP', partnerId: string): void =>
    accounts.renewToken(accounts.find(ME)!, { consumer, partnerId, nowMs: clock.nowMs() });
  renew('APP', 'an-app');
  place({ price: 91 });
  for (let count = 0; count < 4; count += 1) await receiver.answer(200);
  expect(receiver.statuses()).toEqual(['TRANSIT', 'PENDING']);
  exchange.trading.orders.cancel(ME, order.orderId);
  await receiver.answer(200);
  expect(receiver.statuses()).toEqual(['TRANSIT', 'PENDING', 'CANCELLED']);
  renew('SELF', '');
  place({ price: 92 });
  expect(receiver.statuses().at(-1)).toBe('TRANSIT');
});

test('alerts post back as they are read, before the orders that they place', async () => {
  const { exchange, world, clock, receiver } = posting();
  exchange.trading.alerts.create({
    clientId: ME,
    condition: {
      exchangeSegment: 'IDX_I',
      securityId: 13,
      comparisonType: 'PRICE_WITH_VALUE',
      operator: 'GREATER_THAN',
      comparingValue: 25_100,
      frequency: 'ONCE',
    },
    orders: [orderOf({ price: 200.05 })],
  });
  world.board.trade(world.universe.underlyingIndex('NIFTY'), 25_200, clock.nowMs());
  clock.advanceTo(clock.nowMs() + 1000);
  for (let count = 0; count < 6; count += 1) await receiver.answer(200);
  const bodies = receiver.requests.map(({ body }) => JSON.parse(body ?? '') as Record<string, unknown>);
  expect(bodies.map(({ alertStatus, orderStatus }) => alertStatus ?? orderStatus)).toEqual([
    'ACTIVE',
    'TRIGGERED',
    'TRANSIT',
    'PENDING',
    'TRADED',
  ]);
  expect(bodies[1]).toMatchObject({ alertId: bodies[0]!['alertId'], lastPrice: '25200.00' });
});

test('what waits for a receiver that never answers is bounded, and what is dropped is told', () => {
  const { receiver, place, journal } = posting();
  const orders = 400;
  for (let count = 0; count < orders; count += 1) place({ price: 90, validity: 'IOC' });
  expect(receiver.requests).toHaveLength(1);
  const dropped = journal();
  expect(dropped).toHaveLength(3 * orders - 1 - POSTBACKS_WAITING_MAX);
  expect(dropped[0]).toMatchObject({ clientId: ME, outcome: 'dropped', status: null });
});

test('a drill withholds a postback, and strikes nothing where there is no webhook', async () => {
  const faults = [{ id: 'unposted', kind: 'missing-postback', probability: 1, times: 1 }] as const;
  const { exchange, receiver, place } = posting({ faults });
  place({ clientId: OTHER });
  expect(exchange.faults.states()[0]?.strikes).toBe(0);
  place();
  await receiver.answer(200);
  expect(receiver.statuses()).toEqual(['PENDING', 'TRADED']);
  expect(exchange.faults.states()[0]?.strikes).toBe(1);
});

test('nothing is posted any more once the exchange is closed', async () => {
  const { exchange, receiver, place } = posting();
  place();
  exchange.close();
  await receiver.answer(200);
  expect(receiver.requests).toHaveLength(1);
});
