import { expect, test } from 'vitest';
import { playScenario } from '#cli/replay-run.ts';
import type { PlannedFault } from '#engine/faults/planned-fault.ts';
import { FaultsSchema } from '#scenarios/fault-schema.ts';
import { loadScenario } from '#scenarios/catalogue.ts';
import { REPLAY_OPTIONS } from '#test/support/replay-options.ts';
import { createSmallExchange } from '#test/support/small-world.ts';

const exchangeWith = (faults: readonly PlannedFault[]) => createSmallExchange({ faults });
const ended = { id: 'ended', kind: 'disconnect', feed: 'live', reason: 800 } as const;

const connected = (atMs: number) =>
  ({ kind: 'connected', atMs, clientId: '1', feed: 'live', session: atMs }) as const;

test('a fault begins so long after the first happening it waits for, and lasts as long as it says', () => {
  const mute = {
    id: 'late',
    kind: 'mute',
    after: { connected: 'live' },
    plusMs: 10_000,
    lastsMs: 5000,
  } as const;
  const { exchange, clock } = exchangeWith([mute]);
  const startMs = clock.nowMs();
  const isMute = (): boolean => exchange.faults.isAnyDue(new Set(['mute']));
  clock.advanceTo(startMs + 60_000);
  expect(isMute()).toBe(false);
  exchange.journal.record(connected(clock.nowMs()));
  for (const [seconds, expected] of [
    [69.9, false],
    [70, true],
    [74.9, true],
    [75, false],
  ] as const) {
    clock.advanceTo(startMs + seconds * 1000);
    expect([seconds, isMute()]).toEqual([seconds, expected]);
  }
  exchange.journal.record(connected(clock.nowMs()));
  clock.advanceTo(startMs + 87_000);
  expect(isMute()).toBe(false);
  exchange.close();
});

test('when counts connections that are open at once, and calls since the start', () => {
  const two = {
    ...ended,
    id: 'two',
    kind: 'mute',
    when: { connections: { feed: 'live', atLeast: 2 } },
  } as never;
  const third = {
    id: 'third',
    kind: 'mute',
    when: { requests: { route: 'GET /v2/profile', atLeast: 3 } },
  } as never;
  const { exchange, clock } = exchangeWith([two, third]);
  const begun = () => exchange.faults.states().map(({ fromMs }) => Number.isFinite(fromMs));
  const atMs = clock.nowMs();
  exchange.journal.record(connected(atMs));
  for (let call = 0; call < 2; call += 1)
    exchange.journal.record({ kind: 'request', atMs, clientId: '1', route: 'GET /v2/profile', status: 200 });
  expect(begun()).toEqual([false, false]);
  exchange.journal.record({ ...connected(atMs), session: atMs + 1 });
  exchange.journal.record({ kind: 'request', atMs, clientId: '1', route: 'GET /v2/profile', status: 200 });
  expect(begun()).toEqual([true, true]);
  exchange.close();
});

test('a whole day: each fault follows the one before, and one whose cause never comes ends the run with 5', async () => {
  const loaded = loadScenario('calm-morning');
  const play = (faults: readonly unknown[]) =>
    playScenario(
      {
        ...loaded,
        scenario: {
          ...loaded.scenario,
          faults: FaultsSchema.parse(faults),
          clock: { ...loaded.scenario.clock, endAt: '09:25:00' },
          rules: { expect: { ...loaded.scenario.rules.expect, behaviour: [] } },
        },
      },
      REPLAY_OPTIONS,
    );
  const { checks, exitCode } = await play([
    { ...ended, from: '09:16:00' },
    { id: 'again', kind: 'fin', after: { fault: 'ended' }, plusMs: 60_000 },
    { id: 'refused', kind: 'refuse-upgrade', status: 503, after: { disconnected: 'live' }, times: 1 },
  ]);
  const struck = checks.filter(({ id }) => id.startsWith('fault.')).map(({ observed }) => observed.slice(-8));
  expect([exitCode, struck]).toEqual([0, ['09:16:00', '09:17:00', '09:16:05']]);
  const never = await play([{ ...ended, id: 'never', after: { connected: 'depth-20' } }]);
  expect(never.exitCode).toBe(5);
  expect(never.checks.at(-1)?.remedy).toContain('What it waits for never came: {"connected":"depth-20"}');
});

test.each([
  ['two clocks', [{ ...ended, from: '09:20:00', after: { connected: 'live' } }], 'a fault follows one clock'],
  ['no clock for a moment', [ended], 'expected a time, or after or when'],
  ['a delay of nothing', [{ ...ended, from: '09:20:00', plusMs: 5 }], 'expected after or when'],
  [
    'an end by the clock',
    [{ id: 'm', kind: 'mute', after: { connected: 'live' }, until: '09:20:00' }],
    'expected lastsMs alone',
  ],
  [
    'an unknown cause',
    [{ ...ended, after: { fault: 'other' } }],
    'another fault that does not wait for this one',
  ],
  [
    'a circle',
    [
      { ...ended, id: 'a', after: { fault: 'b' } },
      { ...ended, id: 'b', after: { fault: 'a' } },
    ],
    'another fault that does not wait for this one',
  ],
])('%s is refused with its place and reason', (_, faults, words) => {
  const result = FaultsSchema.safeParse(faults);
  expect(result.error?.issues[0]?.message).toContain(words);
});
