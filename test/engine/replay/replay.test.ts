import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { InvariantError } from '#engine/errors.ts';
import { istToEpochMs } from '#engine/market/ist-time.ts';
import { runReplay, settled } from '#engine/replay/replay.ts';
import type { ReplayStage } from '#engine/replay/replay.ts';
import type { ExpectedLeg, Scenario } from '#engine/scenario.ts';
import { VirtualClock } from '#engine/virtual-clock.ts';
import { createFakeEngine, niftyChain, setLeg, startupReport } from '#test/engine/api/fake-engine.ts';
import type { FakeEngine } from '#test/engine/api/fake-engine.ts';
import { syntheticScenario } from '#test/support/market-scenarios.ts';

const START_MS = istToEpochMs('2026-02-04', '09:15:00');

/** A stage around `engine` that notes the time of every settling. */
function handMadeStage(engine: FakeEngine, pace: ReplayStage['pace'] = 'second') {
  const clock = new VirtualClock(START_MS);
  const settledAtMs: number[] = [];
  return {
    clock,
    engine,
    pace,
    settledAtMs,
    settle: async () => {
      settledAtMs.push(clock.nowMs() - START_MS);
      await setImmediate();
    },
  };
}

function startingEngine(overrides: Partial<FakeEngine> = {}): FakeEngine {
  const engine = createFakeEngine();
  engine.start = async () => startupReport(engine);
  return Object.assign(engine, overrides);
}

function scenarioUntil(endAt: string, legs: readonly ExpectedLeg[] = []): Scenario {
  const plain = syntheticScenario();
  return {
    ...plain,
    clock: { ...plain.clock, startAt: '09:15:00', endAt },
    rules: { ...plain.rules, expect: { ...plain.rules.expect, legs } },
  };
}

function expectedLeg(at: string, strike = 23_000): ExpectedLeg {
  return { at, underlying: 'NIFTY', expiry: '2026-02-11', strike, optionType: 'CE', ltp: 100 };
}

test('settled answers with work that needs no time, without moving the clock', async () => {
  const stage = handMadeStage(startingEngine());
  stage.clock.at(START_MS + 1000, () => undefined);
  expect(await settled(Promise.resolve('done'), stage)).toBe('done');
  expect(stage.clock.nowMs()).toBe(START_MS);
});

test('settled moves from timer to timer until the work is done, and no farther', async () => {
  const stage = handMadeStage(startingEngine());
  const after = (ms: number) =>
    new Promise<void>((resolve) => {
      stage.clock.at(stage.clock.nowMs() + ms, resolve);
    });
  stage.clock.at(START_MS + 60_000, () => undefined);
  const work = (async () => {
    await after(3000);
    await after(500);
    return stage.clock.nowMs();
  })();
  expect(await settled(work, stage)).toBe(START_MS + 3500);
  expect(stage.clock.nowMs()).toBe(START_MS + 3500);
});

test('settled rejects as its work does', async () => {
  const stage = handMadeStage(startingEngine());
  const work = new Promise<never>((_resolve, reject) => {
    stage.clock.at(START_MS + 1000, () => reject(new Error('refused')));
  });
  await expect(settled(work, stage)).rejects.toThrow('refused');
});

test('settled gives up on work that no timer will bring', async () => {
  const stage = handMadeStage(startingEngine());
  await expect(settled(new Promise(() => undefined), stage)).rejects.toThrow(InvariantError);
});

test('a run starts the engine, plays to the end of the day and stops it', async () => {
  const calls: string[] = [];
  const engine = startingEngine();
  const stage = handMadeStage(engine);
  engine.start = async () => {
    calls.push('start');
    return startupReport(engine);
  };
  engine.stop = async () => {
    calls.push(`stop at ${stage.clock.nowMs() - START_MS}`);
  };
  stage.clock.at(START_MS + 2500, () => calls.push('timer'));
  const { startup } = await runReplay({ scenario: scenarioUntil('09:15:05'), stage });
  expect(startup.state).toBe('ready');
  expect(calls).toEqual(['start', 'timer', 'stop at 5000']);
});

test('progress is told at the last millisecond of each second, and at the end', async () => {
  const seen: number[] = [];
  const stage = handMadeStage(startingEngine());
  await runReplay({
    scenario: scenarioUntil('09:15:03'),
    stage,
    onProgress: (nowMs) => seen.push(nowMs - START_MS),
  });
  expect(seen).toEqual([1999, 2999, 3000]);
});

test('a refused start plays nothing and stops the engine', async () => {
  let stops = 0;
  const engine = startingEngine({
    stop: async () => {
      stops += 1;
    },
  });
  engine.start = async () => startupReport(engine, { state: 'refused' });
  const stage = handMadeStage(engine);
  const { startup, legs } = await runReplay({
    scenario: scenarioUntil('09:16:00', [expectedLeg('09:15:30')]),
    stage,
  });
  expect([startup.state, legs, stops]).toEqual(['refused', [], 1]);
  expect(stage.clock.nowMs()).toBe(START_MS);
});

test('an interrupted run ends at the next second and still stops the engine', async () => {
  let stops = 0;
  const stage = handMadeStage(
    startingEngine({
      stop: async () => {
        stops += 1;
      },
    }),
  );
  await runReplay({
    scenario: scenarioUntil('15:30:00'),
    stage,
    isInterrupted: () => stage.clock.nowMs() >= START_MS + 10_000,
  });
  expect([stage.clock.nowMs() - START_MS, stops]).toEqual([10_999, 1]);
});

test('a leg is seen after every event of its second, and one that is not cached as absent', async () => {
  const engine = startingEngine();
  const chain = niftyChain([23_000]);
  engine.cache.put(chain);
  const stage = handMadeStage(engine);
  const quote = (ltp: number) => () => setLeg(chain, 23_000, 'CE', { ltp, bid: 1, ask: 2, source: 'feed' });
  stage.clock.at(START_MS + 2000, quote(201.05));
  stage.clock.at(START_MS + 2999, quote(201.65));
  stage.clock.at(START_MS + 3000, quote(202.95));
  const legs = [
    expectedLeg('09:15:01'),
    expectedLeg('09:15:02'),
    expectedLeg('09:15:02', 23_050),
    { ...expectedLeg('09:15:03'), underlying: 'SENSEX' },
  ];
  const run = await runReplay({ scenario: scenarioUntil('09:15:05', legs), stage });
  expect(run.legs.map(({ seen }) => seen?.ltp)).toEqual([100, 201.65, undefined, undefined]);
  expect(run.legs.map(({ expected }) => expected)).toEqual(legs);
});

test('where bytes travel by themselves the stage settles after each timer, else once a second', async () => {
  for (const [pace, expected] of [
    ['timer', [0, 1200, 1400, 1999, 2000, 2000]],
    ['second', [0, 1999, 2000, 2000]],
  ] as const) {
    const stage = handMadeStage(startingEngine(), pace);
    for (const atMs of [1200, 1400]) stage.clock.at(START_MS + atMs, () => undefined);
    await runReplay({ scenario: scenarioUntil('09:15:02'), stage });
    expect(stage.settledAtMs).toEqual(expected);
  }
});
