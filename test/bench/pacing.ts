/** How far a paced clock is from where the wall clock says it should be, at the market's own speed and at sixty times that. */
import { setTimeout as wait } from 'node:timers/promises';
import { pace } from '#engine/adapters/clock-pacer.ts';
import { VirtualClock } from '#engine/virtual-clock.ts';
import type { Comparison } from './bench-row.ts';

const SPEEDS = [1, 60] as const;
const SECONDS = 20;
/** Per cent; the goal. */
export const DRIFT_GOAL = 0.1;
/** Feeds flush this often in market time, so that a sixtyfold day has work to do in each step. */
const FLUSH_MS = 250;
const LOOKS = 10;

/** The drift of one speed. */
export interface Drift {
  readonly speed: number;
  /** Per cent of the time that has passed, the worst of ten looks in the second half. */
  readonly percent: number;
  readonly flushes: number;
}

/** Both speeds at once, for so many seconds of the wall clock. Errors: Error when a clock's timers were not run as often as they were due. */
export async function measureDrift(seconds: number): Promise<readonly Drift[]> {
  return Promise.all(SPEEDS.map((speed) => driftOf(speed, seconds)));
}

/** Ten minutes take `npm run soak -- pacing`. */
export const pacingBesideGoal: Comparison = {
  what: `drift of a paced clock at ${SPEEDS.join('x and ')}x in ${SECONDS} s, the worse of both`,
  unit: '% of the time',
  peer: 'the goal',
  async measure() {
    const drifts = await measureDrift(SECONDS);
    const candidate = Math.max(...drifts.map(({ percent }) => percent));
    const ratio = DRIFT_GOAL / candidate;
    const note = drifts.map(({ speed, percent }) => `${speed}x ${percent.toFixed(4)} %`).join(', ');
    return { candidate, baseline: DRIFT_GOAL, ratio, lowest: ratio, highest: ratio, note };
  },
};

async function driftOf(speed: number, seconds: number): Promise<Drift> {
  const clock = new VirtualClock(0);
  let flushes = 0;
  const flush = (): void => {
    flushes += 1;
    clock.at(clock.nowMs() + FLUSH_MS, flush);
  };
  clock.at(FLUSH_MS, flush);
  const startMs = performance.now();
  const pacer = pace(clock, { speed });
  pacer.start();
  let percent = 0;
  for (let look = 1; look <= LOOKS; look += 1) {
    await wait((seconds * 1000 * (1 + look / LOOKS)) / 2 - (performance.now() - startMs));
    const wallMs = performance.now() - startMs;
    percent = Math.max(percent, (100 * Math.abs(clock.nowMs() / speed - wallMs)) / wallMs);
  }
  pacer.stop();
  const due = Math.floor(clock.nowMs() / FLUSH_MS);
  if (flushes !== due) throw new Error(`pacing at ${speed}x: expected ${due} flushes, were ${flushes}`);
  return { speed, percent, flushes };
}
