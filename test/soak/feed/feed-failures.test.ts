import { expect, test } from 'vitest';
import { feedFailures } from './feed-failures.ts';
import type { Published, Received } from './program-lines.ts';

/** Five thousand instruments: snapshot, one turn, open interest twice. */
const PACKETS = 20_000;
const MIB = 1024 * 1024;

const published: Published = {
  leftAtUs: [0, 5],
  lastPrices: [100, 101],
  packets: 5 * PACKETS,
  droppedAsTooSlow: 0,
  cpuShare: 0,
  latestMs: 0,
  mark: { residentBytes: 100 * MIB, usedBytes: 40 * MIB },
  end: { residentBytes: 164 * MIB, usedBytes: 56 * MIB },
};
const connection = { packets: PACKETS, lastPrices: [100, 101], close: '1001 exchange closed' };
const received: Received = {
  connections: Array.from({ length: 5 }, () => connection),
  checked: 5 * PACKETS,
  wrong: 0,
  findings: [],
  leftAtUs: [0, 5],
  quotes: 25_000,
  seconds: 0,
  p50: 0,
  p99: 1000,
  max: 1000,
  cpuShare: 0,
};

test('everything delivered, however late, and memory within its bound is no failure', () => {
  expect(feedFailures(published, received, 1)).toEqual([]);
});

test.each([
  [{ packets: PACKETS - 1 }, 'connection 1, packets received: expected 20000, was 19999'],
  [{ lastPrices: [100, 99] }, "connection 1, last price of leg 1: expected the board's 101, was 99"],
  [
    // What else it missed follows from that.
    { close: '1013 client reads too slowly', packets: 1 },
    'connection 1, close: expected 1001 exchange closed, was 1013 client reads too slowly',
  ],
])('a connection with %j fails the proof', (change, failure) => {
  const connections = [{ ...connection, ...change }, ...received.connections.slice(1)];
  expect(feedFailures(published, { ...received, connections }, 1)).toEqual([failure]);
});

test.each([
  [{ packets: 1 }, 'packets sent: expected 100000, was 1'],
  [{ leftAtUs: [0, 6] }, 'time of turn 1, us: expected 6, was 5'],
  [{ droppedAsTooSlow: 1 }, 'slow readers dropped: expected 0, was 1'],
  [
    { end: { residentBytes: 165 * MIB, usedBytes: 0 } },
    "growth of the server's resident memory after gc, bytes: expected at most 67108864, was 68157440",
  ],
  [
    { end: { residentBytes: 0, usedBytes: 57 * MIB } },
    "growth of the server's memory in use after gc, bytes: expected at most 16777216, was 17825792",
  ],
])('a server with %j fails the proof', (change, failure) => {
  expect(feedFailures({ ...published, ...change }, received, 1)).toEqual([failure]);
});

test('wrong packets are named and counted', () => {
  const findings = ['connection 2, low of NSE_FNO:50017: expected 50, was 1'];
  expect(feedFailures(published, { ...received, findings, wrong: 4 }, 1)).toEqual([
    ...findings,
    'wrong packets: expected 0, was 4',
  ]);
});
