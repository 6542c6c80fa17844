import { expect, test } from 'vitest';
import { decodeDepthFrame } from '#engine/wire/depth-packets.ts';
import type { MockExchange } from '#mock-dhan/exchange.ts';
import type { ClientSession } from '#mock-dhan/feed/client-session.ts';
import { FIRST_LEG_ID, createSmallExchange } from '#test/support/small-world.ts';
import { sinkInto } from '#test/support/sink-log.ts';
import { manyLegs } from '#test/support/many-legs.ts';

interface DepthClient {
  readonly session: ClientSession;
  /** The very bytes handed to the sink, one write each. */
  readonly messages: Uint8Array[];
}

function connected(exchange: MockExchange, feed: 'depth-20' | 'depth-200'): DepthClient {
  const login = exchange.accounts.credentialsOf();
  const messages: Uint8Array[] = [];
  const sink = sinkInto(
    (bytes) => messages.push(bytes),
    () => session?.heardFromClient(),
  );
  const session = exchange.feeds[feed].connect(
    { token: login?.accessToken, clientId: login?.clientId },
    sink,
  );
  if (!session) throw new Error('the test login was refused');
  return { session, messages };
}

function subscribe(securityIds: readonly number[]): string {
  return JSON.stringify({
    RequestCode: 23,
    InstrumentList: securityIds.map((id) => ({ ExchangeSegment: 'NSE_FNO', SecurityId: String(id) })),
  });
}

test('fifty instruments fit one message of one client, the fifty-first ends it with 804', () => {
  const { exchange, legs } = manyLegs(51);
  const { session, messages } = connected(exchange, 'depth-20');
  const ids = legs.map(({ securityId }) => securityId);
  session.receive(subscribe(ids.slice(0, 50)));
  expect(messages[0]).toHaveLength(50 * 2 * 332);
  expect(exchange.connections()).toMatchObject([{ feed: 'depth-20', instruments: 50, packetsSent: 100 }]);
  session.receive(subscribe(ids.slice(50)));
  expect(decodeDepthFrame(messages[1]!, 20).packets).toEqual([{ kind: 'disconnect', reason: 804 }]);
  expect(exchange.connections()).toEqual([]);
});

test('a book is encoded once per flush and its bytes shared; each client has one write', () => {
  const { exchange, world, clock } = createSmallExchange();
  const clients = [connected(exchange, 'depth-200'), connected(exchange, 'depth-200')];
  for (const { session } of clients) session.receive(subscribe([FIRST_LEG_ID]));
  const leg = world.universe.indexOf('NSE_FNO', FIRST_LEG_ID);
  world.plan(clock.nowMs() + 1, (board) =>
    board.quote(leg, { bid: 201, bidQuantity: 65, ask: 202, askQuantity: 65 }),
  );
  clock.advanceTo(clock.nowMs() + 250);
  expect(clients.map(({ messages }) => messages.length)).toEqual([2, 2]);
  expect(clients[1]!.messages[1]).toBe(clients[0]!.messages[1]);
});

test('a newcomer’s snapshot does not swallow the change that others have not seen', () => {
  const { exchange, world, clock } = createSmallExchange();
  const first = connected(exchange, 'depth-20');
  first.session.receive(subscribe([FIRST_LEG_ID]));
  const leg = world.universe.indexOf('NSE_FNO', FIRST_LEG_ID);
  const startMs = clock.nowMs();
  world.plan(startMs + 10, (board) =>
    board.quote(leg, { bid: 201, bidQuantity: 65, ask: 202, askQuantity: 65 }),
  );
  clock.advanceTo(startMs + 100);
  connected(exchange, 'depth-20').session.receive(subscribe([FIRST_LEG_ID]));
  clock.advanceTo(startMs + 250);
  const [bids] = decodeDepthFrame(first.messages[1]!, 20).packets;
  expect(bids?.kind === 'bid' && bids.rows[0]?.price).toBe(201);
});

test('a side without quotes is 20 empty rows, or no row of 200', () => {
  const { exchange, world } = createSmallExchange();
  const leg = world.universe.indexOf('NSE_FNO', FIRST_LEG_ID);
  world.board.quote(leg, { bid: 0, bidQuantity: 0, ask: 0.05, askQuantity: 65 });
  const twenty = connected(exchange, 'depth-20');
  const twoHundred = connected(exchange, 'depth-200');
  for (const { session } of [twenty, twoHundred]) session.receive(subscribe([FIRST_LEG_ID]));
  expect([twenty.messages[0]!.length, twoHundred.messages[0]!.length]).toEqual([2 * 332, 12 + 3212]);
  expect(decodeDepthFrame(twoHundred.messages[0]!, 200).packets).toMatchObject([
    { kind: 'bid', rows: [], sequence: 0 },
    { kind: 'ask', sequence: 200 },
  ]);
});

test('the live feed’s ticks are the same with and without a depth client beside it', () => {
  const streams = [false, true].map((hasDepth) => {
    const { exchange, world, clock } = createSmallExchange();
    if (hasDepth) connected(exchange, 'depth-20').session.receive(subscribe([FIRST_LEG_ID]));
    const login = exchange.accounts.credentialsOf();
    const seen: string[] = [];
    const session = exchange.feed.connect(
      { token: login?.accessToken, clientId: login?.clientId },
      sinkInto((bytes) => seen.push(`${clock.nowMs()} ${bytes.join()}`)),
    );
    session?.receive(subscribe([FIRST_LEG_ID]).replace('23', '21'));
    const leg = world.universe.indexOf('NSE_FNO', FIRST_LEG_ID);
    for (let atMs = clock.nowMs() + 70; atMs < clock.nowMs() + 2000; atMs += 70)
      world.plan(atMs, (board) => board.trade(leg, 200 + (atMs % 7), atMs));
    clock.advanceTo(clock.nowMs() + 2000);
    return seen;
  });
  expect(streams[0]!.length).toBeGreaterThan(6);
  expect(streams[1]).toEqual(streams[0]);
});
