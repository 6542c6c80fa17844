import { expect, test } from 'vitest';
import { encodeSubscribe, encodeUnsubscribe } from '#engine/wire/feed-requests.ts';
import type { MockExchange } from '#mock-dhan/exchange.ts';
import type { ClientSession } from '#mock-dhan/feed/client-session.ts';
import { SinkLog } from '#test/support/sink-log.ts';
import { FIRST_LEG_ID, createSmallExchange } from '#test/support/small-world.ts';

const NIFTY = { exchangeSegment: 'IDX_I', securityId: 13 } as const;
const LEG = { exchangeSegment: 'NSE_FNO', securityId: FIRST_LEG_ID } as const;
const A_LOT = 1024 * 1024;

function connected(exchange: MockExchange): { readonly session: ClientSession; readonly sink: SinkLog } {
  const login = exchange.accounts.credentialsOf();
  const sink = new SinkLog();
  const session = exchange.feed.connect({ token: login?.accessToken, clientId: login?.clientId }, sink);
  if (!session) throw new Error('the test login was refused');
  return { session, sink };
}

/** An exchange whose first leg trades at 201, 202, ... in one flush each, and one that lets a flush pass. */
function trading(slowReaders: 'disconnect' | 'conflate') {
  const small = createSmallExchange({ slowReaders });
  const { world, clock } = small;
  const leg = world.universe.indexOf('NSE_FNO', FIRST_LEG_ID);
  const flush = (): void => clock.advanceTo(clock.nowMs() + 250);
  const trade = (price: number): void => {
    world.plan(clock.nowMs() + 1, (board) => {
      board.volume[leg]! += 65;
      board.trade(leg, price, clock.nowMs());
    });
    flush();
  };
  return { ...small, flush, trade, leg };
}

test('a slow reader is held back and then sent the newest packet of each kind, once', () => {
  const { exchange, trade, flush } = trading('conflate');
  const { session, sink } = connected(exchange);
  for (const message of encodeSubscribe('ticker', [NIFTY, LEG])) session.receive(message);
  for (const message of encodeSubscribe('full', [LEG])) session.receive(message);
  const before = sink.messages.length;
  sink.backlog = A_LOT;
  for (const price of [201, 202, 203]) trade(price);
  expect(sink.messages).toHaveLength(before);
  expect(exchange.counters().feed).toMatchObject({ slowReaders: 1, packetsHeldBack: 6, droppedAsTooSlow: 0 });
  sink.backlog = 0;
  flush();
  flush();
  expect(sink.packets().slice(before)).toMatchObject([
    { kind: 'ticker', ltp: 203 },
    { kind: 'full', ltp: 203 },
  ]);
});

test('what catches up with a change in the same flush is sent in one packet', () => {
  const { exchange, trade } = trading('conflate');
  const { session, sink } = connected(exchange);
  for (const message of encodeSubscribe('quote', [LEG])) session.receive(message);
  const before = sink.messages.length;
  sink.backlog = A_LOT;
  trade(201);
  sink.backlog = 0;
  trade(202);
  trade(203);
  expect(sink.packets().slice(before)).toMatchObject([
    { kind: 'quote', ltp: 202 },
    { kind: 'oi' },
    { kind: 'quote', ltp: 203 },
  ]);
});

test('what was unsubscribed while it was held back is not sent', () => {
  const { exchange, trade, flush } = trading('conflate');
  const { session, sink } = connected(exchange);
  for (const message of encodeSubscribe('ticker', [LEG])) session.receive(message);
  sink.backlog = A_LOT;
  trade(201);
  for (const message of encodeUnsubscribe('ticker', [LEG])) session.receive(message);
  sink.backlog = 0;
  flush();
  expect(sink.packets()).toHaveLength(1);
});

test('being slow twice is counted twice, and others get every flush meanwhile', () => {
  const { exchange, trade } = trading('conflate');
  const [slow, quick] = [connected(exchange), connected(exchange)];
  for (const { session } of [slow, quick])
    for (const message of encodeSubscribe('ticker', [LEG])) session.receive(message);
  for (const backlog of [A_LOT, 0, A_LOT, 0]) {
    slow.sink.backlog = backlog;
    trade(201 + quick.sink.messages.length);
  }
  expect(exchange.counters().feed.slowReaders).toBe(2);
  expect([slow.sink.messages.length, quick.sink.messages.length]).toEqual([3, 5]);
});

test.each(['disconnect', 'conflate'] as const)(
  'with %s, more than 8 MiB waiting ends the session with 1013',
  (policy) => {
    const { exchange } = trading(policy);
    const { session, sink } = connected(exchange);
    sink.backlog = 8 * A_LOT;
    for (const message of encodeSubscribe('ticker', [LEG])) session.receive(message);
    expect(sink.closes).toEqual([]);
    sink.backlog += 1;
    for (const message of encodeSubscribe('ticker', [LEG])) session.receive(message);
    expect(sink.closes).toEqual([{ code: 1013, reason: 'client reads too slowly' }]);
    expect(exchange.counters().feed).toMatchObject({ connections: 0, slowReaders: 1, droppedAsTooSlow: 1 });
  },
);

test('with disconnect nothing is held back before that', () => {
  const { exchange, trade } = trading('disconnect');
  const { session, sink } = connected(exchange);
  for (const message of encodeSubscribe('ticker', [LEG])) session.receive(message);
  sink.backlog = A_LOT;
  trade(201);
  expect(sink.packets().at(-1)).toMatchObject({ ltp: 201 });
  expect(exchange.counters().feed).toMatchObject({ slowReaders: 0, packetsHeldBack: 0 });
});

test('a slow reader of depth is sent the book as it stands once it has drained', () => {
  const { exchange, world, clock, flush, leg } = trading('conflate');
  const login = exchange.accounts.credentialsOf();
  const sink = new SinkLog();
  const address = { token: login?.accessToken, clientId: login?.clientId };
  const session = exchange.feeds['depth-20'].connect(address, sink);
  session?.receive(`{"RequestCode":23,"ExchangeSegment":"NSE_FNO","SecurityId":"${FIRST_LEG_ID}"}`);
  sink.backlog = A_LOT;
  for (const bid of [210, 211, 212]) {
    world.plan(clock.nowMs() + 1, (board) =>
      board.quote(leg, { bid, bidQuantity: 65, ask: bid + 1, askQuantity: 65 }),
    );
    flush();
  }
  sink.backlog = 0;
  flush();
  flush();
  expect(sink.messages).toHaveLength(2);
  const bestBid = Buffer.from(sink.messages[1]!).readDoubleLE(12);
  expect(bestBid).toBe(212);
  expect(exchange.counters().depth20).toMatchObject({ slowReaders: 1, packetsHeldBack: 6 });
});
