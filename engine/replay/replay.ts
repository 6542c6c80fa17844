import type { Engine } from '../engine.ts';
import { InvariantError } from '../errors.ts';
import type { ExpectedLeg, Scenario } from '../scenario.ts';
import type { StartupReport } from '../startup/startup-report.ts';
import type { VirtualClock } from '../virtual-clock.ts';
import { legIndex, strikeIndexOf } from '../market/option-chain.ts';
import { MS_PER_SECOND, istToEpochMs } from '../market/ist-time.ts';

/** Turns without a timer or an answer after which waiting is a mistake of ours, not slowness of a socket. */
const IDLE_TURNS_MAX = 100_000;

/** The cast of one run, composed by the caller: in memory or over sockets, the same run. */
export interface ReplayStage {
  readonly clock: VirtualClock;
  readonly engine: Engine;
  /**
   * How often `settle` must be awaited: after each timer where bytes travel by themselves, so that whatever a timer sent
   * arrives at that timer's time; else once a second of market time will do.
   */
  readonly pace: 'timer' | 'second';
  /** Resolves when every request is answered and every byte sent so far has reached the engine. */
  settle(): Promise<void>;
}

/** An expected leg price and what the cache showed at that moment; `seen` is undefined when no such leg was cached. */
export interface LegObservation {
  readonly expected: ExpectedLeg;
  readonly seen: { readonly ltp: number; readonly bid: number; readonly ask: number } | undefined;
}

export interface ReplayRun {
  readonly startup: StartupReport;
  readonly legs: readonly LegObservation[];
}

/**
 * Plays a scenario's day against the engine: start, every second of the session, end of day. Time moves only here, so the
 * run takes as long as the work takes. `isInterrupted` is asked once a market second.
 */
export async function runReplay(options: {
  readonly scenario: Scenario;
  readonly stage: ReplayStage;
  readonly onProgress?: (nowMs: number) => void;
  /** The day is over, or was refused; the backend still runs. */
  readonly onEnd?: (nowMs: number) => void;
  readonly isInterrupted?: () => boolean;
}): Promise<ReplayRun> {
  const { scenario, stage } = options;
  const startup = await settled(stage.engine.start(), stage);
  const legs: LegObservation[] = [];
  if (startup.state !== 'refused') {
    const endMs = istToEpochMs(scenario.clock.date, scenario.clock.endAt);
    const awaited = [...scenario.rules.expect.legs];
    while (stage.clock.nowMs() < endMs && !options.isInterrupted?.()) {
      await advanceSecond(stage, endMs);
      observeLegs(awaited, legs, stage, scenario.clock.date);
      options.onProgress?.(stage.clock.nowMs());
    }
  }
  options.onEnd?.(stage.clock.nowMs());
  await settled(stage.engine.stop(), stage);
  return { startup, legs };
}

/** Plays on, second by second, up to `untilMs`. */
export async function playUntil(
  stage: Pick<ReplayStage, 'clock' | 'pace' | 'settle'>,
  untilMs: number,
): Promise<void> {
  while (stage.clock.nowMs() < untilMs) await advanceSecond(stage, untilMs);
}

/** Moves to the last millisecond of the present second, so that whatever belongs to it has happened. */
async function advanceSecond(
  stage: Pick<ReplayStage, 'clock' | 'pace' | 'settle'>,
  endMs: number,
): Promise<void> {
  const second = Math.floor(stage.clock.nowMs() / MS_PER_SECOND) + 1;
  const targetMs = Math.min(second * MS_PER_SECOND + MS_PER_SECOND - 1, endMs);
  while (stage.clock.nowMs() < targetMs) {
    const nextTimerMs = stage.pace === 'timer' ? stage.clock.nextTimerAtMs() : undefined;
    stage.clock.advanceTo(Math.min(nextTimerMs ?? targetMs, targetMs));
    await stage.settle();
  }
}

/** Awaits work that itself waits for the clock: lets it run as far as it can, then moves to the next timer. */
export async function settled<T>(work: Promise<T>, stage: Pick<ReplayStage, 'clock' | 'settle'>): Promise<T> {
  const state = { isDone: false };
  const done = work.finally(() => {
    state.isDone = true;
  });
  done.catch(() => undefined);
  await stage.settle();
  for (let idleTurns = 0; !state.isDone; await stage.settle()) {
    idleTurns = stage.clock.step() ? 0 : idleTurns + 1;
    if (idleTurns > IDLE_TURNS_MAX)
      throw new InvariantError('a run waits for something that no timer will bring');
  }
  return done;
}

function observeLegs(awaited: ExpectedLeg[], seen: LegObservation[], stage: ReplayStage, date: string): void {
  while (awaited[0] && istToEpochMs(date, awaited[0].at) <= stage.clock.nowMs()) {
    const expected = awaited.shift()!;
    seen.push({ expected, seen: cachedLeg(stage.engine, expected) });
  }
}

function cachedLeg(engine: Engine, expected: ExpectedLeg): LegObservation['seen'] {
  const chain = engine.cache.get(expected.underlying, expected.expiry);
  if (!chain) return undefined;
  const strikeIndex = strikeIndexOf(chain, expected.strike);
  if (strikeIndex < 0) return undefined;
  const leg = legIndex(strikeIndex, expected.optionType);
  return { ltp: chain.ltp[leg]!, bid: chain.bid[leg]!, ask: chain.ask[leg]! };
}
