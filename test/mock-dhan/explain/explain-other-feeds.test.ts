/** The control port explains the depth sockets and the order updates, whose clients are on real sockets. */
import { once } from 'node:events';
import { afterEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import type { PlannedFault } from '#engine/faults/planned-fault.ts';
import { listenExchange } from '#mock-dhan/listen.ts';
import { orderOf } from '#test/support/order-floor.ts';
import { FIRST_LEG_ID, createSmallExchange } from '#test/support/small-world.ts';

const CLIENT = '1100000001';
const LEG = `NSE_FNO:${FIRST_LEG_ID}`;
const OTHER_LEG = `NSE_FNO:${FIRST_LEG_ID + 1}`;
const ON_DEPTH = `instrument=${LEG}&feed=depth-20`;

const opened: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0)) await close();
});

async function explained(faults: readonly PlannedFault[] = []) {
  const { exchange, world, clock } = createSmallExchange({ faults });
  const listening = await listenExchange(exchange, { keepAlive: clock });
  opened.push(() => listening.close());
  const { accessToken } = exchange.accounts.credentialsOf()!;
  const connect = async (path: string): Promise<WebSocket> => {
    const query = `token=${accessToken}&clientId=${CLIENT}&authType=2`;
    const socket = new WebSocket(`${listening.feedUrl}${path}?${query}`);
    opened.unshift(async () => socket.terminate());
    await once(socket, 'open');
    return socket;
  };
  const until = async (isSo: () => boolean): Promise<void> => {
    while (!isSo()) await new Promise(setImmediate);
  };
  return {
    connect,
    until,
    exchange,
    subscribeDepth: async (socket: WebSocket) => {
      const key = { ExchangeSegment: 'NSE_FNO', SecurityId: String(FIRST_LEG_ID) };
      socket.send(JSON.stringify({ RequestCode: 23, InstrumentCount: 1, InstrumentList: [key] }));
      await until(() => exchange.connections().some(({ instruments }) => instruments === 1));
    },
    logIn: (socket: WebSocket) =>
      socket.send(
        JSON.stringify({
          LoginReq: { MsgCode: 42, ClientId: CLIENT, Token: accessToken },
          UserType: 'SELF',
        }),
      ),
    /** Moves the leg's book, or only its trades, and lets a flush pass. */
    move: (what: 'book' | 'trade') => {
      const index = world.universe.indexOf('NSE_FNO', FIRST_LEG_ID);
      const atMs = clock.nowMs() + 1000;
      world.plan(atMs, (board) => {
        if (what === 'trade') board.trade(index, 201, atMs);
        else board.quote(index, { bid: 201, bidQuantity: 65, ask: 202, askQuantity: 65 });
      });
      clock.advanceTo(atMs + 250);
    },
    ask: async (query: string) => {
      const answer = await fetch(`${listening.controlUrl}/explain?client=${CLIENT}&${query}`, {
        headers: { authorization: `Bearer ${listening.controlToken}` },
      });
      return { status: answer.status, ...((await answer.json()) as object) };
    },
  };
}

test('a book that was sent is told with its packets and its time', async () => {
  const { connect, subscribeDepth, move, ask } = await explained();
  await subscribeDepth(await connect('/twentydepth'));
  move('book');
  expect(await ask(ON_DEPTH)).toMatchObject({
    feed: 'depth-20',
    lostAt: null,
    hops: expect.arrayContaining([
      { hop: 'connection', isPassed: true, said: '1 open on the feed of 20 levels, since 09:20:00' },
      { hop: 'subscription', isPassed: true, said: 'subscribed since 09:20:00' },
    ]),
    conclusion: `Client ${CLIENT} was sent ${LEG}: 4 packets, the last at 09:20:01.`,
  });
  expect(await ask(`instrument=${LEG}`)).toMatchObject({ feed: 'live', lostAt: 'connection' });
});

test('a trade that moves no quote moves no book', async () => {
  const { connect, subscribeDepth, move, ask } = await explained();
  await subscribeDepth(await connect('/twentydepth'));
  move('trade');
  expect(await ask(ON_DEPTH)).toMatchObject({
    lostAt: 'market',
    conclusion: expect.stringContaining('nobody quotes it; it last traded at 09:20:01'),
  });
});

test.each([
  ['instrument=NIFTY&feed=depth-20', 'listed', /IDX_I:13 has no full depth/],
  [`${ON_DEPTH}0`, 'connection', /it has not connected to the feed of 200 levels/],
  [`instrument=${OTHER_LEG}&feed=depth-20`, 'subscription', /never asked for, 1 other instruments/],
])('%s is lost at %s', async (query, lostAt, conclusion) => {
  const { connect, subscribeDepth, ask } = await explained();
  await subscribeDepth(await connect('/twentydepth'));
  expect(await ask(query)).toMatchObject({ lostAt, conclusion: expect.stringMatching(conclusion) });
});

test('a fault that mutes depth is named, one of the live feed is not', async () => {
  const { connect, subscribeDepth, move, ask } = await explained([
    { id: 'live', kind: 'mute', feed: 'live' },
    { id: 'quiet', kind: 'mute-instrument', feed: 'depth-20', instruments: [LEG], probability: 1 },
  ]);
  await subscribeDepth(await connect('/twentydepth'));
  move('book');
  expect(await ask(ON_DEPTH)).toMatchObject({
    lostAt: 'faults',
    conclusion: expect.stringContaining('the fault "quiet" (mute-instrument) since 09:20:00'),
  });
});

test('order updates: not connected, not logged in, and nothing to tell', async () => {
  const { connect, until, exchange, logIn, ask } = await explained();
  const about = () => ask('feed=order-update');
  expect(await about()).toMatchObject({
    feed: 'order-update',
    instrument: null,
    lostAt: 'connection',
    conclusion: expect.stringMatching(/it has not connected to the order updates\.$/),
  });
  const socket = await connect('/orderupdate');
  expect(await about()).toMatchObject({
    conclusion: expect.stringContaining('1 connections have not logged in'),
  });
  logIn(socket);
  await until(() => exchange.feeds['order-update'].sessions(CLIENT).length === 1);
  expect(await about()).toMatchObject({
    lostAt: 'sent',
    conclusion: expect.stringContaining('nothing has happened to an order of its'),
  });
});

test('order updates: what a drill withheld, and what was sent', async () => {
  const { connect, until, exchange, logIn, ask, move } = await explained([
    { id: 'unseen', kind: 'missing-order-update', correlationPrefix: 'unseen', probability: 1 },
  ]);
  logIn(await connect('/orderupdate'));
  await until(() => exchange.feeds['order-update'].sessions(CLIENT).length === 1);
  exchange.trading.orders.place(orderOf({ clientId: CLIENT, correlationId: 'unseen', price: 90 }));
  expect(await ask('feed=order-update')).toMatchObject({
    lostAt: 'sent',
    conclusion: expect.stringMatching(/1 orders today, .*the fault "unseen" withheld 1\.$/),
  });
  exchange.trading.orders.place(orderOf({ clientId: CLIENT, price: 90 }));
  move('trade');
  expect(await ask('feed=order-update')).toMatchObject({
    lostAt: null,
    conclusion: `Client ${CLIENT} was sent order updates: 2 messages.`,
  });
});

test('a question about an instrument on no feed, or about none, is 400', async () => {
  const { ask } = await explained();
  expect([await ask('feed=live'), await ask('instrument=NIFTY&feed=depth')]).toMatchObject([
    { status: 400 },
    { status: 400 },
  ]);
});
