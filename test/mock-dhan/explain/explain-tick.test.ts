import { expect, test } from 'vitest';
import type { PlannedFault } from '#engine/faults/planned-fault.ts';
import { istToEpochMs } from '#engine/market/ist-time.ts';
import type { InstrumentKey } from '#engine/ports.ts';
import { encodeSubscribe, encodeUnsubscribe } from '#engine/wire/feed-requests.ts';
import type { HopName } from '#mock-dhan/explain/explanation.ts';
import { SinkLog } from '#test/support/sink-log.ts';
import {
  FIRST_LEG_ID,
  FUTURE_EXPIRY,
  FUTURE_ID,
  SMALL_DATE,
  createSmallExchange,
} from '#test/support/small-world.ts';

const CLIENT = '1100000001';
const NIFTY: InstrumentKey = { exchangeSegment: 'IDX_I', securityId: 13 };
const LEG: InstrumentKey = { exchangeSegment: 'NSE_FNO', securityId: FIRST_LEG_ID };

function explained(options: Parameters<typeof createSmallExchange>[0] = {}) {
  const small = createSmallExchange(options);
  const { exchange, world, clock } = small;
  const connect = (mode: 'ticker' | 'quote' = 'quote', ...keys: readonly InstrumentKey[]) => {
    const sink = new SinkLog();
    const { clientId, accessToken } = exchange.accounts.credentialsOf()!;
    const session = exchange.feed.connect({ clientId, token: accessToken }, sink)!;
    for (const text of encodeSubscribe(mode, keys)) session.receive(text);
    return { session, sink };
  };
  /** Trades the instrument a second from now, and lets it pass. */
  const trade = (index: number, price: number) => {
    const atMs = clock.nowMs() + 1000;
    world.plan(atMs, (board) => board.trade(index, price, atMs));
    clock.advanceTo(atMs);
  };
  const ask = (instrument = 'NIFTY', clientId = CLIENT) =>
    exchange.explain({ clientId, feed: 'live', instrument });
  return { ...small, connect, trade, ask };
}

function expectLost(
  explanation: ReturnType<ReturnType<typeof explained>['ask']>,
  hop: HopName,
  said: RegExp,
) {
  expect(explanation.lostAt).toBe(hop);
  expect(explanation.conclusion).toMatch(said);
  expect(explanation.hops.at(-1)).toMatchObject({ hop, isPassed: false });
}

test('a tick that was sent is told with its count and its time', () => {
  const { connect, trade, ask } = explained();
  const { sink } = connect('ticker', NIFTY);
  trade(0, 25_001);
  const { lostAt, hops, conclusion } = ask();
  expect(lostAt).toBeNull();
  expect(hops.map(({ hop }) => hop)).toEqual([
    'listed',
    'client',
    'connection',
    'subscription',
    'market',
    'faults',
    'line',
    'sent',
  ]);
  const packets = sink.packets().filter((packet) => 'securityId' in packet && packet.securityId === 13);
  expect(packets).toHaveLength(3);
  expect(conclusion).toBe('Client 1100000001 was sent NIFTY: 3 packets, the last at 09:20:01.');
});

test('an instrument is called by its name on the wire, or by its symbol in any form', () => {
  const { ask } = explained();
  expect(ask('banknifty').hops[0]).toMatchObject({ said: 'IDX_I:25 is the index BANKNIFTY' });
  expect(ask('NSE_FNO:40000').hops[0]).toMatchObject({
    said: 'NSE_FNO:40000 is NIFTY 2026-02-10 24950 CE',
  });
  for (const symbol of ['NIFTY2621024950CE', 'nifty 10 feb 24950 call'])
    expect(ask(symbol).hops[0]).toMatchObject({ said: 'NSE_FNO:40000 is NIFTY 2026-02-10 24950 CE' });
  expect(ask('NIFTY 50').hops[0]).toMatchObject({ said: 'IDX_I:13 is the index NIFTY' });
});

test('a future is called by its symbol too, and was sent like anything else', () => {
  const { ask, connect, trade, world } = explained({ hasFuture: true });
  connect('quote', { exchangeSegment: 'NSE_FNO', securityId: FUTURE_ID });
  trade(world.universe.futureIndex('NIFTY', FUTURE_EXPIRY), 25_101);
  for (const symbol of ['NIFTY26FEBFUT', 'nifty feb fut', 'NSE_FNO:35000']) {
    const { hops, lostAt } = ask(symbol);
    expect(hops[0]).toMatchObject({ said: 'NSE_FNO:35000 is the future NIFTY 2026-02-24' });
    expect(lostAt).toBeNull();
  }
  expectLost(ask('NIFTY26MARFUT'), 'listed', /it is not listed/);
});

test('what is not listed is lost there, and where its id is listed stands beside it', () => {
  const { ask } = explained();
  expectLost(ask('NSE_EQ:13'), 'listed', /not listed, but IDX_I:13 is the index NIFTY/);
  expectLost(ask('NSE_FNO:7'), 'listed', /one of NIFTY, BANKNIFTY/);
  for (const symbol of ['NIFTY26FEBFUT', 'NIFTY2621024975CE', 'no symbol'])
    expectLost(ask(symbol), 'listed', /it is not listed/);
});

test('a client id that no account has is told, with those that have one', () => {
  expectLost(explained().ask('NIFTY', '42'), 'client', /expected one of 1100000001/);
});

test('a client without a connection is told how the last one ended', () => {
  const { ask, connect, exchange, clock } = explained();
  expectLost(ask(), 'connection', /has not connected/);
  connect('quote', NIFTY).session.clientClosed();
  expectLost(ask(), 'connection', /it left at 09:20:00/);
  connect('quote', NIFTY);
  clock.advanceTo(clock.nowMs() + 1000);
  exchange.feed.disconnect(807);
  expectLost(ask(), 'connection', /the exchange ended it at 09:20:01: 807 /);
});

test('a connect that was refused is told with its status', () => {
  const { ask, exchange } = explained({
    faults: [{ id: 'no', kind: 'refuse-upgrade', status: 503, probability: 1 }],
  });
  exchange.refuseUpgrade('live', { clientId: CLIENT, token: 'x' });
  expectLost(ask(), 'connection', /refused with HTTP 503/);
});

test('a connection on which the exchange has fallen silent brings nothing', () => {
  const { ask, connect } = explained();
  connect('quote', NIFTY).session.fallSilent();
  expectLost(ask(), 'connection', /fallen silent on it \(half-open\)/);
});

test('what was never subscribed, or is no longer, is lost at the subscription', () => {
  const { ask, connect } = explained();
  const { session } = connect('quote', LEG);
  expectLost(ask(), 'subscription', /never asked for, 1 other instruments are carried/);
  for (const text of encodeSubscribe('quote', [NIFTY])) session.receive(text);
  for (const text of encodeUnsubscribe('quote', [NIFTY])) session.receive(text);
  expectLost(ask(), 'subscription', /unsubscribed at 09:20:00/);
});

test('a reconnect without a subscription is told from one that never asked', () => {
  const { ask, connect } = explained();
  connect('quote', NIFTY).session.clientClosed();
  connect('quote', LEG);
  expectLost(ask(), 'subscription', /connection that has ended since was subscribed at 09:20:00/);
});

test('a wish in the wrong segment, and entries that the exchange does not read, are named', () => {
  const { ask, connect } = explained();
  const { session } = connect('quote', { exchangeSegment: 'NSE_EQ', securityId: 13 });
  expectLost(ask(), 'subscription', /NSE_EQ:13 was asked for at 09:20:00, which is not listed/);
  session.receive(
    JSON.stringify({
      RequestCode: 17,
      InstrumentCount: 1,
      InstrumentList: [{ ExchangeSegment: 'IDX_I', SecurityId: 13 }],
    }),
  );
  expectLost(ask(), 'subscription', /1 entries of its messages were not read/);
});

test('a connection that the exchange ended over too many instruments says so', () => {
  const { ask, connect } = explained({ moreLegs: 5000 });
  const { session } = connect();
  const legs = Array.from({ length: 5000 }, (_, at) => ({
    exchangeSegment: 'NSE_FNO' as const,
    securityId: 50_000 + at,
  }));
  for (const text of encodeSubscribe('ticker', [...legs, NIFTY])) session.receive(text);
  expectLost(ask(), 'connection', /ended it at 09:20:00: 804 /);
});

test('where nothing moved, the market is what lost it, and whether it is open is told', () => {
  const { ask, connect } = explained();
  connect('quote', LEG);
  expectLost(ask('NSE_FNO:40000'), 'market', /nobody trades or quotes it; it last traded at 09:19:59/);
  const early = explained({ nowMs: istToEpochMs(SMALL_DATE, '09:05:00') });
  early.connect('quote', NIFTY);
  expectLost(early.ask(), 'market', /the market is pre-open: trading starts at 09:15/);
});

test('a quote that moves is no tick for a ticker', () => {
  const { ask, connect, world, clock } = explained();
  connect('ticker', LEG);
  const quote = { bid: 199, bidQuantity: 65, ask: 201, askQuantity: 65 };
  world.plan(clock.nowMs() + 1000, (board) => board.quote(2, quote));
  clock.advanceTo(clock.nowMs() + 2000);
  expectLost(ask('NSE_FNO:40000'), 'market', /its quote moved 1 times, but ticker mode carries trades alone/);
});

test.for<[PlannedFault, RegExp]>([
  [
    { id: 'quiet', kind: 'mute-instrument', instruments: ['NIFTY'], probability: 1 },
    /"quiet" \(mute-instrument\) since 09:20:01, 1 strikes/,
  ],
  [{ id: 'silence', kind: 'mute', until: '09:30:00' }, /"silence" \(mute\) since 09:20:00, until 09:30:00/],
])('a fault that mutes it is named: %j', ([fault, said]) => {
  const { ask, connect, trade, exchange } = explained();
  connect('ticker', NIFTY);
  exchange.faults.add(fault);
  trade(0, 25_001);
  expectLost(ask(), 'faults', said);
});

test('a fault that touches other instruments or clients is none here, and one that delays is told', () => {
  const { ask, connect, trade, exchange } = explained();
  connect('ticker', NIFTY);
  exchange.faults.add({ id: 'a', kind: 'mute-instrument', instruments: ['BANKNIFTY'], probability: 1 });
  exchange.faults.add({ id: 'b', kind: 'mute-instrument', clientId: '42', probability: 1 });
  trade(0, 25_001);
  expect(ask().hops[5]).toMatchObject({ hop: 'faults', said: 'none touches it now' });
  exchange.faults.add({ id: 'c', kind: 'feed-latency', latencyMs: 100, jitterMs: 0, probability: 1 });
  expect(ask().hops[5]).toMatchObject({ said: expect.stringContaining('"c" (feed-latency)') });
});

test('packets that a fault swallowed before are not counted as sent', () => {
  const { ask, connect, trade, exchange } = explained();
  connect('ticker', NIFTY);
  exchange.faults.add({ id: 'quiet', kind: 'mute-instrument', probability: 1 });
  trade(0, 25_001);
  exchange.faults.remove('quiet');
  expect(ask().conclusion).toContain('2 packets');
  expect(ask().conclusion).toContain('a fault having swallowed 1');
});

test('what waits for a slow reader is lost on the line', () => {
  const { ask, connect, trade } = explained({ slowReaders: 'conflate' });
  const { sink } = connect('ticker', NIFTY);
  sink.backlog = 100_000;
  trade(0, 25_001);
  expectLost(ask(), 'line', /newest packet is held back while 100000 bytes wait/);
  sink.backlog = 0;
  trade(0, 25_002);
  expect(ask().lostAt).toBeNull();
});
