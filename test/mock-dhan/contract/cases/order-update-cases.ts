/** The order-update socket, which has no packets: what it tells of orders, and what becomes of its connections. Source: dhan-v2-wire 8. */
import { expect } from 'vitest';
import { istToEpochMs } from '#engine/market/ist-time.ts';
import { DISCONNECT_REASONS } from '#engine/wire/feed-codes.ts';
import { OrderAlertSchema } from '#engine/wire/order-alert-schema.ts';
import type { OrderRequest, OrderStatus } from '#mock-dhan/world/orders/order.ts';
import type { FeedCase, Heard } from '#test/support/feed-case.ts';
import { FeedListener } from '#test/support/mounted-exchange.ts';
import type { MountedExchange } from '#test/support/mounted-exchange.ts';
import { LOT, orderOf } from '#test/support/order-floor.ts';
import { SMALL_DATE } from '#test/support/small-world.ts';
import { orderedEnds } from './feed-login-cases.ts';

/** The order of the classic sample. */
const ALERT_KEYS = Object.keys(OrderAlertSchema.shape.Data.shape);
const CLOSE_KEYS = ['code', 'reason'];
const RESET_AFTER_MS = 10;

export const ORDER_UPDATE_CASES: readonly FeedCase[] = [
  {
    feed: 'order-update',
    answer: 'login',
    says: 'a good login stays, unanswered',
    hear: async (mounted) => {
      await loggedIn(mounted, 1);
      return { mark: 'open', body: mounted.exchange.connections()[0] ?? {} };
    },
    mark: 'open',
    keys: [
      'feed',
      'clientId',
      'state',
      'connectedAtMs',
      'instruments',
      'packetsSent',
      'messagesSent',
      'backlogBytes',
    ],
    values: { feed: 'order-update', clientId: '1100000001', messagesSent: 0 },
  },
  ...alerts([
    ['TRANSIT', 'a change of an order as it is placed', orderOf(), { ExchOrderNo: '0', TradedQty: 0 }],
    ['PENDING', 'one that waits', orderOf({ price: 90 }), { Price: 90, ReasonDescription: 'CONFIRMED' }],
    [
      'PART_TRADED',
      'one that took what was displayed',
      orderOf({ price: 200.05, quantity: 4 * LOT }),
      { TradedQty: 3 * LOT, RemainingQuantity: LOT, TradedPrice: 200.05, OrderType: 'LMT' },
    ],
    [
      'TRADED',
      'one that traded in whole',
      orderOf({ price: 200.05, correlationId: 'mine' }),
      { TradedQty: LOT, RemainingQuantity: 0, AvgTradedPrice: 200.05, CorrelationId: 'mine' },
    ],
    [
      'CANCELLED',
      'one that nothing was there for at once',
      orderOf({ price: 90, validity: 'IOC' }),
      { Validity: 'IOC', RemainingQuantity: 0 },
    ],
  ]),
  {
    ...alert('REJECTED', 'one that the money is too short for', orderOf({ price: 200.05 }), {
      RemainingQuantity: 0,
      ReasonDescription: expect.stringMatching(/^RMS:\d+:/),
    }),
    accounts: [{ clientId: '1100000001', token: 'valid', dataPlan: 'Active', cash: 1 }],
  },
  {
    ...alert('EXPIRED', 'one that still waits at the close', orderOf({ price: 90 }), { TradedQty: 0 }),
    nowMs: istToEpochMs(SMALL_DATE, '15:29:58'),
  },
  {
    feed: 'order-update',
    answer: 'disconnect 805',
    says: 'the oldest of six logins',
    hear: async (mounted) => {
      const oldest = await loggedIn(mounted, 1);
      for (let count = 2; count <= 6; count += 1) await loggedIn(mounted, count);
      await oldest.untilClosed();
      return closeOf(oldest);
    },
    mark: 1000,
    keys: CLOSE_KEYS,
    values: { reason: '805: too many connections, the oldest was closed' },
  },
  {
    feed: 'order-update',
    answer: 'reset',
    says: 'a bad login is cut off without a close frame',
    hear: async (mounted) => {
      const listener = await loggedIn(mounted, 1, 'garbage');
      mounted.clock.advanceTo(mounted.clock.nowMs() + RESET_AFTER_MS);
      await listener.untilClosed();
      return closeOf(listener);
    },
    mark: 1006,
    keys: CLOSE_KEYS,
    values: { reason: '' },
  },
  ...orderedEnds('order-update', (mounted) => loggedIn(mounted, 1), closeOf).map(({ reason, ...end }) => ({
    ...end,
    mark: 1000,
    keys: CLOSE_KEYS,
    values: { reason: `${reason}: ${DISCONNECT_REASONS[reason]}` },
  })),
];

type AlertValues = Readonly<Record<string, unknown>>;

function alerts(rows: readonly (readonly [OrderStatus, string, OrderRequest, AlertValues])[]): FeedCase[] {
  return rows.map((row) => alert(...row));
}

/** What a client that is logged in hears of its order when that comes to the status, within three seconds. */
function alert(status: OrderStatus, says: string, request: OrderRequest, values: AlertValues): FeedCase {
  return {
    feed: 'order-update',
    answer: `alert ${status}`,
    says,
    hear: async (mounted) => {
      const listener = await loggedIn(mounted, 1);
      const clientId = '1100000001';
      const placed = mounted.exchange.trading.orders.place({ ...request, clientId });
      if (!placed.ok) throw new Error(placed.refusal.errorMessage);
      mounted.clock.advanceTo(mounted.clock.nowMs() + 3000);
      await listener.untilTexts(mounted.exchange.counters().orderUpdate.messages);
      const told = listener.texts.map((text) => OrderAlertSchema.parse(JSON.parse(text)));
      const { Data, Type } = told.find((each) => each.Data.Status === status)!;
      return { mark: Type, body: Data };
    },
    mark: 'order_alert',
    keys: ALERT_KEYS,
    values: { ClientId: '1100000001', SecurityId: String(request.securityId), Status: status, ...values },
  };
}

/** A connection whose login, the `count`th of the exchange, has been read. */
async function loggedIn(mounted: MountedExchange, count: number, token?: string): Promise<FeedListener> {
  const { exchange } = mounted;
  const listener = await FeedListener.connect(mounted, '', '/orderupdate');
  const own = exchange.accounts.credentialsOf();
  listener.send(
    JSON.stringify({
      LoginReq: { MsgCode: 42, ClientId: own?.clientId, Token: token ?? own?.accessToken },
      UserType: 'SELF',
    }),
  );
  while (exchange.counters().orderUpdate.messagesReceived < count)
    await new Promise((resolve) => setImmediate(resolve));
  return listener;
}

/** How a connection that was closed ended; its mark is the code. */
function closeOf({ closed }: FeedListener): Heard {
  return { mark: closed?.code, body: closed ?? {} };
}
