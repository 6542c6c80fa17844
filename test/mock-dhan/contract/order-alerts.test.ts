/** What clients of the order-update socket are told of their orders, in memory and on sockets alike. */
import { expect, test } from 'vitest';
import type { OrderFault } from '#engine/faults/order-fault.ts';
import { TEST_PARTNER } from '#mock-dhan/world/consenting-parties.ts';
import type { OrderRequest } from '#mock-dhan/world/orders/order.ts';
import { FeedListener, MOUNTS, openedPerTest } from '#test/support/mounted-exchange.ts';
import type { MountedExchange } from '#test/support/mounted-exchange.ts';
import { LOT, orderOf } from '#test/support/order-floor.ts';
import { SinkLog } from '#test/support/sink-log.ts';
import { createSmallExchange } from '#test/support/small-world.ts';

const opened = openedPerTest();
const ME = '1100000001';
const OTHER = '1100000002';
const account = (clientId: string) => ({ clientId, token: 'valid', dataPlan: 'Active' }) as const;

async function loggedIn(mounted: MountedExchange, login: object): Promise<FeedListener> {
  const { exchange } = mounted;
  const heard = exchange.counters().orderUpdate.messagesReceived;
  const listener = await FeedListener.connect(mounted, '', '/orderupdate');
  listener.send(JSON.stringify(login));
  while (exchange.counters().orderUpdate.messagesReceived === heard)
    await new Promise((resolve) => setImmediate(resolve));
  return listener;
}

function selfLogin({ exchange }: Pick<MountedExchange, 'exchange'>, clientId = ME): object {
  const { accessToken } = exchange.accounts.credentialsOf(clientId)!;
  return { LoginReq: { MsgCode: 42, ClientId: clientId, Token: accessToken }, UserType: 'SELF' };
}

const PARTNER_LOGIN = {
  LoginReq: { MsgCode: 42, ClientId: TEST_PARTNER.id },
  UserType: 'PARTNER',
  Secret: TEST_PARTNER.secret,
};

function place(
  { exchange, clock }: Pick<MountedExchange, 'exchange' | 'clock'>,
  order: Partial<OrderRequest>,
) {
  const placed = exchange.trading.orders.place(orderOf({ clientId: ME, price: 200.05, ...order }));
  if (!placed.ok) throw new Error(placed.refusal.errorMessage);
  clock.advanceTo(clock.nowMs() + 1000);
  return placed.value;
}

/** `[OrderNo, Status]` of every alert, in the order in which they came. */
function told(listener: FeedListener): string[][] {
  return listener.texts.map((text) => {
    const { Data } = JSON.parse(text) as { Data: { OrderNo: string; Status: string } };
    return [Data.OrderNo, Data.Status];
  });
}

test.each(MOUNTS)(
  '$mount: every connection of the account hears every change, another account none',
  async ({ open }) => {
    const mounted = await opened(open, { accounts: [account(ME), account(OTHER)] });
    const mine = [await loggedIn(mounted, selfLogin(mounted)), await loggedIn(mounted, selfLogin(mounted))];
    const other = await loggedIn(mounted, selfLogin(mounted, OTHER));
    const { orderId } = place(mounted, {});
    const theirs = place(mounted, { clientId: OTHER });
    for (const listener of [...mine, other]) await listener.untilTexts(3);
    const whole = (id: string) => ['TRANSIT', 'PENDING', 'TRADED'].map((status) => [id, status]);
    expect(mine.map(told)).toEqual([whole(orderId), whole(orderId)]);
    expect(told(other)).toEqual(whole(theirs.orderId));
    expect(mine.flatMap(({ messages }) => messages)).toEqual([]);
  },
);

test.each(MOUNTS)('$mount: a modified and cancelled order is told of both', async ({ open }) => {
  const mounted = await opened(open);
  const listener = await loggedIn(mounted, selfLogin(mounted));
  const { orderId } = place(mounted, { price: 90 });
  mounted.exchange.trading.orders.modify(ME, orderId, { price: 91 });
  mounted.clock.advanceTo(mounted.clock.nowMs() + 100);
  mounted.exchange.trading.orders.cancel(ME, orderId);
  await listener.untilTexts(4);
  const prices = listener.texts.map((text) => (JSON.parse(text) as { Data: { Price: number } }).Data.Price);
  expect(told(listener).map(([, status]) => status)).toEqual(['TRANSIT', 'PENDING', 'PENDING', 'CANCELLED']);
  expect(prices).toEqual([90, 90, 91, 91]);
});

test.each(MOUNTS)(
  '$mount: a partner hears of the accounts whose tokens were made for it',
  async ({ open }) => {
    const mounted = await opened(open, { accounts: [account(ME), account(OTHER)] });
    const { accounts } = mounted.exchange;
    const partner = { consumer: 'APP', partnerId: TEST_PARTNER.id, nowMs: mounted.clock.nowMs() } as const;
    accounts.renewToken(accounts.find(OTHER)!, partner);
    const listener = await loggedIn(mounted, PARTNER_LOGIN);
    place(mounted, {});
    const theirs = place(mounted, { clientId: OTHER });
    await listener.untilTexts(3);
    expect(told(listener).map(([id]) => id)).toEqual(Array(3).fill(theirs.orderId));
  },
);

test.each(MOUNTS)('$mount: a partner with another secret is cut off', async ({ open }) => {
  const mounted = await opened(open);
  const listener = await loggedIn(mounted, { ...PARTNER_LOGIN, Secret: 'another' });
  mounted.clock.advanceTo(mounted.clock.nowMs() + 10);
  await listener.untilClosed();
  expect(listener.closed?.code).toBe(1006);
});

test.each(MOUNTS)(
  '$mount: order-alerts=joined puts what happened at one moment in one text',
  async ({ open }) => {
    const mounted = await opened(open, { wire: { orderAlerts: 'joined' } });
    const listener = await loggedIn(mounted, selfLogin(mounted));
    place(mounted, {});
    await listener.untilTexts(2);
    const objects = listener.texts.map((text) =>
      text.split(/(?<=\})(?=\{"Data")/).map((each) => JSON.parse(each)),
    );
    expect(objects.map((each) => each.map(({ Data }) => Data.Status))).toEqual([
      ['TRANSIT'],
      ['PENDING', 'TRADED'],
    ]);
  },
);

test.each(MOUNTS)('$mount: a market order is told as the order book shows it', async ({ open }) => {
  for (const [marketOrders, type] of [
    ['market', 'MKT'],
    ['limit', 'LMT'],
  ] as const) {
    const mounted = await opened(open, { wire: { marketOrders } });
    const listener = await loggedIn(mounted, selfLogin(mounted));
    place(mounted, { orderType: 'MARKET', price: 0 });
    await listener.untilTexts(3);
    const { Data } = JSON.parse(listener.texts[2]!) as { Data: { OrderType: string; Price: number } };
    expect([Data.OrderType, Data.Price > 0]).toEqual([type, marketOrders === 'limit']);
    await mounted.close();
  }
});

const DRILLS: readonly (readonly [OrderFault, readonly string[]])[] = [
  [
    { id: 'late', kind: 'late-order-update', delayMs: 600, probability: 1, times: 1 },
    ['PENDING', 'TRADED', 'TRANSIT'],
  ],
  [
    { id: 'twice', kind: 'repeated-order-update', probability: 1 },
    ['TRANSIT', 'TRANSIT', 'PENDING', 'PENDING', 'TRADED', 'TRADED'],
  ],
  [{ id: 'unseen', kind: 'missing-order-update', probability: 1, times: 2 }, ['TRADED']],
  [
    { id: 'parts', kind: 'fill-in-parts', parts: 2, everyMs: 100, probability: 1 },
    ['TRANSIT', 'PENDING', 'PART_TRADED', 'TRADED'],
  ],
  [{ id: 'no', kind: 'reject-order', text: 'No', probability: 1 }, ['TRANSIT', 'REJECTED']],
  [{ id: 'held', kind: 'hold-in-transit', probability: 1 }, ['TRANSIT']],
];

test.each(MOUNTS.flatMap((mount) => DRILLS.map(([fault, statuses]) => ({ ...mount, fault, statuses }))))(
  '$mount: $fault.kind is heard of orders of the correlation prefix alone',
  async ({ open, fault, statuses }) => {
    const mounted = await opened(open, { faults: [{ ...fault, correlationPrefix: 'drill-' }] });
    const listener = await loggedIn(mounted, selfLogin(mounted));
    const drilled = place(mounted, { correlationId: 'drill-1', quantity: 2 * LOT });
    const plain = place(mounted, { correlationId: 'plain' });
    await listener.untilTexts(statuses.length + 3);
    const of = (id: string) =>
      told(listener).flatMap(([orderId, status]) => (orderId === id ? [status] : []));
    expect(of(drilled.orderId)).toEqual(statuses);
    expect(of(plain.orderId)).toEqual(['TRANSIT', 'PENDING', 'TRADED']);
  },
);

test('a client that does not read its alerts is closed with 1013, and its account’s other connection goes on', () => {
  const small = createSmallExchange();
  const connect = () => {
    const sink = new SinkLog();
    const session = small.exchange.feeds['order-update'].connect(undefined, sink)!;
    session.receive(JSON.stringify(selfLogin(small)));
    return sink;
  };
  const [slow, quick] = [connect(), connect()];
  slow.backlog = 9 * 1024 * 1024;
  place(small, {});
  expect(slow.closes).toEqual([{ code: 1013, reason: 'client reads too slowly' }]);
  expect([slow.messages.length, quick.messages.length]).toEqual([1, 3]);
  expect(small.exchange.counters().orderUpdate).toMatchObject({ droppedAsTooSlow: 1, connections: 1 });
});
