/** A paced clock for ten minutes, at the market's own speed and at sixty times that. */
import { DRIFT_GOAL, measureDrift } from '#test/bench/pacing.ts';
import type { Proof } from './soak-report.ts';

const SECONDS = 600;
/** Of any share of the whole: the drift of less says little, that of more no more. */
const SECONDS_OF_A_SHARE = 20;

/** Deadlines are absolute, so that late timers never add up. */
export const tenMinutesPaced: Proof = {
  what: `a paced clock for ${SECONDS / 60} minutes (goal ${DRIFT_GOAL} % of drift)`,
  async prove(share) {
    const seconds = share === 1 ? SECONDS : SECONDS_OF_A_SHARE;
    const drifts = await measureDrift(seconds);
    return {
      lines: drifts.map(
        ({ speed, percent, flushes }) =>
          `${speed}x for ${seconds} s: ${percent.toFixed(4)} % of drift at the worst, ${flushes} flushes, each when it was due`,
      ),
      failures: [],
    };
  },
};
