/** Every packet of both depth feeds. Source: dhan-v2-wire 7. */
import type { DepthFeedLevels } from '#engine/wire/depth-packets.ts';
import { depthPacket } from '#test/support/feed-case.ts';
import type { FeedCase, Heard } from '#test/support/feed-case.ts';
import { FeedListener, feedQuery } from '#test/support/mounted-exchange.ts';
import { FIRST_FAR_LEG_ID, FIRST_LEG_ID } from '#test/support/small-world.ts';
import { loginEnds, orderedEnds, refusedUpgrade } from './feed-login-cases.ts';

/** Path, length of a side's packet, and instruments that a connection may have. */
const FEEDS = {
  20: { path: '/twentydepth', length: 332, instrumentsMax: 50 },
  200: { path: '/twohundreddepth', length: 3212, instrumentsMax: 1 },
} as const satisfies Record<DepthFeedLevels, object>;

export const DEPTH_FEED_CASES: readonly FeedCase[] = ([20, 200] as const).flatMap((levels) => [
  side(levels, 'bid', { code: 41, best: 199.95, quantity: 130 }),
  side(levels, 'ask', { code: 51, best: 200.05, quantity: 195 }),
  tooMany(levels),
  ...[
    ...loginEnds(`depth-${levels}`, FEEDS[levels].path, lastPacketOf(levels)),
    ...orderedEnds(
      `depth-${levels}`,
      (mounted) => FeedListener.connect(mounted, feedQuery(mounted), FEEDS[levels].path),
      lastPacketOf(levels),
    ),
  ].map((end) => ({ ...end, ...disconnectShown() })),
  refusedUpgrade(`depth-${levels}`, FEEDS[levels].path),
]);

function lastPacketOf(levels: DepthFeedLevels): (listener: FeedListener) => Heard {
  return ({ messages }) => depthPacket(messages.at(-1)!, levels, 'disconnect');
}

function disconnectShown(): Pick<FeedCase, 'mark' | 'keys'> {
  return { mark: [50, 14], keys: ['kind', 'reason'] };
}

function side(
  levels: DepthFeedLevels,
  kind: 'bid' | 'ask',
  { code, best, quantity }: { readonly code: number; readonly best: number; readonly quantity: number },
): FeedCase {
  const { path, length } = FEEDS[levels];
  return {
    feed: `depth-${levels}`,
    answer: kind,
    says: 'the book of a leg',
    hear: async (mounted) => {
      const listener = await FeedListener.connect(mounted, feedQuery(mounted), path);
      listener.send(subscribe([FIRST_LEG_ID]));
      await listener.untilMessages(1);
      return depthPacket(listener.messages[0]!, levels, kind);
    },
    mark: [code, length],
    keys: ['kind', 'exchangeSegment', 'securityId', 'sequence', 'rows'],
    values: {
      kind,
      securityId: FIRST_LEG_ID,
      sequence: levels === 20 ? 1 : 200,
      rows: { 0: { price: best, quantity } },
    },
  };
}

function tooMany(levels: DepthFeedLevels): FeedCase {
  const { path, instrumentsMax } = FEEDS[levels];
  const ids = Array.from({ length: instrumentsMax + 1 }, (_, position) => FIRST_FAR_LEG_ID + position);
  return {
    ...disconnectShown(),
    feed: `depth-${levels}`,
    answer: 'disconnect 804',
    says: 'one instrument more than a connection may have',
    moreLegs: ids.length,
    hear: async (mounted) => {
      const listener = await FeedListener.connect(mounted, feedQuery(mounted), path);
      listener.send(subscribe(ids));
      await listener.untilClosed();
      return lastPacketOf(levels)(listener);
    },
    values: { reason: 804 },
  };
}

function subscribe(securityIds: readonly number[]): string {
  return JSON.stringify({
    RequestCode: 23,
    InstrumentCount: securityIds.length,
    InstrumentList: securityIds.map((id) => ({ ExchangeSegment: 'NSE_FNO', SecurityId: String(id) })),
  });
}
