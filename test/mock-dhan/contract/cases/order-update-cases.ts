/** The order-update socket, which has no packets: what becomes of its connections. Source: dhan-v2-wire 8. */
import { DISCONNECT_REASONS } from '#engine/wire/feed-codes.ts';
import type { FeedCase, Heard } from '#test/support/feed-case.ts';
import { FeedListener } from '#test/support/mounted-exchange.ts';
import type { MountedExchange } from '#test/support/mounted-exchange.ts';
import { orderedEnds } from './feed-login-cases.ts';

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
