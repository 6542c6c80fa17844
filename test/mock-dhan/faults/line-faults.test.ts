import { expect, test } from 'vitest';
import type { LineFault } from '#engine/faults/line-fault.ts';
import { encodeSubscribe } from '#engine/wire/feed-requests.ts';
import type { SlowReaderPolicy } from '#mock-dhan/feed/client-session.ts';
import { SinkLog } from '#test/support/sink-log.ts';
import { createSmallExchange } from '#test/support/small-world.ts';

const INDICES = [13, 25].map((securityId) => ({ exchangeSegment: 'IDX_I', securityId }) as const);
const SECOND_MS = 1000;
/** Bytes of a ticker packet and its frame header. */
const TICKER_FRAME = 18;
const SOON = { probability: 1, from: '09:20:01' } as const;

/** A client subscribed to two indices that trade at every full second; what is written to it is kept as it is. */
function watched(fault: LineFault | readonly LineFault[], slowReaders: SlowReaderPolicy = 'disconnect') {
  const { exchange, world, clock } = createSmallExchange({ faults: [fault].flat(), slowReaders });
  const login = exchange.accounts.credentialsOf()!;
  const sink = new SinkLog();
  const writes: { readonly atMs: number; readonly bytes: Uint8Array }[] = [];
  const receive = sink.sendFrames.bind(sink);
  sink.sendFrames = (bytes) => {
    writes.push({ atMs: clock.nowMs() - startMs, bytes: new Uint8Array(bytes) });
    receive(bytes);
  };
  const startMs = clock.nowMs();
  const session = exchange.feed.connect({ token: login.accessToken, clientId: login.clientId }, sink)!;
  for (const message of encodeSubscribe('ticker', INDICES)) session.receive(message);
  for (let second = 1; second <= 60; second += 1)
    world.plan(startMs + second * SECOND_MS, (board) => {
      for (const index of [0, 1]) board.trade(index, 25_000 + second, clock.nowMs());
    });
  writes.length = 0;
  sink.messages.length = 0;
  return {
    exchange,
    sink,
    session,
    writes,
    playTo: (second: number) => clock.advanceTo(startMs + second * SECOND_MS),
    struck: () => [
      exchange.faults.states()[0]!.strikes,
      exchange.journal.after(0, new Set(['fault'])).length,
    ],
  };
}

const prices = (sink: SinkLog) => sink.packets().map((packet) => 'ltp' in packet && packet.ltp);

test('a message split into continuation frames is whole again for whoever puts them together', () => {
  const feed = watched({ id: 'split', kind: 'split-frames', by: 'continuation', pieces: 3, ...SOON });
  feed.playTo(1);
  const { bytes } = feed.writes[0]!;
  // 16 bytes in pieces of 6, 6 and 4.
  expect([0, 8, 16, 22].map((at) => [bytes[at], bytes[at + 1]])).toEqual([
    [0x02, 6],
    [0x00, 6],
    [0x80, 4],
    [0x02, 6],
  ]);
  expect([feed.sink.messages.length, prices(feed.sink)]).toEqual([2, [25_001, 25_001]]);
  expect(feed.struck()).toEqual([2, 1]);
});

test('a write in pieces cuts through frames, and a message counts when its last byte is out', () => {
  const feed = watched({ id: 'split', kind: 'split-frames', by: 'write', pieces: 4, ...SOON });
  const before = feed.exchange.counters().feed;
  const counted = [1, 1.005, 1.01, 1.015].map((second) => {
    feed.playTo(second);
    const { messages, packets } = feed.exchange.counters().feed;
    return [messages - before.messages, packets - before.packets, feed.sink.messages.length];
  });
  expect(counted).toEqual([
    [0, 0, 0],
    [1, 1, 1],
    [1, 1, 1],
    [2, 2, 2],
  ]);
  expect(feed.writes.map(({ atMs, bytes }) => [atMs, bytes.length])).toEqual([
    [1000, 9],
    [1005, 9],
    [1010, 9],
    [1015, 9],
  ]);
  expect(prices(feed.sink)).toEqual([25_001, 25_001]);
  expect(feed.struck()).toEqual([1, 1]);
});

test('nothing is written into the middle of a frame in pieces: a pong and a close wait for its end', () => {
  const feed = watched({ id: 'split', kind: 'split-frames', by: 'write', pieces: 4, ...SOON });
  feed.playTo(1.005);
  feed.session.pinged(new Uint8Array());
  feed.session.disconnect(807);
  expect([feed.sink.pongs, feed.sink.closes]).toEqual([0, []]);
  feed.playTo(2);
  expect([feed.sink.pongs, feed.sink.closes, feed.sink.packets().at(-1)]).toMatchObject([
    1,
    [{ code: 1000 }],
    { kind: 'disconnect', reason: 807 },
  ]);
});

test('messages of a flush come as one; a lone one is not struck', () => {
  const feed = watched({ id: 'one', kind: 'coalesce-frames', ...SOON });
  feed.playTo(1);
  expect([feed.sink.messages.map(({ length }) => length), prices(feed.sink)]).toEqual([
    [32],
    [25_001, 25_001],
  ]);
  expect(feed.exchange.counters().feed).toMatchObject({ packets: 4 + 2, messages: 4 + 1 });
  expect(feed.struck()).toEqual([1, 1]);
});

test('latency holds everything back, in order, and a close comes behind it', () => {
  const feed = watched({ id: 'far', kind: 'feed-latency', latencyMs: 1500, jitterMs: 1000, ...SOON });
  feed.playTo(2.4);
  expect(feed.writes).toEqual([]);
  feed.playTo(10);
  feed.session.disconnect(807);
  feed.playTo(13);
  const delays = feed.writes.slice(0, 9).map(({ atMs }, position) => atMs - (position + 1) * SECOND_MS);
  expect(new Set(delays).size).toBeGreaterThan(1);
  for (const delayMs of delays) expect(Math.abs(delayMs - 2000)).toBeLessThanOrEqual(500);
  const seen = prices(feed.sink).filter((price) => price !== false);
  expect(seen).toEqual(seen.toSorted((a, b) => a - b));
  expect([feed.sink.packets().at(-1)?.kind, feed.sink.closes.length]).toEqual(['disconnect', 1]);
});

test('a narrow line carries so many bytes a second, and what waits is the client’s backlog', () => {
  const feed = watched({ id: 'narrow', kind: 'bandwidth', bytesPerSecond: TICKER_FRAME, ...SOON });
  feed.playTo(10);
  expect(feed.writes.map(({ atMs }) => atMs)).toEqual([3000, 5000, 7000, 9000]);
  expect(feed.exchange.connections()[0]!.backlogBytes).toBe(6 * 2 * TICKER_FRAME);
});

test('latency comes on top of what a narrow line takes, and does not add up', () => {
  const feed = watched([
    { id: 'narrow', kind: 'bandwidth', bytesPerSecond: 10 * TICKER_FRAME, ...SOON },
    { id: 'far', kind: 'feed-latency', latencyMs: 5000, jitterMs: 0, ...SOON },
  ]);
  feed.playTo(12);
  expect(feed.writes.map(({ atMs }) => atMs)).toEqual([6200, 7200, 8200, 9200, 10_200, 11_200]);
});

test('a session that ends while a fault holds its packets up counts as closing until its close is out', () => {
  const feed = watched({ id: 'far', kind: 'feed-latency', latencyMs: 3000, jitterMs: 0, ...SOON });
  feed.playTo(1);
  feed.session.disconnect(807);
  const counters = () => feed.exchange.counters().feed;
  expect([counters().connections, counters().closing]).toEqual([0, 1]);
  feed.playTo(4);
  expect([counters().closing, feed.sink.closes.length]).toEqual([0, 1]);
});

test('a session that has too much waiting ends as too slow, whatever line it is on', () => {
  const feed = watched({ id: 'narrow', kind: 'bandwidth', bytesPerSecond: 1, ...SOON });
  feed.sink.backlog = 8 * 1024 * 1024;
  feed.playTo(1);
  expect(feed.exchange.counters().feed).toMatchObject({ droppedAsTooSlow: 1, connections: 0 });
});

test('a client that goes takes what waits with it', () => {
  const feed = watched({ id: 'far', kind: 'feed-latency', latencyMs: 5000, jitterMs: 0, ...SOON });
  feed.playTo(2);
  feed.session.clientClosed();
  feed.playTo(20);
  expect([feed.writes, feed.sink.closes]).toEqual([[], []]);
});

test('another feed is left alone', () => {
  const feed = watched({
    id: 'far',
    kind: 'feed-latency',
    latencyMs: 5000,
    jitterMs: 0,
    feed: 'depth-20',
    probability: 1,
  });
  feed.playTo(1);
  expect([prices(feed.sink), feed.struck()]).toEqual([
    [25_001, 25_001],
    [0, 0],
  ]);
});
