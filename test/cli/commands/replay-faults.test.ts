import { expect, test } from 'vitest';
import { replayScenario } from '#cli/replay-run.ts';
import { ORDER_FAULTS } from '#engine/faults/order-fault.ts';
import type { PlannedFault } from '#engine/faults/planned-fault.ts';
import { loadScenario } from '#scenarios/catalogue.ts';
import { REPLAY_OPTIONS } from '#test/support/replay-options.ts';
import { shortScenario } from '#test/support/short-scenario.ts';

/** `faults`: YAML list entries. */
async function replayed(faults: readonly string[], through: 'memory' | 'sockets' = 'memory') {
  const file = shortScenario(
    'market-hours',
    '09:17:00',
    `faults:\n${faults.map((fault) => `  - ${fault}\n`).join('')}`,
  );
  const report = await replayScenario(loadScenario(file), { ...REPLAY_OPTIONS, through });
  const struck = report.checks
    .filter(({ id }) => id.startsWith('fault.'))
    .map(({ id, observed }) => `${id} ${observed}`);
  return { report, struck };
}

const SPOILT_PACKETS = [
  "{ id: mute, kind: mute-instrument, instruments: [BANKNIFTY], from: '09:16:00', until: '09:16:30' }",
  "{ id: ice, kind: freeze-price, instruments: [NIFTY], from: '09:16:00', until: '09:16:20' }",
  '{ id: late, kind: delay, delay: late, segment: NSE_FNO, probability: 0.01 }',
  '{ id: disorder, kind: out-of-order, probability: 0.01 }',
  '{ id: twice, kind: duplicate, probability: 0.01 }',
  '{ id: nan, kind: nan-price, probability: 0.01 }',
  '{ id: cut, kind: truncate, probability: 0.01 }',
];

test('packets that are withheld, added and spoilt leave the same chain in memory and through sockets', async () => {
  const [memory, sockets] = [await replayed(SPOILT_PACKETS), await replayed(SPOILT_PACKETS, 'sockets')];
  expect(sockets.report.chainDigest).toBe(memory.report.chainDigest);
  expect(sockets.struck).toEqual(memory.struck);
  expect(memory.struck.filter((line) => line.includes('never struck'))).toEqual([]);
});

test('a start on slow answers and a skewed clock comes to the same in memory and through sockets', async () => {
  const faults = [
    "{ id: slow, kind: slow-answer, routes: ['*'], latencyMs: 700, jitterMs: 300 }",
    '{ id: skew, kind: clock-skew, skewMs: -2000 }',
    '{ id: nulls, kind: null-legs, underlyings: [NIFTY], legs: pe, times: 1 }',
  ];
  const [memory, sockets] = [await replayed(faults), await replayed(faults, 'sockets')];
  expect(sockets.report.chainDigest).toBe(memory.report.chainDigest);
  expect(sockets.struck).toEqual(memory.struck);
  expect(memory.report.startup.state).toBe('ready');
});

const LINES = [
  '{ id: split, kind: split-frames, by: continuation, pieces: 3, probability: 0.5 }',
  '{ id: torn, kind: split-frames, by: write, pieces: 4, probability: 0.5 }',
  '{ id: one, kind: coalesce-frames, probability: 0.5 }',
  "{ id: far, kind: feed-latency, latencyMs: 300, jitterMs: 500, from: '09:16:00', until: '09:16:30' }",
  "{ id: narrow, kind: bandwidth, bytesPerSecond: 20000, from: '09:16:30' }",
];

test('messages in pieces, joined, late and slow leave the same chain in memory and through sockets', async () => {
  const [memory, sockets] = [await replayed(LINES), await replayed(LINES, 'sockets')];
  expect(sockets.report.chainDigest).toBe(memory.report.chainDigest);
  expect(sockets.report.counters).toEqual(memory.report.counters);
  expect(sockets.struck).toEqual(memory.struck);
  expect(memory.struck.filter((line) => line.includes('never struck'))).toEqual([]);
  expect(memory.report.counters.packetsRejected).toBe(0);
});

test('an end that waits behind a slow line is the same in memory and through sockets', async () => {
  const faults = [
    "{ id: far, kind: feed-latency, latencyMs: 3000, from: '09:15:30', until: '09:16:10' }",
    "{ id: dropped, kind: disconnect, feed: live, reason: 800, from: '09:16:00.100' }",
  ];
  const [memory, sockets] = [await replayed(faults), await replayed(faults, 'sockets')];
  expect(sockets.report.chainDigest).toBe(memory.report.chainDigest);
  expect(sockets.report.counters).toEqual(memory.report.counters);
  expect(memory.report.counters.feedConnects).toBe(2);
});

test.for([
  "{ id: cut, kind: reset, from: '09:16:00.100' }",
  "{ id: cut, kind: fin, from: '09:16:00.100' }",
  "{ id: cut, kind: half-open, from: '09:16:00.100' }",
  "{ id: cut, kind: slow-close, from: '09:16:00.100', closeMs: 5000 }",
  "{ id: cut, kind: evict, feed: live, from: '09:16:00.100' }",
  "{ id: cut, kind: token-rollover, from: '09:16:00.100' }",
])('%s is the same day in memory and through sockets', async (fault) => {
  const [memory, sockets] = [await replayed([fault]), await replayed([fault], 'sockets')];
  expect(sockets.report.chainDigest).toBe(memory.report.chainDigest);
  expect(sockets.report.counters).toEqual(memory.report.counters);
  expect([memory.struck, sockets.struck].flat()).toEqual(
    Array(2).fill('fault.cut struck 1 times, first at 09:16:00'),
  );
});

/** What each kind needs; the window, or the client, is one in which nobody can be struck. */
const NOBODY = "clientId: '1100009999'";
const UNSTRUCK: Readonly<Record<PlannedFault['kind'], string>> = {
  answer: `routes: ['*'], body: html, ${NOBODY}`,
  'slow-answer': `routes: ['*'], latencyMs: 10, ${NOBODY}`,
  'clock-skew': `skewMs: 1000, ${NOBODY}`,
  'stub-master': "from: '09:16:00'",
  'blank-master': "columns: [LOT_SIZE], from: '09:16:00'",
  'zero-chain': `underlyings: ['*'], ${NOBODY}`,
  'null-legs': `underlyings: ['*'], ${NOBODY}`,
  'empty-expiry-list': `underlyings: ['*'], ${NOBODY}`,
  'wrong-expiry-list': `underlyings: ['*'], ${NOBODY}`,
  'refuse-upgrade': `status: 503, ${NOBODY}`,
  mute: "feed: depth-20, from: '09:16:59'",
  'mute-instrument': NOBODY,
  'freeze-price': NOBODY,
  'stale-time': NOBODY,
  'zero-price': NOBODY,
  'nan-price': NOBODY,
  duplicate: NOBODY,
  'out-of-order': NOBODY,
  truncate: NOBODY,
  'wrong-segment': `as: NSE_EQ, ${NOBODY}`,
  malformed: `header: bad-length, ${NOBODY}`,
  delay: `delay: late, ${NOBODY}`,
  'split-frames': `by: write, ${NOBODY}`,
  'coalesce-frames': NOBODY,
  'feed-latency': `latencyMs: 10, ${NOBODY}`,
  bandwidth: `bytesPerSecond: 1, ${NOBODY}`,
  disconnect: `feed: live, reason: 807, from: '09:16:00', ${NOBODY}`,
  evict: `feed: live, from: '09:16:00', ${NOBODY}`,
  'token-rollover': `from: '09:16:00', ${NOBODY}`,
  'data-plan-lapse': `from: '09:16:00', ${NOBODY}`,
  reset: `from: '09:16:00', ${NOBODY}`,
  fin: `from: '09:16:00', ${NOBODY}`,
  'half-open': `from: '09:16:00', ${NOBODY}`,
  'slow-close': `closeMs: 10, from: '09:16:00', ${NOBODY}`,
  'fill-in-parts': 'parts: 2',
  'reject-order': 'text: No',
  'hold-in-transit': NOBODY,
  'late-order-update': 'delayMs: 10',
  'repeated-order-update': NOBODY,
  'missing-order-update': NOBODY,
  'missing-postback': NOBODY,
};

test('a fault of any kind that strikes nobody ends an otherwise good replay with 5 and says what was awaited', async () => {
  const { report, struck } = await replayed(plannedFor((kind) => !ORDER_FAULTS.has(kind)));
  const kinds = Object.keys(UNSTRUCK).filter((kind) => !ORDER_FAULTS.has(kind));
  expect(struck).toEqual(kinds.map((kind) => `fault.${kind} it never struck`));
  const remedies = report.checks.filter(({ id }) => id.startsWith('fault.')).map(({ remedy }) => remedy);
  for (const remedy of remedies)
    expect(remedy).toMatch(/^Nothing to strike: expected \S.* to \S.*\. Move the fault/);
  expect(report.exitCode).toBe(5);
});

test('drills of orders are skipped in a replay, whose backend places none, and do not fail it', async () => {
  const { report } = await replayed(plannedFor((kind) => ORDER_FAULTS.has(kind)));
  const drills = report.checks.filter(({ id }) => id.startsWith('fault.'));
  expect(drills.map(({ id }) => id)).toEqual([...ORDER_FAULTS].map((kind) => `fault.${kind}`));
  expect(new Set(drills.map(({ status }) => status))).toEqual(new Set(['skip']));
  expect(report.exitCode).toBe(0);
});

/** One fault of each chosen kind that nobody is there for. */
function plannedFor(isChosen: (kind: string) => boolean): string[] {
  return Object.entries(UNSTRUCK)
    .filter(([kind]) => isChosen(kind))
    .map(([kind, more]) => `{ id: ${kind}, kind: ${kind}, ${more} }`);
}
