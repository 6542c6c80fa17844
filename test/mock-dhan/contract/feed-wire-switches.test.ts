/** What each switch of a wire profile changes on the sockets, in memory and on real ones alike. */
import { expect, test } from 'vitest';
import { istToEpochMs } from '#engine/market/ist-time.ts';
import { decodeFrame } from '#engine/wire/feed-packets.ts';
import type { FeedPacket } from '#engine/wire/feed-packets.ts';
import {
  FeedListener,
  MOUNTS,
  feedQuery,
  openedPerTest,
  subscribed,
} from '#test/support/mounted-exchange.ts';
import { FIRST_LEG_ID, SMALL_DATE } from '#test/support/small-world.ts';

const opened = openedPerTest();

const NIFTY = { exchangeSegment: 'IDX_I', securityId: 13 } as const;
const LEG = { exchangeSegment: 'NSE_FNO', securityId: FIRST_LEG_ID } as const;
const TRADED_AT = '09:19:59';

test.each(MOUNTS)('$mount: ltt=true-utc sends the true epoch', async ({ open }) => {
  for (const [ltt, shiftSeconds] of [
    ['true-utc', 0],
    ['ist-shifted', 19_800],
  ] as const) {
    const exchange = await opened(open, { wire: { ltt } });
    const listener = await subscribed(exchange, 'ticker', [NIFTY], 2);
    const tradedAtSecond = istToEpochMs(SMALL_DATE, TRADED_AT) / 1000;
    expect(packetsOf(listener)[1]).toMatchObject({ kind: 'ticker', ltt: tradedAtSecond + shiftSeconds });
    await exchange.close();
  }
});

test.each(MOUNTS)('$mount: previous-close-packets=all gives a leg one too', async ({ open }) => {
  const exchange = await opened(open, { wire: { previousClosePackets: 'all' } });
  const listener = await subscribed(exchange, 'ticker', [LEG], 2);
  expect(packetsOf(listener)).toMatchObject([
    { kind: 'previous-close', securityId: FIRST_LEG_ID, previousClose: 190 },
    { kind: 'ticker', ltp: 200 },
  ]);
});

test.each(MOUNTS)('$mount: session-close=after-close leaves a leg without a close', async ({ open }) => {
  const exchange = await opened(open, { wire: { sessionClose: 'after-close' } });
  const listener = await subscribed(exchange, 'full', [LEG], 1);
  expect(packetsOf(listener)).toMatchObject([{ kind: 'full', close: 0 }]);
  exchange.clock.advanceTo(istToEpochMs(SMALL_DATE, '15:31:00'));
  const later = await subscribed(exchange, 'full', [LEG], 1);
  expect(packetsOf(later)).toMatchObject([{ kind: 'full', close: 200 }]);
});

test.each(MOUNTS)('$mount: market-status-packets=on tells the close of the session', async ({ open }) => {
  const exchange = await opened(open, {
    wire: { marketStatusPackets: 'on' },
    nowMs: istToEpochMs(SMALL_DATE, '15:29:59'),
  });
  const listener = await subscribed(exchange, 'ticker', [NIFTY], 2);
  exchange.clock.advanceTo(istToEpochMs(SMALL_DATE, '15:30:01'));
  await listener.untilMessages(3);
  expect(packetsOf(listener)[2]).toMatchObject({ kind: 'market-status', securityId: 0 });
});

test.each(MOUNTS)('$mount: conflation=each-change sends what the grid would swallow', async ({ open }) => {
  for (const [conflation, heard] of [
    ['each-change', [25_001, 25_002, 25_001]],
    ['grid', [25_001]],
  ] as const) {
    const exchange = await opened(open, { wire: { conflation } });
    const { world, clock } = exchange;
    const listener = await subscribed(exchange, 'ticker', [NIFTY], 2);
    for (const [offsetMs, price] of [
      [10, 25_001],
      [20, 25_002],
      [30, 25_001],
    ] as const)
      world.plan(clock.nowMs() + offsetMs, (board) => board.trade(0, price, clock.nowMs() + offsetMs));
    clock.advanceTo(clock.nowMs() + 500);
    await listener.untilMessages(2 + heard.length);
    expect(packetsOf(listener).slice(2)).toMatchObject(heard.map((ltp) => ({ kind: 'ticker', ltp })));
    await exchange.close();
  }
});

test.each(MOUNTS)('$mount: index-modes=ticker-only serves an index as Ticker', async ({ open }) => {
  const exchange = await opened(open, { wire: { indexModes: 'ticker-only' } });
  const listener = await subscribed(exchange, 'full', [NIFTY, LEG], 3);
  expect(packetsOf(listener).map(({ kind }) => kind)).toEqual(['previous-close', 'ticker', 'full']);
});

test.each(MOUNTS)('$mount: sixth-connection=reset tears the oldest down without a word', async ({ open }) => {
  const exchange = await opened(open, { wire: { sixthConnection: 'reset' } });
  const listeners: FeedListener[] = [];
  for (let count = 0; count < 6; count += 1)
    listeners.push(await FeedListener.connect(exchange, feedQuery(exchange)));
  await listeners[0]!.untilClosed();
  expect([listeners[0]!.messages, listeners[0]!.closed?.code]).toEqual([[], 1006]);
  expect(exchange.exchange.counters().feed.connections).toBe(5);
});

test.each(MOUNTS)('$mount: bad-feed-login=reset lets in and cuts off without packet 50', async ({ open }) => {
  const exchange = await opened(open, { wire: { badFeedLogin: 'reset' } });
  for (const path of ['/', '/twentydepth']) {
    const listener = await FeedListener.connect(exchange, feedQuery(exchange, { token: 'garbage' }), path);
    exchange.clock.advanceTo(exchange.clock.nowMs() + 10);
    await listener.untilClosed();
    expect([listener.messages, listener.closed?.code]).toEqual([[], 1006]);
  }
});

test.each(MOUNTS)(
  '$mount: depth200-token=self-only cuts an APP token off at its subscription',
  async ({ open }) => {
    const exchange = await opened(open, { wire: { depth200Token: 'self-only' } });
    const subscribe = JSON.stringify({
      RequestCode: 23,
      ExchangeSegment: 'NSE_FNO',
      SecurityId: String(FIRST_LEG_ID),
    });
    const self = await FeedListener.connect(exchange, feedQuery(exchange), '/twohundreddepth');
    self.send(subscribe);
    await self.untilMessages(1);
    const { accounts } = exchange.exchange;
    accounts.renewToken(accounts.all[0]!, {
      consumer: 'APP',
      partnerId: 'partner',
      nowMs: exchange.clock.nowMs(),
    });
    const app = await FeedListener.connect(exchange, feedQuery(exchange), '/twohundreddepth');
    app.send(subscribe);
    await app.untilClosed();
    expect([app.messages, app.closed?.code]).toEqual([[], 1006]);
    const twenty = await FeedListener.connect(exchange, feedQuery(exchange), '/twentydepth');
    twenty.send(subscribe);
    await twenty.untilMessages(1);
  },
);

test.each(MOUNTS)(
  '$mount: numeric-security-ids=accepted answers an id sent as a number',
  async ({ open }) => {
    const exchange = await opened(open, { wire: { numericSecurityIds: 'accepted' } });
    const listener = await FeedListener.connect(exchange, feedQuery(exchange));
    listener.send('{"RequestCode":15,"InstrumentList":[{"ExchangeSegment":"NSE_FNO","SecurityId":40000}]}');
    await listener.untilMessages(1);
    expect(packetsOf(listener)).toMatchObject([{ kind: 'ticker', securityId: 40_000 }]);
  },
);

test.each(MOUNTS)(
  '$mount: surplus-instruments=disconnect-804 ends a session that asks for too much',
  async ({ open }) => {
    const exchange = await opened(open, { wire: { surplusInstruments: 'disconnect-804' } });
    const listener = await FeedListener.connect(exchange, feedQuery(exchange));
    const InstrumentList = Array.from({ length: 101 }, () => ({
      ExchangeSegment: 'IDX_I',
      SecurityId: '13',
    }));
    listener.send(JSON.stringify({ RequestCode: 15, InstrumentCount: 101, InstrumentList }));
    await listener.untilClosed();
    expect(packetsOf(listener)).toMatchObject([{ kind: 'disconnect', reason: 804 }]);
  },
);

test.each(MOUNTS)('$mount: seed-names=accepted knows NIFTY by 13626', async ({ open }) => {
  const exchange = await opened(open, { wire: { seedNames: 'accepted' } });
  const listener = await subscribed(
    exchange,
    'ticker',
    [{ exchangeSegment: 'IDX_I', securityId: 13_626 }],
    2,
  );
  expect(packetsOf(listener)[1]).toMatchObject({ kind: 'ticker', securityId: 13, ltp: 25_000 });
});

function packetsOf(listener: FeedListener): FeedPacket[] {
  return listener.messages.flatMap((message) => decodeFrame(message).packets);
}
