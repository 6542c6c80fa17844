import { expect, test } from 'vitest';
import { decodePacket } from '#engine/wire/feed-packets.ts';
import { encodeSubscribe } from '#engine/wire/feed-requests.ts';
import { inProcessTransports } from '#mock-dhan/in-process.ts';
import { createSmallExchange } from '#test/support/small-world.ts';

const NIFTY = { exchangeSegment: 'IDX_I', securityId: 13 } as const;

function feedUrl(login: { readonly clientId: string; readonly accessToken: string }): string {
  return `ws://feed.test/?version=2&token=${login.accessToken}&clientId=${login.clientId}&authType=2`;
}

function recorder() {
  const messages: Uint8Array[] = [];
  const closes: { code: number; reason: string }[] = [];
  return {
    messages,
    closes,
    onMessage: (message: Uint8Array | string) => {
      if (typeof message !== 'string') messages.push(message.slice());
    },
    onClose: (close: { code: number; reason: string }) => closes.push(close),
  };
}

test('a REST call in memory is answered by the exchange and counted as in flight meanwhile', async () => {
  const { exchange } = createSmallExchange();
  const transports = inProcessTransports(exchange);
  const login = exchange.accounts.credentialsOf()!;
  const pending = transports.http.send({
    method: 'GET',
    url: 'http://api.test/v2/profile',
    headers: { 'access-token': login.accessToken },
  });
  expect(transports.inFlight()).toBe(1);
  const response = await pending;
  expect(transports.inFlight()).toBe(0);
  expect(response.status).toBe(200);
  expect(response.headers['x-simulated']).toBe('1');
  expect(JSON.parse(response.body)).toMatchObject({ dhanClientId: login.clientId, dataPlan: 'Active' });
});

test('a subscription in memory is answered before send returns and moves with the clock', async () => {
  const { exchange, world, clock } = createSmallExchange();
  const handlers = recorder();
  const { sockets } = inProcessTransports(exchange);
  const connection = await sockets.connect(feedUrl(exchange.accounts.credentialsOf()!), handlers);
  for (const message of encodeSubscribe('ticker', [NIFTY])) connection.send(message);
  expect(handlers.messages.map((message) => message[0])).toEqual([6, 2]);
  world.plan(clock.nowMs() + 100, (board) => board.trade(0, 25_010.5, clock.nowMs()));
  clock.advanceTo(clock.nowMs() + 250);
  const tick = decodePacket(handlers.messages[2]!);
  expect(tick).toMatchObject({ ok: true, value: { kind: 'ticker', securityId: 13, ltp: 25_010.5 } });
});

test('a refused login in memory hears packet 50 and the close after the connect has resolved', async () => {
  const { exchange } = createSmallExchange();
  const handlers = recorder();
  const transports = inProcessTransports(exchange);
  await transports.sockets.connect(feedUrl({ clientId: '1100000001', accessToken: 'garbage' }), handlers);
  expect(handlers.messages).toEqual([]);
  while (transports.inFlight() > 0) await new Promise(setImmediate);
  expect(handlers.messages.map((message) => [message[0], message[8]! | (message[9]! << 8)])).toEqual([
    [50, 809],
  ]);
  expect(handlers.closes).toEqual([{ code: 1000, reason: '' }]);
});

test('a refused upgrade in memory rejects with the status', async () => {
  const { exchange } = createSmallExchange({
    faults: [{ id: 'refused', kind: 'refuse-upgrade', status: 429, probability: 1 }],
  });
  const { sockets } = inProcessTransports(exchange);
  await expect(
    sockets.connect(feedUrl(exchange.accounts.credentialsOf()!), recorder()),
  ).rejects.toMatchObject({ code: 'UPSTREAM', failure: 'rate-limit', status: 429 });
});

test('a connection closed by its owner stops receiving and leaves the exchange', async () => {
  const { exchange, world, clock } = createSmallExchange();
  const handlers = recorder();
  const { sockets } = inProcessTransports(exchange);
  const connection = await sockets.connect(feedUrl(exchange.accounts.credentialsOf()!), handlers);
  for (const message of encodeSubscribe('ticker', [NIFTY])) connection.send(message);
  connection.close();
  expect(exchange.connections()).toEqual([]);
  world.plan(clock.nowMs() + 100, (board) => board.trade(0, 25_010.5, clock.nowMs()));
  clock.advanceTo(clock.nowMs() + 1000);
  expect(handlers.messages).toHaveLength(2);
  expect(handlers.closes).toEqual([{ code: 1000, reason: '' }]);
});

test.each([
  ['wss://depth-api-feed.dhan.co/twentydepth', 'depth-20'],
  ['wss://full-depth-api.dhan.co/', 'depth-200'],
  ['ws://exchange.memory/twohundreddepth', 'depth-200'],
  ['wss://api-order-update.dhan.co', 'order-update'],
  ['wss://api-feed.dhan.co', 'live'],
])('the URL %s reaches the feed %s in memory', async (address, feed) => {
  const { exchange } = createSmallExchange();
  const { accessToken, clientId } = exchange.accounts.credentialsOf()!;
  const { sockets } = inProcessTransports(exchange);
  await sockets.connect(`${address}?token=${accessToken}&clientId=${clientId}`, recorder());
  expect(exchange.connections()).toMatchObject([{ feed }]);
});
