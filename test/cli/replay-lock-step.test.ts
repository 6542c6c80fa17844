import { expect, test } from 'vitest';
import { playScenario } from '#cli/replay-run.ts';
import { loadScenario } from '#scenarios/catalogue.ts';
import { REPLAY_OPTIONS } from '#test/support/replay-options.ts';
import { shortScenario } from '#test/support/short-scenario.ts';

const SOCKETS_MS = 120_000;

test.each([
  'calm-morning',
  'first-hour',
  'auction-0900',
  'half-open-feed',
  'tcp-reset',
  'zero-prices',
  'duplicated-packets',
  'cold-cache-under-rate-limit',
  'token-rollover-0300',
])('%s: over sockets, in lock-step, everything is published as in memory', sameOverSockets, SOCKETS_MS);

const TORN_WRITES = `faults:
  - { id: frames, kind: split-frames, by: continuation, pieces: 3, probability: 0.5 }
  - { id: writes, kind: split-frames, by: write, pieces: 2 }
  - { id: joined, kind: coalesce-frames, probability: 0.1 }
`;
const FAR_AND_NARROW = `
  - { id: far, kind: feed-latency, latencyMs: 40, jitterMs: 200 }
  - { id: narrow, kind: bandwidth, bytesPerSecond: 250000 }
`;

test.each([
  ['torn writes, some messages joined or in fragments', TORN_WRITES],
  ['the same on a far and narrow line', TORN_WRITES + FAR_AND_NARROW],
])(
  '%s: a message in the middle of a write is waited for when its last byte is out',
  (_, faults) => sameOverSockets(shortScenario('market-hours', '09:17:00', faults)),
  SOCKETS_MS,
);

async function sameOverSockets(nameOrPath: string): Promise<void> {
  const loaded = loadScenario(nameOrPath);
  const memory = await playScenario(loaded, { ...REPLAY_OPTIONS, through: 'memory' });
  const sockets = await playScenario(loaded, { ...REPLAY_OPTIONS, through: 'sockets' });
  expect(memory.checks.length).toBeGreaterThan(0);
  expect([sockets.digest, sockets.exitCode]).toEqual([memory.digest, 0]);
}
