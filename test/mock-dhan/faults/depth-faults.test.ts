/** Faults of packets on the depth feeds, as a client on a real socket meets them. */
import { once } from 'node:events';
import { afterEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import type { PacketFault } from '#engine/faults/packet-fault.ts';
import { decodeDepthFrame } from '#engine/wire/depth-packets.ts';
import type { DepthFeedLevels, DepthPacket } from '#engine/wire/depth-packets.ts';
import { listenExchange } from '#mock-dhan/listen.ts';
import { readFault } from '#scenarios/fault-schema.ts';
import { FIRST_LEG_ID, createSmallExchange } from '#test/support/small-world.ts';

const SECOND_MS = 1000;
const PATHS = { 20: '/twentydepth', 200: '/twohundreddepth' } as const;
/** Struck once the subscription's snapshots are through. */
const SOON = { probability: 1, from: '09:20:01' } as const;
const OTHER_LEG_ID = FIRST_LEG_ID + 1;

const opened: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0)) await close();
});

/** A client of one leg whose best bid rises by a rupee a second from 201 on. */
async function watched(fault: PacketFault, levels: DepthFeedLevels = 20, ids = [FIRST_LEG_ID]) {
  const { exchange, world, clock } = createSmallExchange({ faults: [fault] });
  const listening = await listenExchange(exchange, { keepAlive: clock });
  const { accessToken, clientId } = exchange.accounts.credentialsOf()!;
  const query = `token=${accessToken}&clientId=${clientId}&authType=2`;
  const socket = new WebSocket(`${listening.feedUrl}${PATHS[levels]}?${query}`);
  const messages: Uint8Array[] = [];
  socket.on('message', (bytes: Buffer) => messages.push(new Uint8Array(bytes)));
  opened.push(async () => {
    socket.terminate();
    await listening.close();
  });
  await once(socket, 'open');
  const key = (id: number) => ({ ExchangeSegment: 'NSE_FNO', SecurityId: String(id) });
  socket.send(
    JSON.stringify(
      levels === 20
        ? { RequestCode: 23, InstrumentCount: ids.length, InstrumentList: ids.map(key) }
        : { RequestCode: 23, ...key(ids[0]!) },
    ),
  );
  while (messages.length === 0) await new Promise(setImmediate);
  messages.length = 0;
  const startMs = clock.nowMs();
  for (let second = 1; second <= 5; second += 1)
    world.plan(startMs + second * SECOND_MS, (board) => {
      for (const id of ids)
        board.quote(world.universe.indexOf('NSE_FNO', id), {
          bid: 200 + second,
          bidQuantity: 65,
          ask: 300 + second,
          askQuantity: 65,
        });
    });
  const counters = () => exchange.counters()[levels === 20 ? 'depth20' : 'depth200'];
  const before = counters().messages;
  return {
    exchange,
    messages,
    /** Every message up to that time, read. */
    playTo: async (second: number) => {
      clock.advanceTo(startMs + second * SECOND_MS);
      while (messages.length < counters().messages - before) await new Promise(setImmediate);
      return messages.map((message) => decodeDepthFrame(message, levels));
    },
    strikes: () => exchange.faults.states()[0]!.strikes,
  };
}

type Read = Awaited<ReturnType<Awaited<ReturnType<typeof watched>>['playTo']>>;

/** `bid 201` of every side that could be read. */
const best = (read: Read): string[] => read.flatMap(({ packets }) => packets.map(shown));

function shown(packet: DepthPacket): string {
  return packet.kind === 'disconnect' ? 'end' : `${packet.kind} ${packet.rows[0]!.price}`;
}

test.for([20, 200] as const)(
  '%i levels: a muted instrument falls silent, another goes on',
  async (levels) => {
    const feed = await watched(
      { id: 'mute', kind: 'mute-instrument', instruments: [`NSE_FNO:${FIRST_LEG_ID}`], ...SOON },
      levels,
      levels === 20 ? [FIRST_LEG_ID, OTHER_LEG_ID] : [FIRST_LEG_ID],
    );
    const packets = (await feed.playTo(2)).flatMap((read) => read.packets);
    expect(packets.map((packet) => 'securityId' in packet && packet.securityId)).toEqual(
      levels === 20 ? [OTHER_LEG_ID, OTHER_LEG_ID, OTHER_LEG_ID, OTHER_LEG_ID] : [],
    );
    expect(feed.strikes()).toBe(4);
  },
);

test.for([20, 200] as const)('%i levels: a frozen book keeps every price of each side', async (levels) => {
  const feed = await watched({ id: 'ice', kind: 'freeze-price', ...SOON, until: '09:20:03' }, levels);
  const read = await feed.playTo(3);
  expect(best(read)).toEqual(['bid 201', 'ask 301', 'bid 201', 'ask 301', 'bid 203', 'ask 303']);
  const [first, second] = read.map(({ packets }) =>
    packets.map((packet) => 'rows' in packet && packet.rows.map(({ price }) => price)),
  );
  expect(second).toEqual(first);
  expect(feed.strikes()).toBe(2);
});

test('zero prices are every level’s, quantities stay', async () => {
  const feed = await watched({ id: 'zero', kind: 'zero-price', ...SOON, times: 1 });
  const [bid, ask] = (await feed.playTo(1))[0]!.packets;
  expect(bid).toMatchObject({ kind: 'bid', rows: expect.not.arrayContaining([{ price: 201 }]) });
  expect('rows' in bid! && [new Set(bid.rows.map(({ price }) => price)), bid.rows[0]!.quantity]).toEqual([
    new Set([0]),
    65,
  ]);
  expect(shown(ask!)).toBe('ask 301');
});

test.for([
  ['nan-price', {}, 'bad-value'],
  ['malformed', { header: 'unknown-code' }, 'unknown-code'],
  ['malformed', { header: 'bad-length' }, 'bad-length'],
] as const)('%s %j is what a reader finds', async ([kind, more, finding]) => {
  const feed = await watched({ id: 'bad', kind, ...SOON, ...more, times: 2 } as PacketFault);
  const read = await feed.playTo(2);
  expect(read[0]!.finding?.kind).toBe(finding);
  expect([read[1]!.finding, best(read).slice(-2)]).toEqual([undefined, ['bid 202', 'ask 302']]);
  expect(feed.strikes()).toBe(2);
});

test('half a side is sent in place of it, and the other side whole', async () => {
  const feed = await watched({ id: 'cut', kind: 'truncate', ...SOON, times: 1 });
  await feed.playTo(2);
  expect(feed.messages.map(({ length }) => length)).toEqual([166 + 332, 2 * 332]);
});

test('a packet names the wrong segment', async () => {
  const feed = await watched({ id: 'lost', kind: 'wrong-segment', as: 'BSE_FNO', ...SOON, times: 1 });
  expect((await feed.playTo(1))[0]!.packets).toMatchObject([
    { kind: 'bid', exchangeSegment: 'BSE_FNO', securityId: FIRST_LEG_ID },
    { kind: 'ask', exchangeSegment: 'NSE_FNO', securityId: FIRST_LEG_ID },
  ]);
});

test('a doubled side comes twice', async () => {
  const feed = await watched({ id: 'twice', kind: 'duplicate', ...SOON, times: 1 });
  expect(best(await feed.playTo(1))).toEqual(['bid 201', 'bid 201', 'ask 301']);
});

test('a side out of order comes behind the next one of that side, its number with it', async () => {
  const feed = await watched({ id: 'late', kind: 'out-of-order', ...SOON, times: 1 });
  const read = await feed.playTo(2);
  expect(best(read)).toEqual(['ask 301', 'bid 202', 'bid 201', 'ask 302']);
  const [, newer, older] = read.flatMap(({ packets }) => packets);
  expect('sequence' in newer! && 'sequence' in older! && newer.sequence - older.sequence).toBe(1);
});

test('a delayed side comes at its time', async () => {
  const feed = await watched({ id: 'slow', kind: 'delay', delay: 1500, ...SOON, times: 1 });
  expect(best(await feed.playTo(2.4))).toEqual(['ask 301', 'bid 202', 'ask 302']);
  expect(best(await feed.playTo(2.5)).at(-1)).toBe('bid 201');
});

test('a fault of another feed, another instrument or of trade times leaves depth alone', async () => {
  const faults: PacketFault[] = [
    { id: 'a', kind: 'zero-price', feed: 'live', probability: 1 },
    { id: 'b', kind: 'zero-price', feed: 'depth-200', probability: 1 },
    { id: 'c', kind: 'zero-price', instruments: ['NIFTY'], probability: 1 },
    { id: 'd', kind: 'stale-time', probability: 1 },
  ];
  for (const fault of faults) {
    const feed = await watched(fault);
    expect(best(await feed.playTo(1))).toEqual(['bid 201', 'ask 301']);
    expect(feed.strikes()).toBe(0);
  }
});

test('a stale trade time aimed at depth is refused with the reason', () => {
  expect(readFault({ id: 'stale', kind: 'stale-time', feed: 'depth-20' })).toEqual({
    ok: false,
    reason: 'fault feed: expected live: a packet of depth has no trade time.',
  });
  expect(readFault({ id: 'ice', kind: 'freeze-price', feed: 'depth-200' }).ok).toBe(true);
});
