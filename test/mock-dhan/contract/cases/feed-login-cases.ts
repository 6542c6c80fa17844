/** How connections end or do not begin: the same on every feed that is logged in to by its URL. Source: dhan-v2-wire 2.3, 3, 6.5. */
import { UpstreamError } from '#engine/errors.ts';
import { DISCONNECT_REASONS } from '#engine/wire/feed-codes.ts';
import type { DisconnectReason } from '#engine/wire/feed-codes.ts';
import type { FeedType } from '#mock-dhan/feed/feed-routing.ts';
import type { FeedCase, Heard } from '#test/support/feed-case.ts';
import { FeedListener, feedQuery } from '#test/support/mounted-exchange.ts';
import type { MountedExchange } from '#test/support/mounted-exchange.ts';

const DEACTIVE = { clientId: '1100000002', token: 'valid', dataPlan: 'Deactive' } as const;
const EXPIRED = { clientId: '1100000003', token: 'expired', dataPlan: 'Active' } as const;

type LoginEnd = Pick<FeedCase, 'feed' | 'answer' | 'says' | 'accounts' | 'hear' | 'values'>;

/** `read` tells the last packet of a connection that was closed. */
export function loginEnds(
  feed: FeedType,
  path: string,
  read: (listener: FeedListener) => Heard,
): readonly LoginEnd[] {
  const end = (
    reason: number,
    says: string,
    queryOf: (mounted: MountedExchange) => string,
    accounts?: FeedCase['accounts'],
  ): LoginEnd => ({
    feed,
    answer: `disconnect ${reason}`,
    says,
    ...(accounts ? { accounts } : {}),
    hear: async (mounted) => {
      const listener = await FeedListener.connect(mounted, queryOf(mounted), path);
      await listener.untilClosed();
      return read(listener);
    },
    values: { kind: 'disconnect', reason },
  });
  return [
    sixth(feed, path, read),
    end(806, 'no data plan', feedQuery, [DEACTIVE]),
    end(807, 'an expired token', feedQuery, [EXPIRED]),
    end(808, 'no token', (mounted) => feedQuery(mounted, { token: '' })),
    end(809, 'a garbled token', (mounted) => feedQuery(mounted, { token: 'garbage' })),
    end(810, "another client's id", (mounted) => feedQuery(mounted, { clientId: '42' })),
  ];
}

function sixth(feed: FeedType, path: string, read: (listener: FeedListener) => Heard): LoginEnd {
  return {
    feed,
    answer: 'disconnect 805',
    says: 'the oldest of six connections',
    hear: async (mounted) => {
      const oldest = await FeedListener.connect(mounted, feedQuery(mounted), path);
      for (let count = 1; count < 6; count += 1)
        await FeedListener.connect(mounted, feedQuery(mounted), path);
      await oldest.untilClosed();
      return read(oldest);
    },
    values: { kind: 'disconnect', reason: 805 },
  };
}

/** Every reason there is, on the control port's word. */
export function orderedEnds(
  feed: FeedType,
  connect: (mounted: MountedExchange) => Promise<FeedListener>,
  read: (listener: FeedListener) => Heard,
): readonly (LoginEnd & { readonly reason: DisconnectReason })[] {
  const reasons = Object.keys(DISCONNECT_REASONS).map(Number) as DisconnectReason[];
  return reasons.map((reason) => ({
    feed,
    reason,
    answer: `disconnect ${reason}`,
    says: 'an end that was ordered',
    hear: async (mounted) => {
      const listener = await connect(mounted);
      mounted.exchange.feeds[feed].disconnect(reason);
      await listener.untilClosed();
      return read(listener);
    },
    values: { kind: 'disconnect', reason },
  }));
}

/** One handshake too many in a minute; its mark is the status of the refusal. */
export function refusedUpgrade(feed: FeedType, path: string): FeedCase {
  return {
    feed,
    answer: 'upgrade 429',
    says: 'one handshake too many',
    hear: async (mounted) => {
      const { exchange } = mounted;
      const { clientId, accessToken: token } = exchange.accounts.credentialsOf()!;
      while (exchange.refuseUpgrade(feed, { clientId, token }) === undefined);
      const mark = await FeedListener.connect(mounted, feedQuery(mounted), path).then(() => 101, statusOf);
      const { rateLimited, feed: live } = exchange.counters();
      return { mark, body: { refused: rateLimited.handshake, connections: live.connections } };
    },
    mark: 429,
    keys: ['refused', 'connections'],
    values: { refused: 2, connections: 0 },
  };
}

/** The status that a refused upgrade was answered with, as the engine's transports and as ws tell it. */
function statusOf(error: unknown): number | undefined {
  if (error instanceof UpstreamError) return error.status;
  return Number(/response: (\d{3})$/.exec(String(error))?.[1]);
}
