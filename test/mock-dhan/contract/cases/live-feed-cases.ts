/** Every packet of the live feed. Source: dhan-v2-wire 6.5. */
import type { FeedMode, InstrumentKey } from '#engine/ports.ts';
import { istToEpochMs } from '#engine/market/ist-time.ts';
import { encodeSubscribe } from '#engine/wire/feed-requests.ts';
import type { WireProfile } from '#engine/wire/wire-profile.ts';
import { FeedListener, feedQuery } from '#test/support/mounted-exchange.ts';
import { livePacket } from '#test/support/feed-case.ts';
import type { FeedCase, Heard } from '#test/support/feed-case.ts';
import { FIRST_FAR_LEG_ID, FIRST_LEG_ID, SMALL_DATE } from '#test/support/small-world.ts';
import { loginEnds, orderedEnds, refusedUpgrade } from './feed-login-cases.ts';

const NIFTY = { exchangeSegment: 'IDX_I', securityId: 13 } as const;
const LEG = { exchangeSegment: 'NSE_FNO', securityId: FIRST_LEG_ID } as const;
const INSTRUMENTS_MAX = 5000;

const HEADER_KEYS = ['exchangeSegment', 'securityId'];
const TRADE_KEYS = [
  'ltp',
  'lastQuantity',
  'ltt',
  'averagePrice',
  'volume',
  'totalSellQuantity',
  'totalBuyQuantity',
];
const DAY_KEYS = ['open', 'close', 'high', 'low'];

const PACKET_CASES: readonly FeedCase[] = [
  subscribed('ticker', 'ticker', NIFTY, {
    mark: [2, 16],
    keys: ['kind', ...HEADER_KEYS, 'ltp', 'ltt'],
    values: (wire) => ({ ltp: 25_000, ltt: tradeSecond(wire) }),
  }),
  subscribed('previous-close', 'ticker', NIFTY, {
    mark: [6, 16],
    keys: ['kind', ...HEADER_KEYS, 'previousClose', 'previousOi'],
    values: { securityId: 13, previousClose: 24_980 },
  }),
  subscribed('quote', 'quote', LEG, {
    mark: [4, 50],
    keys: ['kind', ...HEADER_KEYS, ...TRADE_KEYS, ...DAY_KEYS],
    values: (wire) => ({
      exchangeSegment: 'NSE_FNO',
      securityId: FIRST_LEG_ID,
      ltp: 200,
      volume: 65_000,
      close: wire.sessionClose === 'previous-close' ? 190 : 0,
    }),
  }),
  {
    feed: 'live',
    answer: 'depth',
    says: "a subscription in the first version's depth mode",
    mark: [3, 112],
    keys: ['kind', ...HEADER_KEYS, 'ltp', 'depth'],
    values: { ltp: 200, depth: { 0: { bidPrice: 199.95, askPrice: 200.05, bidQuantity: 130 } } },
    hear: async (mounted) => {
      const listener = await FeedListener.connect(mounted, feedQuery(mounted));
      const { exchangeSegment, securityId } = LEG;
      listener.send(
        JSON.stringify({
          RequestCode: 19,
          InstrumentCount: 1,
          InstrumentList: [{ ExchangeSegment: exchangeSegment, SecurityId: String(securityId) }],
        }),
      );
      return livePacket(await listener.untilHeard((message) => message[0] === 3));
    },
  },
  subscribed('oi', 'quote', LEG, {
    mark: [5, 12],
    keys: ['kind', ...HEADER_KEYS, 'oi'],
    values: { oi: 6500 },
  }),
  subscribed('full', 'full', LEG, {
    mark: [8, 162],
    keys: ['kind', ...HEADER_KEYS, ...TRADE_KEYS, ...DAY_KEYS, 'oi', 'oiDayHigh', 'oiDayLow', 'depth'],
    values: { oi: 6500, depth: { 0: { bidPrice: 199.95, askPrice: 200.05, bidQuantity: 130 } } },
  }),
];

const DISCONNECT = { mark: [50, 10], keys: ['kind', ...HEADER_KEYS, 'reason'] } as const;

export const LIVE_FEED_CASES: readonly FeedCase[] = [
  ...PACKET_CASES,
  {
    ...DISCONNECT,
    feed: 'live',
    answer: 'disconnect 804',
    says: 'one instrument more than a connection may have',
    moreLegs: INSTRUMENTS_MAX + 1,
    hear: async (mounted) => {
      const listener = await FeedListener.connect(mounted, feedQuery(mounted));
      const legs = Array.from({ length: INSTRUMENTS_MAX + 1 }, (_, position) => ({
        exchangeSegment: 'NSE_FNO' as const,
        securityId: FIRST_FAR_LEG_ID + position,
      }));
      for (const message of encodeSubscribe('ticker', legs)) listener.send(message);
      await listener.untilClosed();
      return lastPacket(listener);
    },
    values: { reason: 804 },
  },
  ...[
    ...loginEnds('live', '/', lastPacket),
    ...orderedEnds('live', (mounted) => FeedListener.connect(mounted, feedQuery(mounted)), lastPacket),
  ].map((end) => ({ ...end, ...DISCONNECT })),
  refusedUpgrade('live', '/'),
];

function lastPacket(listener: FeedListener): Heard {
  return livePacket(listener.messages.at(-1)!);
}

function subscribed(
  answer: 'ticker' | 'previous-close' | 'quote' | 'oi' | 'full',
  mode: FeedMode,
  instrument: InstrumentKey,
  shown: Pick<FeedCase, 'mark' | 'keys' | 'values'>,
): FeedCase {
  const hear: FeedCase['hear'] = async (mounted) => {
    const listener = await FeedListener.connect(mounted, feedQuery(mounted));
    for (const message of encodeSubscribe(mode, [instrument])) listener.send(message);
    const [code] = shown.mark as readonly number[];
    return livePacket(await listener.untilHeard((message) => message[0] === code));
  };
  return { ...shown, feed: 'live', answer, says: `a subscription in ${mode} mode`, hear };
}

/** 09:19:59 as this wire counts it. */
function tradeSecond({ ltt }: WireProfile): number {
  const trueSecond = istToEpochMs(SMALL_DATE, '09:19:59') / 1000;
  return ltt === 'true-utc' ? trueSecond : trueSecond + 19_800;
}
