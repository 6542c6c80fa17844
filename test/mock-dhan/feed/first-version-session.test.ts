import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { encodeDisconnect, encodeSubscribe } from '#engine/wire/feed-requests.ts';
import type { MockExchange } from '#mock-dhan/exchange.ts';
import type { FeedSession } from '#mock-dhan/feed/feed-session.ts';
import { listenExchange } from '#mock-dhan/listen.ts';
import { firstVersionHeader, firstVersionLogin } from '#test/support/first-version-login.ts';
import { SinkLog } from '#test/support/sink-log.ts';
import { createSmallExchange } from '#test/support/small-world.ts';

const [SUBSCRIBE_NIFTY = ''] = encodeSubscribe('ticker', [{ exchangeSegment: 'IDX_I', securityId: 13 }]);

function connectedWithoutAQuery(exchange: MockExchange): { session: FeedSession; sink: SinkLog } {
  const sink = new SinkLog();
  const session = exchange.feed.connect(undefined, sink);
  if (!session) throw new Error('the connection was refused');
  return { session, sink };
}

function goodLogin({ accounts }: MockExchange): Uint8Array {
  const { clientId = '', accessToken = '' } = accounts.credentialsOf() ?? {};
  return firstVersionLogin(clientId, accessToken);
}

test('a client that logs in by its first binary message is served, what it said before is ignored', () => {
  const { exchange, world, clock } = createSmallExchange();
  const { session, sink } = connectedWithoutAQuery(exchange);
  session.receive(SUBSCRIBE_NIFTY);
  clock.advanceTo(clock.nowMs() + 9000);
  expect([sink.messages, sink.closes, exchange.connections()[0]?.clientId]).toEqual([[], [], '']);
  session.receive(goodLogin(exchange));
  session.receive(SUBSCRIBE_NIFTY);
  world.plan(clock.nowMs() + 1, (board) => board.trade(0, 25_001, clock.nowMs()));
  clock.advanceTo(clock.nowMs() + 30_000);
  expect(sink.packets()).toMatchObject([
    { kind: 'previous-close' },
    { kind: 'ticker', ltp: 25_000 },
    { kind: 'ticker', ltp: 25_001 },
  ]);
  expect(exchange.connections()).toMatchObject([{ clientId: '1100000001', instruments: 1 }]);
});

test.each([
  ['a wrong token', firstVersionLogin('1100000001', 'garbage'), 809],
  ['no token', firstVersionLogin('1100000001', ''), 808],
])('%s is refused as in a query', (_, login, reason) => {
  const { exchange } = createSmallExchange();
  const { session, sink } = connectedWithoutAQuery(exchange);
  session.receive(login);
  expect(sink.packets()).toMatchObject([{ kind: 'disconnect', reason }]);
  expect([sink.closes, exchange.connections()]).toEqual([[{ code: 1000, reason: '' }], []]);
});

test('by a wire that resets bad logins it is reset', () => {
  const { exchange } = createSmallExchange({ wire: { badFeedLogin: 'reset' } });
  const { session, sink } = connectedWithoutAQuery(exchange);
  session.receive(firstVersionLogin('1100000001', 'garbage'));
  expect([sink.resets, sink.messages]).toEqual([1, []]);
});

test('whoever has not logged in within 10 s is refused, and leaves no timer', () => {
  const { exchange, clock } = createSmallExchange();
  const { session, sink } = connectedWithoutAQuery(exchange);
  session.receive(new Uint8Array(585));
  clock.advanceTo(clock.nowMs() + 9999);
  expect(sink.messages).toEqual([]);
  clock.advanceTo(clock.nowMs() + 1);
  expect(sink.packets()).toMatchObject([{ kind: 'disconnect', reason: 808 }]);
  expect([exchange.connections(), clock.nextTimerAtMs()]).toEqual([[], undefined]);
});

test('a login takes one of the five connections of its client', () => {
  const { exchange } = createSmallExchange();
  const clients = Array.from({ length: 6 }, () => connectedWithoutAQuery(exchange));
  for (const { session } of clients) session.receive(goodLogin(exchange));
  expect(clients.map(({ sink }) => sink.packets().map((packet) => packet.kind))).toEqual([
    ['disconnect'],
    [],
    [],
    [],
    [],
    [],
  ]);
});

test('a second login and the header of a goodbye change nothing', () => {
  const { exchange } = createSmallExchange();
  const { session, sink } = connectedWithoutAQuery(exchange);
  session.receive(firstVersionHeader(12, '1100000001'));
  session.receive(goodLogin(exchange));
  session.receive(firstVersionLogin('1100000001', 'garbage'));
  session.receive(firstVersionHeader(12, '1100000001'));
  session.receive(SUBSCRIBE_NIFTY);
  expect(sink.packets().map((packet) => packet.kind)).toEqual(['previous-close', 'ticker']);
});

test("over a socket: login, subscription, and the official SDK's goodbye of code 12 and a binary header", async () => {
  const { exchange } = createSmallExchange();
  const listening = await listenExchange(exchange);
  try {
    const socket = new WebSocket(listening.feedUrl);
    const heard: Buffer[] = [];
    socket.on('message', (data) => heard.push(data as Buffer));
    await new Promise((resolve) => socket.once('open', resolve));
    socket.send(goodLogin(exchange));
    socket.send(SUBSCRIBE_NIFTY);
    while (heard.length < 2) await new Promise((resolve) => socket.once('message', resolve));
    socket.send(encodeDisconnect());
    socket.send(firstVersionHeader(12, '1100000001'));
    const code = await new Promise((resolve) => socket.once('close', resolve));
    expect(heard.map(([first]) => first)).toEqual([6, 2]);
    expect([code, exchange.connections()]).toEqual([1000, []]);
  } finally {
    exchange.close();
    await listening.close();
  }
});
