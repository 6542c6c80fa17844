import { expect, test } from 'vitest';
import { epochMsToLtt, istToEpochMs } from '#engine/market/ist-time.ts';
import { encodeSubscribe, encodeUnsubscribe } from '#engine/wire/feed-requests.ts';
import type { MockExchange } from '#mock-dhan/exchange.ts';
import { INSTRUMENTS_PER_CONNECTION_MAX } from '#mock-dhan/feed/feed-session.ts';
import type { FeedSession } from '#mock-dhan/feed/feed-session.ts';
import { manyLegs } from '#test/support/many-legs.ts';
import { SinkLog } from '#test/support/sink-log.ts';
import { FIRST_LEG_ID, SMALL_DATE, createSmallExchange } from '#test/support/small-world.ts';

const NIFTY = { exchangeSegment: 'IDX_I', securityId: 13 } as const;
const BANKNIFTY = { exchangeSegment: 'IDX_I', securityId: 25 } as const;
const LEG = { exchangeSegment: 'NSE_FNO', securityId: FIRST_LEG_ID } as const;

function connected(exchange: MockExchange): { readonly session: FeedSession; readonly sink: SinkLog } {
  const login = exchange.accounts.credentialsOf();
  const sink = new SinkLog();
  const session = exchange.feed.connect({ token: login?.accessToken, clientId: login?.clientId }, sink);
  if (!session) throw new Error('the test login was refused');
  return { session, sink };
}

test('a client that is silent for 40 s is closed, one that pongs is not', () => {
  const { exchange, clock } = createSmallExchange();
  const silent = connected(exchange);
  const lively = connected(exchange);
  lively.sink.ping = () => lively.session.heardFromClient();
  clock.advanceTo(clock.nowMs() + 39_999);
  expect([silent.sink.pings, silent.sink.closes]).toEqual([3, []]);
  clock.advanceTo(clock.nowMs() + 1);
  expect(silent.sink.closes).toEqual([{ code: 1001, reason: 'nothing heard for 40 s' }]);
  clock.advanceTo(clock.nowMs() + 3_600_000);
  expect(lively.sink.closes).toEqual([]);
  expect(exchange.connections()).toHaveLength(1);
});

test('inbound binary frames count as a sign of life and change nothing', () => {
  const { exchange, clock } = createSmallExchange();
  const { session, sink } = connected(exchange);
  for (let round = 0; round < 10; round += 1) {
    clock.advanceTo(clock.nowMs() + 30_000);
    session.receive(new Uint8Array(83));
  }
  expect([sink.closes, sink.messages]).toEqual([[], []]);
});

test('flushes stand on an absolute grid, whenever the session connected', () => {
  const { exchange, world, clock } = createSmallExchange();
  clock.advanceTo(clock.nowMs() + 130);
  const { session, sink } = connected(exchange);
  for (const message of encodeSubscribe('ticker', [NIFTY])) session.receive(message);
  const gridMs = istToEpochMs(SMALL_DATE, '09:20:00') + 250;
  world.plan(gridMs - 10, (board) => board.trade(0, 25_001, gridMs));
  clock.advanceTo(gridMs - 1);
  expect(sink.messages).toHaveLength(2);
  clock.advanceTo(gridMs);
  expect(sink.messages).toHaveLength(3);
});

test.each(['100', '250', '1000'] as const)(
  'a cadence of %s ms gives that many packets at most',
  (cadenceMs) => {
    const { exchange, world, clock } = createSmallExchange({ wire: { cadenceMs } });
    const { session, sink } = connected(exchange);
    for (const message of encodeSubscribe('ticker', [NIFTY])) session.receive(message);
    for (let atMs = clock.nowMs() + 10; atMs < clock.nowMs() + 2000; atMs += 10)
      world.plan(atMs, (board) => board.trade(0, 25_000 + (atMs % 97), atMs));
    clock.advanceTo(clock.nowMs() + 2000);
    expect(sink.messages).toHaveLength(2 + 2000 / Number(cadenceMs));
  },
);

test('sessions share one encoding and each gets only what it subscribed to, batched or not', () => {
  for (const messages of ['one-packet', 'batch'] as const) {
    const { exchange, world, clock } = createSmallExchange({ wire: { messages } });
    const one = connected(exchange);
    const two = connected(exchange);
    for (const message of encodeSubscribe('ticker', [NIFTY, LEG])) one.session.receive(message);
    for (const message of encodeSubscribe('ticker', [BANKNIFTY])) two.session.receive(message);
    for (const message of encodeSubscribe('full', [LEG])) two.session.receive(message);
    const snapshots = [one.sink.packets().length, two.sink.packets().length] as const;
    world.plan(clock.nowMs() + 1, (board) => {
      for (const index of [0, 1, world.universe.indexOf('NSE_FNO', FIRST_LEG_ID)])
        board.trade(index, board.ltp[index]! + 1, clock.nowMs());
    });
    clock.advanceTo(clock.nowMs() + 250);
    const since = (sink: SinkLog, from: number) =>
      sink
        .packets()
        .slice(from)
        .map((packet) => `${packet.kind} ${'securityId' in packet ? packet.securityId : ''}`);
    expect(since(one.sink, snapshots[0])).toEqual(['ticker 13', `ticker ${FIRST_LEG_ID}`]);
    expect(since(two.sink, snapshots[1])).toEqual(['ticker 25', `full ${FIRST_LEG_ID}`]);
  }
});

test('a ticker follows a trade; a new quote alone moves only quote and full', () => {
  const { exchange, world, clock } = createSmallExchange();
  const { session, sink } = connected(exchange);
  const leg = world.universe.indexOf('NSE_FNO', FIRST_LEG_ID);
  world.plan(clock.nowMs() + 1, (board) => board.trade(leg, 201, clock.nowMs()));
  world.plan(clock.nowMs() + 260, (board) =>
    board.quote(leg, { bid: 200.5, bidQuantity: 65, ask: 201.5, askQuantity: 65 }),
  );
  for (const message of encodeSubscribe('ticker', [LEG])) session.receive(message);
  for (const message of encodeSubscribe('quote', [LEG])) session.receive(message);
  const before = sink.messages.length;
  clock.advanceTo(clock.nowMs() + 500);
  expect(
    sink
      .packets()
      .slice(before)
      .map((packet) => packet.kind),
  ).toEqual(['ticker', 'quote', 'oi', 'quote']);
});

test('open interest follows a quote only when it changed', () => {
  const { exchange, world, clock } = createSmallExchange();
  const { session, sink } = connected(exchange);
  const leg = world.universe.indexOf('NSE_FNO', FIRST_LEG_ID);
  for (const message of encodeSubscribe('quote', [LEG])) session.receive(message);
  const oiValues = [6500, 6500, 6565];
  for (const [step, oi] of oiValues.entries())
    world.plan(clock.nowMs() + 250 * step + 1, (board) => {
      board.oi[leg] = oi;
      board.trade(leg, 201 + step, clock.nowMs());
    });
  clock.advanceTo(clock.nowMs() + 250);
  const before = sink.messages.length;
  clock.advanceTo(clock.nowMs() + 500);
  expect(sink.packets().slice(before)).toMatchObject([
    { kind: 'quote' },
    { kind: 'quote' },
    { kind: 'oi', oi: 6565 },
  ]);
});

test('an index quote has no quantities, and a close only once the session has ended', () => {
  const { exchange, clock } = createSmallExchange();
  const { session, sink } = connected(exchange);
  sink.ping = () => session.heardFromClient();
  for (const message of encodeSubscribe('full', [NIFTY])) session.receive(message);
  clock.advanceTo(istToEpochMs(SMALL_DATE, '15:41:00'));
  for (const message of encodeSubscribe('quote', [NIFTY])) session.receive(message);
  const [, full, , quote] = sink.packets();
  expect(full).toMatchObject({ kind: 'full', ltp: 25_000, close: 0, volume: 0, oi: 0, totalBuyQuantity: 0 });
  expect(quote).toMatchObject({ kind: 'quote', close: 25_000, open: 25_000, lastQuantity: 0 });
});

test('the last trade time is IST wall clock, and 0 for a leg that has not traded', () => {
  const { exchange, world } = createSmallExchange();
  const { session, sink } = connected(exchange);
  world.board.lastTradeAtMs[world.universe.indexOf('NSE_FNO', FIRST_LEG_ID)] = 0;
  for (const message of encodeSubscribe('ticker', [NIFTY, LEG])) session.receive(message);
  const tradedAtMs = istToEpochMs(SMALL_DATE, '09:19:59');
  expect(sink.packets().slice(1)).toMatchObject([{ ltt: epochMsToLtt(tradedAtMs) }, { ltt: 0 }]);
});

test('a handler that subscribes while it is handed a snapshot gets both whole', () => {
  const { exchange } = createSmallExchange({ wire: { messages: 'batch' } });
  const { session, sink } = connected(exchange);
  sink.onSend = () => {
    sink.onSend = () => undefined;
    for (const message of encodeSubscribe('full', [LEG])) session.receive(message);
  };
  for (const message of encodeSubscribe('ticker', [NIFTY])) session.receive(message);
  expect(sink.packets().map((packet) => packet.kind)).toEqual(['previous-close', 'ticker', 'full']);
});

test('an instrument nobody reads any more is no longer encoded', () => {
  const { exchange, world, clock } = createSmallExchange();
  const { session, sink } = connected(exchange);
  for (const message of encodeSubscribe('quote', [NIFTY])) session.receive(message);
  for (const message of encodeUnsubscribe('quote', [NIFTY])) session.receive(message);
  world.plan(clock.nowMs() + 1, (board) => board.trade(0, 25_001, clock.nowMs()));
  clock.advanceTo(clock.nowMs() + 250);
  expect(sink.messages).toHaveLength(2);
  expect(exchange.connections()).toMatchObject([{ instruments: 0 }]);
});

test('no session, no timer: an exchange nobody listens to leaves the clock alone', () => {
  const { exchange, clock } = createSmallExchange();
  const { session } = connected(exchange);
  expect(clock.nextTimerAtMs()).toBeDefined();
  session.clientClosed();
  expect(clock.nextTimerAtMs()).toBeUndefined();
});

test('changes from before the first session are in its snapshot and not sent again', () => {
  const { exchange, world, clock } = createSmallExchange();
  world.plan(clock.nowMs() + 100, (board) => board.trade(0, 25_001, clock.nowMs()));
  clock.advanceTo(clock.nowMs() + 5000);
  const { session, sink } = connected(exchange);
  for (const message of encodeSubscribe('ticker', [NIFTY])) session.receive(message);
  clock.advanceTo(clock.nowMs() + 1000);
  expect(sink.packets()).toMatchObject([{ kind: 'previous-close' }, { kind: 'ticker', ltp: 25_001 }]);
});

test('instrument 5,001 of a connection ends it with 804', () => {
  const { exchange, legs } = manyLegs(INSTRUMENTS_PER_CONNECTION_MAX + 1);
  const { session, sink } = connected(exchange);
  const [last, ...rest] = legs.toReversed();
  for (const message of encodeSubscribe('ticker', rest)) session.receive(message);
  for (const message of encodeSubscribe('quote', rest.slice(0, 100))) session.receive(message);
  expect(exchange.connections()).toMatchObject([{ instruments: 5000 }]);
  for (const message of encodeSubscribe('ticker', [last!])) session.receive(message);
  expect(sink.packets().at(-1)).toMatchObject({ kind: 'disconnect', reason: 804 });
  expect(sink.closes).toEqual([{ code: 1000, reason: '' }]);
});

test('what was sent is counted, also by sessions that have ended', () => {
  const { exchange } = createSmallExchange({ wire: { messages: 'batch' } });
  const { session } = connected(exchange);
  for (const message of encodeSubscribe('ticker', [NIFTY])) session.receive(message);
  session.clientClosed();
  exchange.feed.connect({ token: 'garbage', clientId: '1' }, new SinkLog());
  expect(exchange.counters().feed).toEqual({
    connections: 0,
    packets: 3,
    messages: 2,
    messagesReceived: 1,
    slowReaders: 0,
    packetsHeldBack: 0,
    droppedAsTooSlow: 0,
    closing: 0,
  });
});

test.each([
  ['open', '09:15:00'],
  ['close', '15:30:00'],
])('by a wire that says so, the %s of the session is told once to every client', (_, time) => {
  const { exchange, clock } = createSmallExchange({
    wire: { marketStatusPackets: 'on' },
    nowMs: istToEpochMs(SMALL_DATE, '09:00:00'),
  });
  const clients = [connected(exchange), connected(exchange)];
  for (const { sink, session } of clients) sink.ping = () => session.heardFromClient();
  const bellMs = istToEpochMs(SMALL_DATE, time);
  clock.advanceTo(bellMs - 1);
  const before = clients.map(({ sink }) => sink.messages.length);
  clock.advanceTo(bellMs + 60_000);
  for (const [client, { sink }] of clients.entries())
    expect(sink.messages.slice(before[client])).toEqual([Uint8Array.of(7, 8, 0, 0, 0, 0, 0, 0)]);
});

test('a session that opened before anyone listened is no news, and without the switch it never is', () => {
  for (const [marketStatusPackets, startAt] of [
    ['on', '09:15:00'],
    ['off', '09:00:00'],
  ] as const) {
    const { exchange, clock } = createSmallExchange({
      wire: { marketStatusPackets },
      nowMs: istToEpochMs(SMALL_DATE, startAt),
    });
    const { sink } = connected(exchange);
    clock.advanceTo(istToEpochMs(SMALL_DATE, '09:15:30'));
    expect(sink.messages).toEqual([]);
  }
});

test('the depth mode of the first version is served with its own packet, beside the other modes', () => {
  const { exchange, world, clock } = createSmallExchange();
  const { session, sink } = connected(exchange);
  const request = (code: number, id: number, segment: string) =>
    JSON.stringify({
      RequestCode: code,
      InstrumentCount: 1,
      InstrumentList: [{ ExchangeSegment: segment, SecurityId: String(id) }],
    });
  session.receive(request(19, FIRST_LEG_ID, 'NSE_FNO'));
  for (const message of encodeSubscribe('ticker', [LEG])) session.receive(message);
  expect(sink.packets()).toMatchObject([
    { kind: 'depth', securityId: FIRST_LEG_ID, ltp: 200 },
    { kind: 'ticker' },
  ]);
  const [depth] = sink.packets();
  expect(depth?.kind === 'depth' && depth.depth).toHaveLength(5);
  expect(depth).toMatchObject({
    depth: [{ bidPrice: 199.95, bidQuantity: 130, askPrice: 200.05 }, {}, {}, {}, {}],
  });
  const leg = world.universe.indexOf('NSE_FNO', FIRST_LEG_ID);
  for (const step of [1, 2])
    world.plan(clock.nowMs() + 250 * (step - 1) + 1, (board) => board.trade(leg, 200 + step, clock.nowMs()));
  clock.advanceTo(clock.nowMs() + 250);
  expect(sink.packets().slice(2)).toMatchObject([
    { kind: 'ticker', ltp: 201 },
    { kind: 'depth', ltp: 201 },
  ]);
  session.receive(request(20, FIRST_LEG_ID, 'NSE_FNO'));
  clock.advanceTo(clock.nowMs() + 250);
  expect(sink.packets().slice(4)).toMatchObject([{ kind: 'ticker', ltp: 202 }]);
});

test('an index in depth mode has its price and no orders, and the ticker of a wire that knows no other mode', () => {
  for (const [indexModes, kind] of [
    ['as-asked', 'depth'],
    ['ticker-only', 'ticker'],
  ] as const) {
    const { exchange } = createSmallExchange({ wire: { indexModes } });
    const { session, sink } = connected(exchange);
    session.receive(
      '{"RequestCode":19,"InstrumentCount":1,"InstrumentList":[{"ExchangeSegment":"IDX_I","SecurityId":"13"}]}',
    );
    expect(sink.packets()).toMatchObject([{ kind: 'previous-close' }, { kind, ltp: 25_000 }]);
    const [, packet] = sink.packets();
    if (packet?.kind === 'depth')
      expect(packet.depth.every(({ bidQuantity }) => bidQuantity === 0)).toBe(true);
  }
});
