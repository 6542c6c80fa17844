/** What clients of full market depth rely on, held to by the exchange in memory and on sockets alike. */
import { expect, test } from 'vitest';
import { decodeDepthFrame } from '#engine/wire/depth-packets.ts';
import type { DepthFeedLevels, DepthPacket } from '#engine/wire/depth-packets.ts';
import type { DepthSidePacket } from '#test/support/depth-packets.ts';
import { FeedListener, MOUNTS, feedQuery, openedPerTest } from '#test/support/mounted-exchange.ts';
import type { MountedExchange } from '#test/support/mounted-exchange.ts';
import { FIRST_LEG_ID } from '#test/support/small-world.ts';

const opened = openedPerTest();

const PATHS = { 20: '/twentydepth', 200: '/twohundreddepth' } as const;
const FEEDS = [20, 200] as const;
const EACH = MOUNTS.flatMap((mount) => FEEDS.map((levels) => ({ ...mount, levels })));

function flat(code: number, securityId: number, segment = 'NSE_FNO'): string {
  return JSON.stringify({
    RequestCode: code,
    ExchangeSegment: segment,
    SecurityId: String(securityId),
  });
}

function list(code: number, securityIds: readonly number[], segment = 'NSE_FNO'): string {
  return JSON.stringify({
    RequestCode: code,
    InstrumentCount: securityIds.length,
    InstrumentList: securityIds.map((id) => ({ ExchangeSegment: segment, SecurityId: String(id) })),
  });
}

async function connected(exchange: MountedExchange, levels: DepthFeedLevels): Promise<FeedListener> {
  return FeedListener.connect(exchange, feedQuery(exchange), PATHS[levels]);
}

function packetsAt(
  listener: FeedListener,
  position: number,
  levels: DepthFeedLevels,
): readonly DepthPacket[] {
  const { packets, finding } = decodeDepthFrame(listener.messages[position] ?? new Uint8Array(), levels);
  if (finding) throw new Error(finding.message);
  return packets;
}

/** `side id best price` of every packet of a message. */
function bestOf(listener: FeedListener, position: number, levels: DepthFeedLevels): string[] {
  return packetsAt(listener, position, levels).map((packet) =>
    packet.kind === 'disconnect'
      ? `disconnect ${packet.reason}`
      : `${packet.kind} ${packet.securityId} ${packet.rows[0]?.price}`,
  );
}

function moveQuote(exchange: MountedExchange, securityId: number, atMs: number, bid: number): void {
  const index = exchange.world.universe.indexOf('NSE_FNO', securityId);
  exchange.world.plan(atMs, (board) =>
    board.quote(index, { bid, bidQuantity: 65, ask: bid + 0.1, askQuantity: 65 }),
  );
}

test.each(EACH)(
  '$mount, $levels levels: a subscription is answered with bid then ask',
  async ({ open, levels }) => {
    const exchange = await opened(open);
    const listener = await connected(exchange, levels);
    listener.send(list(23, [FIRST_LEG_ID]));
    await listener.untilMessages(1);
    const packets = packetsAt(listener, 0, levels) as readonly DepthSidePacket[];
    expect(
      packets.map(({ kind, exchangeSegment, securityId, sequence, rows }) => [
        kind,
        exchangeSegment,
        securityId,
        sequence,
        rows.length,
      ]),
    ).toEqual([
      ['bid', 'NSE_FNO', FIRST_LEG_ID, levels === 20 ? 1 : 200, levels],
      ['ask', 'NSE_FNO', FIRST_LEG_ID, levels === 20 ? 1 : 200, levels],
    ]);
    const [bids = [], asks = []] = packets.map(({ rows }) => rows.map(({ price }) => price));
    expect(bids.slice(0, 3)).toEqual([199.95, 199.9, 199.85]);
    expect(asks.slice(0, 3)).toEqual([200.05, 200.1, 200.15]);
    expect(bids).toEqual(bids.toSorted((a, b) => b - a));
    expect(asks).toEqual(asks.toSorted((a, b) => a - b));
  },
);

test.each(EACH)(
  '$mount, $levels levels: one instrument beside the code is a subscription too',
  async ({ open, levels }) => {
    const exchange = await opened(open);
    const listener = await connected(exchange, levels);
    listener.send(flat(23, FIRST_LEG_ID));
    await listener.untilMessages(1);
    expect(bestOf(listener, 0, levels)).toEqual([`bid ${FIRST_LEG_ID} 199.95`, `ask ${FIRST_LEG_ID} 200.05`]);
  },
);

test.each(EACH)(
  '$mount, $levels levels: changes within one grid step arrive once with the last book, and a trade alone moves none',
  async ({ open, levels }) => {
    const exchange = await opened(open);
    const { world, clock } = exchange;
    const listener = await connected(exchange, levels);
    listener.send(flat(23, FIRST_LEG_ID));
    await listener.untilMessages(1);
    const startMs = clock.nowMs();
    const leg = world.universe.indexOf('NSE_FNO', FIRST_LEG_ID);
    moveQuote(exchange, FIRST_LEG_ID, startMs + 50, 201);
    moveQuote(exchange, FIRST_LEG_ID, startMs + 100, 202);
    world.plan(startMs + 300, (board) => board.trade(leg, 205, startMs));
    moveQuote(exchange, FIRST_LEG_ID, startMs + 600, 203);
    clock.advanceTo(startMs + 750);
    await listener.untilMessages(3);
    expect([bestOf(listener, 1, levels)[0], bestOf(listener, 2, levels)[0]]).toEqual([
      `bid ${FIRST_LEG_ID} 202`,
      `bid ${FIRST_LEG_ID} 203`,
    ]);
  },
);

test.each(MOUNTS)(
  '$mount: 20 levels stack every instrument of a flush in one message, bid then ask',
  async ({ open }) => {
    const exchange = await opened(open);
    const { clock } = exchange;
    const other = FIRST_LEG_ID + 1;
    const listener = await connected(exchange, 20);
    listener.send(list(23, [FIRST_LEG_ID, other]));
    await listener.untilMessages(1);
    expect(listener.messages[0]).toHaveLength(4 * 332);
    moveQuote(exchange, FIRST_LEG_ID, clock.nowMs() + 1, 201);
    moveQuote(exchange, other, clock.nowMs() + 1, 301);
    clock.advanceTo(clock.nowMs() + 250);
    await listener.untilMessages(2);
    expect(bestOf(listener, 1, 20)).toEqual([
      `bid ${FIRST_LEG_ID} 201`,
      `ask ${FIRST_LEG_ID} 201.1`,
      `bid ${other} 301`,
      `ask ${other} 301.1`,
    ]);
    expect(
      (packetsAt(listener, 1, 20) as readonly DepthSidePacket[]).map(({ sequence }) => sequence),
    ).toEqual([2, 2, 2, 2]);
  },
);

test.each(EACH.flatMap((each) => [24, 25].map((code) => ({ ...each, code }))))(
  '$mount, $levels levels: request code $code ends a subscription',
  async ({ open, levels, code }) => {
    const exchange = await opened(open);
    const { clock } = exchange;
    const other = FIRST_LEG_ID + 1;
    const listener = await connected(exchange, levels);
    listener.send(flat(23, FIRST_LEG_ID));
    listener.send(flat(code, FIRST_LEG_ID));
    // The snapshot of another instrument, which 200 levels only have room for now, shows that the message before it was read.
    listener.send(flat(23, other));
    await listener.untilMessages(2);
    moveQuote(exchange, FIRST_LEG_ID, clock.nowMs() + 1, 201);
    moveQuote(exchange, other, clock.nowMs() + 1, 301);
    clock.advanceTo(clock.nowMs() + 250);
    await listener.untilMessages(3);
    expect(bestOf(listener, 2, levels)).toEqual([`bid ${other} 301`, `ask ${other} 301.1`]);
    expect(exchange.exchange.connections()).toMatchObject([{ feed: `depth-${levels}`, instruments: 1 }]);
  },
);

test.each(EACH)(
  '$mount, $levels levels: garbage, other codes and segments without depth are passed over in silence',
  async ({ open, levels }) => {
    const exchange = await opened(open);
    const listener = await connected(exchange, levels);
    listener.send('{');
    listener.send(flat(15, FIRST_LEG_ID));
    listener.send(flat(23, 13, 'IDX_I'));
    listener.send(flat(23, FIRST_LEG_ID, 'BSE_FNO'));
    listener.send(flat(23, 999_999));
    listener.send(`{"RequestCode":23,"ExchangeSegment":"NSE_FNO","SecurityId":${FIRST_LEG_ID}}`);
    listener.send(flat(23, FIRST_LEG_ID));
    await listener.untilMessages(1);
    expect(bestOf(listener, 0, levels)[0]).toBe(`bid ${FIRST_LEG_ID} 199.95`);
    expect(exchange.exchange.connections()).toMatchObject([{ instruments: 1, messagesSent: 1 }]);
  },
);

test.each(MOUNTS)(
  '$mount: the second instrument of a 200-level connection ends it with 804',
  async ({ open }) => {
    const exchange = await opened(open);
    const listener = await connected(exchange, 200);
    listener.send(flat(23, FIRST_LEG_ID));
    listener.send(flat(23, FIRST_LEG_ID));
    listener.send(flat(23, FIRST_LEG_ID + 1));
    await listener.untilClosed();
    expect(listener.messages).toHaveLength(3);
    expect(bestOf(listener, 2, 200)).toEqual(['disconnect 804']);
    expect(listener.closed?.code).toBe(1000);
  },
);

test.each(EACH)(
  '$mount, $levels levels: the sixth connection costs the oldest of this feed, and no other feed’s',
  async ({ open, levels }) => {
    const exchange = await opened(open);
    const live = await FeedListener.connect(exchange, feedQuery(exchange));
    const otherDepth = await connected(exchange, levels === 20 ? 200 : 20);
    const listeners: FeedListener[] = [];
    for (let count = 0; count < 6; count += 1) listeners.push(await connected(exchange, levels));
    await listeners[0]!.untilClosed();
    expect(bestOf(listeners[0]!, 0, levels)).toEqual(['disconnect 805']);
    expect(listeners[0]!.closed?.code).toBe(1000);
    expect([live, otherDepth, ...listeners.slice(1)].every(({ closed }) => closed === undefined)).toBe(true);
    expect(exchange.exchange.connections().filter(({ feed }) => feed === `depth-${levels}`)).toHaveLength(5);
  },
);

test.each(EACH)(
  '$mount, $levels levels: a bad login is told why by packet 50 and closed',
  async ({ open, levels }) => {
    const exchange = await opened(open);
    const cases = [
      [feedQuery(exchange, { token: '' }), 808],
      [feedQuery(exchange, { token: 'garbage' }), 809],
      [feedQuery(exchange, { clientId: '42' }), 810],
    ] as const;
    for (const [query, reason] of cases) {
      const listener = await FeedListener.connect(exchange, query, PATHS[levels]);
      await listener.untilClosed();
      expect([bestOf(listener, 0, levels), listener.closed?.code]).toEqual([[`disconnect ${reason}`], 1000]);
    }
    expect(exchange.exchange.connections()).toEqual([]);
  },
);

test.each(EACH)(
  '$mount, $levels levels: a token that dies during the session ends it with 807',
  async ({ open, levels }) => {
    const exchange = await opened(open);
    const listener = await connected(exchange, levels);
    exchange.clock.set(exchange.exchange.accounts.all[0]!.expiresAtMs);
    exchange.clock.advanceTo(exchange.clock.nowMs() + 250);
    await listener.untilClosed();
    expect(bestOf(listener, 0, levels)).toEqual(['disconnect 807']);
  },
);

test.each(EACH)('$mount, $levels levels: request code 12 closes the connection', async ({ open, levels }) => {
  const exchange = await opened(open);
  const listener = await connected(exchange, levels);
  listener.send('{"RequestCode":12}');
  await listener.untilClosed();
  expect(listener.closed?.code).toBe(1000);
  expect(exchange.clock.nextTimerAtMs()).toBeUndefined();
});

test.each(EACH)(
  '$mount, $levels levels: a muted feed stays connected and silent',
  async ({ open, levels }) => {
    const exchange = await opened(open, { faults: [{ id: 'muted', kind: 'mute', from: '09:20:01' }] });
    const { clock } = exchange;
    const listener = await connected(exchange, levels);
    listener.send(flat(23, FIRST_LEG_ID));
    await listener.untilMessages(1);
    moveQuote(exchange, FIRST_LEG_ID, clock.nowMs() + 500, 201);
    moveQuote(exchange, FIRST_LEG_ID, clock.nowMs() + 1500, 202);
    clock.advanceTo(clock.nowMs() + 9000);
    listener.send(flat(23, FIRST_LEG_ID));
    listener.send('{"RequestCode":12}');
    await listener.untilClosed();
    expect(listener.messages).toHaveLength(2);
  },
);
