import { expect, test } from 'vitest';
import type { PlannedFault } from '#engine/faults/planned-fault.ts';
import type { PacketFault } from '#engine/faults/packet-fault.ts';
import type { FeedMode } from '#engine/ports.ts';
import { FeedFrameReader } from '#engine/wire/feed-packets.ts';
import { encodeSubscribe } from '#engine/wire/feed-requests.ts';
import type { WireProfile } from '#engine/wire/wire-profile.ts';
import { SinkLog } from '#test/support/sink-log.ts';
import { FIRST_LEG_ID, FUTURE_ID, createSmallExchange } from '#test/support/small-world.ts';

const NIFTY = { exchangeSegment: 'IDX_I', securityId: 13 } as const;
const BANKNIFTY = { exchangeSegment: 'IDX_I', securityId: 25 } as const;
const LEG = { exchangeSegment: 'NSE_FNO', securityId: FIRST_LEG_ID } as const;
const NIFTY_INDEX = 0;
const BANKNIFTY_INDEX = 1;
const SECOND_MS = 1000;

/** Struck once the subscription's snapshots are through. */
const SOON = { probability: 1, from: '09:20:01' } as const;

/** A client subscribed to two indices and a leg; at every full second NIFTY and BANKNIFTY trade a rupee higher. */
function watched(
  fault: PacketFault,
  { wire = {}, mode = 'ticker' }: { readonly wire?: Partial<WireProfile>; readonly mode?: FeedMode } = {},
) {
  const { exchange, world, clock } = createSmallExchange({ faults: [fault], wire });
  const login = exchange.accounts.credentialsOf()!;
  const sink = new SinkLog();
  const session = exchange.feed.connect({ token: login.accessToken, clientId: login.clientId }, sink)!;
  for (const message of encodeSubscribe(mode, [NIFTY, BANKNIFTY, LEG])) session.receive(message);
  const startMs = clock.nowMs();
  for (let second = 1; second <= 60; second += 1)
    world.plan(startMs + second * SECOND_MS, (board) => {
      board.trade(NIFTY_INDEX, 25_000 + second, startMs + second * SECOND_MS);
      board.trade(BANKNIFTY_INDEX, 56_000 + second, startMs + second * SECOND_MS);
    });
  sink.messages.length = 0;
  return {
    exchange,
    sink,
    playTo: (second: number) => clock.advanceTo(startMs + second * SECOND_MS),
    /** `id: LTP` of every readable packet since the subscription. */
    prices: () =>
      sink.packets().map((packet) => `${packet.securityId}: ${'ltp' in packet ? packet.ltp : packet.kind}`),
    state: () => exchange.faults.states()[0]!,
    journalled: () => exchange.journal.after(0, new Set(['fault'])).length,
  };
}

test('a muted instrument falls silent and the others go on', () => {
  const feed = watched({ id: 'mute', kind: 'mute-instrument', instruments: ['BANKNIFTY'], ...SOON });
  feed.playTo(2);
  expect(feed.prices()).toEqual(['13: 25001', '13: 25002']);
  expect([feed.state().strikes, feed.journalled()]).toEqual([2, 1]);
});

test('a future is aimed at by its id like any other', () => {
  const { exchange, world, clock } = createSmallExchange({
    hasFuture: true,
    faults: [{ id: 'mute', kind: 'mute-instrument', instruments: [`NSE_FNO:${FUTURE_ID}`], ...SOON }],
  });
  const { accessToken: token, clientId } = exchange.accounts.credentialsOf()!;
  const sink = new SinkLog();
  const session = exchange.feed.connect({ token, clientId }, sink)!;
  const future = { exchangeSegment: 'NSE_FNO', securityId: FUTURE_ID } as const;
  for (const message of encodeSubscribe('ticker', [NIFTY, future])) session.receive(message);
  const atMs = clock.nowMs() + 2 * SECOND_MS;
  world.plan(atMs, (board) => {
    board.trade(NIFTY_INDEX, 25_001, atMs);
    board.trade(world.universe.indexOf('NSE_FNO', FUTURE_ID), 25_101, atMs);
  });
  sink.messages.length = 0;
  clock.advanceTo(atMs);
  expect(sink.packets().map(({ securityId }) => securityId)).toEqual([13]);
  expect(exchange.faults.states()[0]!.strikes).toBe(1);
});

test('a frozen price stays what it was at the first packet in the window, until its end', () => {
  const feed = watched({
    id: 'ice',
    kind: 'freeze-price',
    instruments: ['IDX_I:13'],
    ...SOON,
    until: '09:20:04',
  });
  feed.playTo(4);
  expect(feed.prices().filter((price) => price.startsWith('13'))).toEqual([
    '13: 25001',
    '13: 25001',
    '13: 25001',
    '13: 25004',
  ]);
  expect([feed.state().strikes, feed.journalled()]).toEqual([2, 1]);
});

test('a stale trade time stands still while prices move', () => {
  const feed = watched({ id: 'stale', kind: 'stale-time', instruments: ['NIFTY'], ...SOON });
  feed.playTo(3);
  const seen = feed.sink.packets().filter(({ securityId }) => securityId === NIFTY.securityId);
  const times = seen.map((packet) => ('ltt' in packet ? packet.ltt : 0));
  expect([new Set(times).size, new Set(feed.prices()).size]).toEqual([1, 6]);
  expect(feed.state().strikes).toBe(2);
});

test.for([
  ['zero-price', 0],
  ['nan-price', Number.NaN],
] as const)('%s sends the last price as such', ([kind, price]) => {
  const feed = watched({ id: 'bad', kind, segment: 'IDX_I', times: 1, ...SOON });
  feed.playTo(1);
  const [first, second] = feed.sink.messages.map(lastPriceOf);
  expect([first, second]).toEqual([price, 56_001]);
  expect([feed.state().strikes, feed.journalled()]).toEqual([1, 1]);
});

test('a duplicated packet comes twice and is counted twice', () => {
  const feed = watched({ id: 'twice', kind: 'duplicate', instruments: ['NIFTY'], ...SOON });
  const before = feed.exchange.counters().feed.packets;
  feed.playTo(1);
  expect(feed.prices()).toEqual(['13: 25001', '13: 25001', '25: 56001']);
  expect(feed.exchange.counters().feed.packets - before).toBe(3);
});

test('a packet out of order comes behind the next one of its instrument', () => {
  const feed = watched({ id: 'late', kind: 'out-of-order', instruments: ['NIFTY'], times: 1, ...SOON });
  feed.playTo(3);
  expect(feed.prices().filter((price) => price.startsWith('13'))).toEqual([
    '13: 25002',
    '13: 25001',
    '13: 25003',
  ]);
});

test('a packet names the wrong segment; one that is of that segment is not struck', () => {
  const fault = { id: 'lost', kind: 'wrong-segment', as: 'BSE_EQ', instruments: ['NIFTY'], ...SOON } as const;
  const feed = watched(fault);
  feed.playTo(1);
  expect(feed.sink.packets()[0]).toMatchObject({ securityId: 13, exchangeSegment: 'BSE_EQ', ltp: 25_001 });
  const same = watched({ ...fault, as: 'IDX_I' });
  same.playTo(1);
  expect([feed.state().strikes, same.state().strikes]).toEqual([1, 0]);
});

test.for([
  ['truncate', {}, 'truncated'],
  ['malformed', { header: 'unknown-code' }, 'unknown-code'],
  ['malformed', { header: 'bad-length' }, 'bad-length'],
] as const)('%s %j is what a reader finds', ([kind, more, finding]) => {
  const feed = watched({ id: 'bad', kind, instruments: ['NIFTY'], ...SOON, ...more } as PacketFault);
  feed.playTo(1);
  const read = (message: Uint8Array) => new FeedFrameReader().read(message, () => undefined)?.kind;
  expect(feed.sink.messages.map(read)).toEqual([finding, undefined]);
  expect(feed.state().strikes).toBe(1);
});

test('a delayed packet comes at its time, after newer ones', () => {
  const feed = watched({ id: 'slow', kind: 'delay', delay: 1500, instruments: ['NIFTY'], times: 1, ...SOON });
  feed.playTo(2.4);
  expect(feed.prices()).toEqual(['25: 56001', '13: 25002', '25: 56002']);
  feed.playTo(2.5);
  expect(feed.prices().at(-1)).toBe('13: 25001');
});

test('late packets have a median of 1.4 s, and one in a hundred comes after more than 46 s', () => {
  const { exchange, clock, world } = createSmallExchange({
    faults: [{ id: 'late', kind: 'delay', delay: 'late', probability: 1 }],
  });
  const login = exchange.accounts.credentialsOf()!;
  const startMs = clock.nowMs();
  const delays: number[] = [];
  const sink = new SinkLog();
  sink.ping = () => session.heardFromClient();
  sink.onSend = () => {
    // The price is the second it was made in.
    const madeAtMs = startMs + lastPriceOf(sink.messages.pop()!) * SECOND_MS;
    delays.push(clock.nowMs() - madeAtMs);
  };
  const session = exchange.feed.connect({ token: login.accessToken, clientId: login.clientId }, sink)!;
  const count = 4000;
  for (let second = 1; second <= count; second += 1)
    world.plan(startMs + second * SECOND_MS, (board) => board.trade(NIFTY_INDEX, second, clock.nowMs()));
  clock.advanceTo(startMs + 1);
  for (const message of encodeSubscribe('ticker', [NIFTY])) session.receive(message);
  clock.advanceTo(startMs + (count + 1000) * SECOND_MS);
  const seconds = delays.filter((delayMs) => delayMs > 0).map((delayMs) => delayMs / SECOND_MS);
  const quantile = (part: number) => seconds.toSorted((a, b) => a - b)[Math.floor(part * seconds.length)]!;
  expect(seconds).toHaveLength(count);
  expect(quantile(0.5)).toBeCloseTo(1.4, 0);
  expect(Math.abs(quantile(0.99) - 46)).toBeLessThan(12);
});

test('packets that share a message are struck one by one', () => {
  const feed = watched(
    { id: 'mute', kind: 'mute-instrument', instruments: ['NIFTY'], ...SOON },
    { wire: { messages: 'batch' }, mode: 'quote' },
  );
  feed.playTo(2);
  expect(feed.sink.messages).toHaveLength(2);
  expect(feed.prices()).toEqual(['25: 56001', '25: 56002']);
});

test.for<Partial<WireProfile>>([
  { cadenceMs: '100' },
  { cadenceMs: '1000' },
  { conflation: 'each-change' },
  { messages: 'batch', previousClosePackets: 'all' },
  { indexModes: 'ticker-only', ltt: 'true-utc' },
])('on the wire %j packets are struck as on any other', (wire) => {
  for (const mode of ['ticker', 'quote', 'full'] as const) {
    const mute = watched(
      { id: 'mute', kind: 'mute-instrument', instruments: ['NIFTY'], ...SOON },
      { wire, mode },
    );
    const zero = watched({ id: 'zero', kind: 'zero-price', instruments: ['NIFTY'], ...SOON }, { wire, mode });
    for (const feed of [mute, zero]) feed.playTo(2);
    expect(mute.prices()).toEqual(['25: 56001', '25: 56002']);
    expect(zero.prices()).toEqual(['13: 0', '25: 56001', '13: 0', '25: 56002']);
    expect([mute.state().strikes, zero.state().strikes]).toEqual([2, 2]);
  }
});

test('another client, another segment and a window that is over are left alone', () => {
  const faults: PacketFault[] = [
    { id: 'a', kind: 'zero-price', clientId: '1100000002', probability: 1 },
    { id: 'b', kind: 'zero-price', segment: 'BSE_FNO', probability: 1 },
    { id: 'c', kind: 'zero-price', until: '09:20:00', probability: 1 },
  ];
  for (const fault of faults) {
    const feed = watched(fault);
    feed.playTo(2);
    expect(feed.prices()).toEqual(['13: 25001', '25: 56001', '13: 25002', '25: 56002']);
    expect(feed.state().strikes).toBe(0);
  }
});

test.for(['NSE_FNO:1', 'IDX_I:26', 'FINNIFTY'])('%s, which nobody lists, is refused by its name', (name) => {
  const fault: PlannedFault = { id: 'mute', kind: 'mute-instrument', instruments: [name], probability: 1 };
  expect(() => createSmallExchange({ faults: [fault] })).toThrow(
    `fault mute: expected instruments that the exchange lists, was "${name}". Name an index (NIFTY, BANKNIFTY) by its symbol`,
  );
});

function lastPriceOf({ buffer, byteOffset }: Uint8Array): number {
  return new DataView(buffer, byteOffset).getFloat32(8, true);
}
