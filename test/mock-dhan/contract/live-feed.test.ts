/** What live-feed clients of Dhan rely on, held to by the exchange in memory and on sockets alike. */
import { expect, test } from 'vitest';
import { decodePacket } from '#engine/wire/feed-packets.ts';
import type { FeedPacket } from '#engine/wire/feed-packets.ts';
import { encodeDisconnect, encodeSubscribe, encodeUnsubscribe } from '#engine/wire/feed-requests.ts';
import {
  FeedListener,
  MOUNTS,
  feedQuery,
  openedPerTest,
  subscribed,
} from '#test/support/mounted-exchange.ts';
import { FIRST_LEG_ID } from '#test/support/small-world.ts';

const opened = openedPerTest();

const NIFTY = { exchangeSegment: 'IDX_I', securityId: 13 } as const;
const LEG = { exchangeSegment: 'NSE_FNO', securityId: FIRST_LEG_ID } as const;

function packetAt(listener: FeedListener, position: number): FeedPacket {
  const packet = decodePacket(listener.messages[position] ?? new Uint8Array());
  if (!packet.ok) throw new Error(packet.error.message);
  return packet.value;
}

function disconnectReason(listener: FeedListener): number | undefined {
  const packet = packetAt(listener, listener.messages.length - 1);
  return packet.kind === 'disconnect' ? packet.reason : undefined;
}

test.each(MOUNTS)(
  '$mount: a ticker subscription is answered with previous close and last price',
  async ({ open }) => {
    const exchange = await opened(open);
    const listener = await subscribed(exchange, 'ticker', [NIFTY], 2);
    expect(packetAt(listener, 0)).toMatchObject({
      kind: 'previous-close',
      securityId: 13,
      previousClose: 24_980,
    });
    expect(packetAt(listener, 1)).toMatchObject({ kind: 'ticker', ltp: 25_000 });
  },
);

test.each(MOUNTS)(
  '$mount: a leg’s quote comes with its open interest and without a previous-close packet',
  async ({ open }) => {
    const exchange = await opened(open);
    const listener = await subscribed(exchange, 'quote', [LEG], 2);
    expect(listener.codes()).toEqual([4, 5]);
    expect(packetAt(listener, 0)).toMatchObject({ ltp: 200, close: 190, volume: 65_000 });
    expect(packetAt(listener, 1)).toMatchObject({ oi: 6500 });
  },
);

test.each(MOUNTS)('$mount: a leg’s full packet has five levels of depth', async ({ open }) => {
  const exchange = await opened(open);
  const listener = await subscribed(exchange, 'full', [LEG], 1);
  const packet = packetAt(listener, 0);
  if (packet.kind !== 'full') throw new Error(`was ${packet.kind}`);
  expect(packet.depth).toHaveLength(5);
  expect(packet.oi).toBe(6500);
});

test.each(MOUNTS)(
  '$mount: changes within one grid step arrive as one packet with the last value',
  async ({ open }) => {
    const exchange = await opened(open);
    const { world, clock } = exchange;
    const listener = await subscribed(exchange, 'ticker', [NIFTY], 2);
    const startMs = clock.nowMs();
    for (const [step, price] of [25_001, 25_009.9, 25_003.5].entries())
      world.plan(startMs + 50 * (step + 1), (board) => board.trade(0, price, startMs));
    world.plan(startMs + 300, (board) => board.trade(0, 25_004, startMs));
    clock.advanceTo(startMs + 500);
    await listener.untilMessages(4);
    expect([packetAt(listener, 2), packetAt(listener, 3)]).toMatchObject([
      { ltp: 25_003.5 },
      { ltp: 25_004 },
    ]);
  },
);

test.each(MOUNTS)('$mount: underlyings come before legs, legs in order of change', async ({ open }) => {
  const exchange = await opened(open);
  const { world, clock } = exchange;
  const other = { ...LEG, securityId: FIRST_LEG_ID + 1 };
  const listener = await subscribed(exchange, 'ticker', [LEG, other, NIFTY], 4);
  world.plan(clock.nowMs() + 10, (board) => {
    board.trade(world.universe.indexOf('NSE_FNO', other.securityId), 201, clock.nowMs());
    board.trade(world.universe.indexOf('NSE_FNO', LEG.securityId), 202, clock.nowMs());
    board.trade(0, 25_001, clock.nowMs());
  });
  clock.advanceTo(clock.nowMs() + 250);
  await listener.untilMessages(7);
  expect([4, 5, 6].map((position) => packetAt(listener, position))).toMatchObject([
    { securityId: 13 },
    { securityId: other.securityId },
    { securityId: LEG.securityId },
  ]);
});

test.each(MOUNTS)('$mount: unsubscribing one mode leaves the other', async ({ open }) => {
  const exchange = await opened(open);
  const { world, clock } = exchange;
  const listener = await subscribed(exchange, 'ticker', [NIFTY], 2);
  for (const message of encodeSubscribe('quote', [NIFTY])) listener.send(message);
  await listener.untilMessages(4);
  for (const message of encodeUnsubscribe('ticker', [NIFTY])) listener.send(message);
  // The re-sent snapshot of the mode that stays shows that the message before it was read.
  for (const message of encodeSubscribe('quote', [NIFTY])) listener.send(message);
  await listener.untilMessages(6);
  world.plan(clock.nowMs() + 10, (board) => board.trade(0, 25_001, clock.nowMs()));
  clock.advanceTo(clock.nowMs() + 250);
  await listener.untilMessages(7);
  expect(listener.codes()).toEqual([6, 2, 6, 4, 6, 4, 4]);
});

test.each(MOUNTS)(
  '$mount: garbage, unknown codes, segments and ids, and ids sent as numbers are passed over in silence',
  async ({ open }) => {
    const exchange = await opened(open);
    const listener = await FeedListener.connect(exchange, feedQuery(exchange));
    listener.send('{');
    listener.send('{"RequestCode":99}');
    listener.send('{"RequestCode":15,"InstrumentList":[{"ExchangeSegment":"IDX_I","SecurityId":13}]}');
    listener.send('{"RequestCode":15,"InstrumentList":[{"ExchangeSegment":"NOWHERE","SecurityId":"13"}]}');
    listener.send('{"RequestCode":15,"InstrumentList":[{"ExchangeSegment":"IDX_I","SecurityId":"999"}]}');
    for (const message of encodeSubscribe('ticker', [NIFTY])) listener.send(message);
    await listener.untilMessages(2);
    expect(listener.codes()).toEqual([6, 2]);
  },
);

test.each(MOUNTS)(
  '$mount: a message names at most 100 instruments, the rest of it is not heard',
  async ({ open }) => {
    const exchange = await opened(open);
    const listener = await FeedListener.connect(exchange, feedQuery(exchange));
    const dead = Array.from({ length: 100 }, (_, id) => ({
      ExchangeSegment: 'NSE_EQ',
      SecurityId: String(id),
    }));
    const late = { ExchangeSegment: 'IDX_I', SecurityId: '25' };
    listener.send(JSON.stringify({ RequestCode: 15, InstrumentList: [...dead, late] }));
    for (const message of encodeSubscribe('ticker', [NIFTY])) listener.send(message);
    await listener.untilMessages(2);
    expect(packetAt(listener, 0)).toMatchObject({ securityId: 13 });
  },
);

test.each(MOUNTS)('$mount: the sixth connection costs the oldest, which hears 805', async ({ open }) => {
  const exchange = await opened(open);
  const listeners: FeedListener[] = [];
  for (let count = 0; count < 6; count += 1)
    listeners.push(await FeedListener.connect(exchange, feedQuery(exchange)));
  await listeners[0]!.untilClosed();
  expect([disconnectReason(listeners[0]!), listeners[0]!.closed?.code]).toEqual([805, 1000]);
  expect(exchange.exchange.connections()).toHaveLength(5);
  expect(listeners.slice(1).every((listener) => listener.closed === undefined)).toBe(true);
});

test.each(MOUNTS)(
  '$mount: a bad login is let in, told why by packet 50, and closed with 1000',
  async ({ open }) => {
    const exchange = await opened(open);
    const cases = [
      [feedQuery(exchange, { token: '' }), 808],
      [feedQuery(exchange, { token: 'garbage' }), 809],
      [feedQuery(exchange, { clientId: '42' }), 810],
      ['version=2', 808],
    ] as const;
    for (const [query, reason] of cases) {
      const listener = await FeedListener.connect(exchange, query);
      await listener.untilClosed();
      expect([disconnectReason(listener), listener.closed?.code]).toEqual([reason, 1000]);
    }
  },
);

test.each(MOUNTS)(
  '$mount: an expired token hears 807, an account without data plan 806',
  async ({ open }) => {
    for (const [account, reason] of [
      [{ clientId: '1', token: 'expired', dataPlan: 'Active' }, 807],
      [{ clientId: '1', token: 'valid', dataPlan: 'Deactive' }, 806],
    ] as const) {
      const exchange = await opened(open, { accounts: [account] });
      const listener = await FeedListener.connect(exchange, feedQuery(exchange));
      await listener.untilClosed();
      expect(disconnectReason(listener)).toBe(reason);
      await exchange.close();
    }
  },
);

test.each(MOUNTS)('$mount: a token that dies during the session ends it with 807', async ({ open }) => {
  const exchange = await opened(open);
  const listener = await subscribed(exchange, 'ticker', [NIFTY], 2);
  exchange.clock.set(exchange.exchange.accounts.all[0]!.expiresAtMs);
  exchange.clock.advanceTo(exchange.clock.nowMs() + 250);
  await listener.untilClosed();
  expect(disconnectReason(listener)).toBe(807);
});

test.each(MOUNTS)('$mount: request code 12 closes the connection', async ({ open }) => {
  const exchange = await opened(open);
  const listener = await subscribed(exchange, 'ticker', [NIFTY], 2);
  listener.send(encodeDisconnect());
  await listener.untilClosed();
  expect(listener.closed?.code).toBe(1000);
  expect(exchange.exchange.connections()).toEqual([]);
});

test.each(MOUNTS)(
  '$mount: a muted feed stays connected and says nothing from that time on',
  async ({ open }) => {
    const exchange = await opened(open, { faults: [{ id: 'muted', kind: 'mute', from: '09:20:01' }] });
    const { world, clock } = exchange;
    const listener = await subscribed(exchange, 'ticker', [NIFTY], 2);
    world.plan(clock.nowMs() + 500, (board) => board.trade(0, 25_001, clock.nowMs()));
    world.plan(clock.nowMs() + 1500, (board) => board.trade(0, 25_002, clock.nowMs()));
    clock.advanceTo(clock.nowMs() + 30_000);
    listener.send(encodeSubscribe('quote', [NIFTY])[0]!);
    listener.send(encodeDisconnect());
    await listener.untilClosed();
    expect(listener.codes()).toEqual([6, 2, 2]);
    expect(packetAt(listener, 2)).toMatchObject({ ltp: 25_001 });
  },
);

test.each(MOUNTS)('$mount: a refused upgrade is answered with the scenario’s status', async ({ open }) => {
  const exchange = await opened(open, {
    faults: [{ id: 'refused', kind: 'refuse-upgrade', status: 503, probability: 1 }],
  });
  await expect(FeedListener.connect(exchange, feedQuery(exchange))).rejects.toThrow('503');
});

test.each(MOUNTS)(
  '$mount: a flood of handshakes is answered 429 until a minute has passed',
  async ({ open }) => {
    const exchange = await opened(open);
    for (let count = 0; count < 30; count += 1)
      (await FeedListener.connect(exchange, feedQuery(exchange))).close();
    await expect(FeedListener.connect(exchange, feedQuery(exchange))).rejects.toThrow('429');
    expect(exchange.exchange.counters().rateLimited.handshake).toBe(1);
    await FeedListener.connect(exchange, feedQuery(exchange, { clientId: '42' }));
    exchange.clock.advanceTo(exchange.clock.nowMs() + 60_000);
    await FeedListener.connect(exchange, feedQuery(exchange));
  },
);

test.each(MOUNTS)('$mount: in batch mode one message carries the whole flush', async ({ open }) => {
  const exchange = await opened(open, { wire: { messages: 'batch' } });
  const { world, clock } = exchange;
  const listener = await subscribed(exchange, 'ticker', [NIFTY, LEG], 1);
  expect(listener.messages[0]).toHaveLength(16 * 3);
  world.plan(clock.nowMs() + 10, (board) => {
    board.trade(world.universe.indexOf('NSE_FNO', LEG.securityId), 201, clock.nowMs());
    board.trade(0, 25_001, clock.nowMs());
  });
  clock.advanceTo(clock.nowMs() + 250);
  await listener.untilMessages(2);
  expect(listener.messages[1]).toHaveLength(16 * 2);
});
