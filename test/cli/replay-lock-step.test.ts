import { expect, test } from 'vitest';
import { playScenario } from '#cli/replay-run.ts';
import { loadScenario } from '#scenarios/catalogue.ts';
import { REPLAY_OPTIONS } from '#test/support/replay-options.ts';

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
])(
  '%s: over sockets, in lock-step, everything is published as in memory',
  async (name) => {
    const loaded = loadScenario(name);
    const memory = await playScenario(loaded, { ...REPLAY_OPTIONS, through: 'memory' });
    const sockets = await playScenario(loaded, { ...REPLAY_OPTIONS, through: 'sockets' });
    expect(memory.checks.length).toBeGreaterThan(0);
    expect([sockets.digest, sockets.exitCode]).toEqual([memory.digest, 0]);
  },
  SOCKETS_MS,
);
