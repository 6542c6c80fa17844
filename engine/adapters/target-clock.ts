import type { Clock, TimerHandle, Timers } from '../ports.ts';

interface Reading {
  readonly ownMs: number;
  readonly targetMs: number;
}

/** An HTTP Date names whole seconds, so two of them are told apart from our own pace only when they stray by more. */
const STRAY_MS_MAX = 1500;
const HALF_SECOND_MS = 500;
/** The pace is taken over so many readings, so that a target whose speed is changed is followed. */
const READINGS_MAX = 20;
/** A timer looks again after at most so much of our own time, because the pace may be corrected meanwhile. */
const LOOK_EVERY_MS = 200;

/**
 * The clock of a target that plays another day, or plays it faster: offset and pace come from the HTTP Dates it sends. It never
 * runs backwards. Without a Date it is our own clock.
 */
export class TargetClock implements Clock, Timers {
  readonly #own: () => number;
  readonly #readings: Reading[] = [];
  #base: Reading;
  #pace = 1;
  #latestMs = Number.NEGATIVE_INFINITY;

  /** `own`: our wall clock, epoch ms. */
  constructor(own: () => number = Date.now) {
    this.#own = own;
    this.#base = { ownMs: own(), targetMs: own() };
  }

  /** Target milliseconds per millisecond of ours. */
  get pace(): number {
    return this.#pace;
  }

  /** The target has just named this moment. */
  heard(dateMs: number): void {
    const reading = { ownMs: this.#own(), targetMs: dateMs + HALF_SECOND_MS };
    this.#readings.push(reading);
    if (this.#readings.length > READINGS_MAX) this.#readings.shift();
    const first = this.#readings[0]!;
    const [ownMs, targetMs] = [reading.ownMs - first.ownMs, reading.targetMs - first.targetMs];
    const isOurPace = ownMs === 0 || Math.abs(targetMs - ownMs) <= STRAY_MS_MAX;
    this.#pace = isOurPace ? 1 : Math.max(0, targetMs / ownMs);
    this.#base = isOurPace ? first : reading;
    if (isOurPace && Math.abs(first.targetMs - first.ownMs) <= 2 * HALF_SECOND_MS)
      this.#base = { ownMs: first.ownMs, targetMs: first.ownMs };
  }

  nowMs(): number {
    const { ownMs, targetMs } = this.#base;
    this.#latestMs = Math.max(this.#latestMs, targetMs + (this.#own() - ownMs) * this.#pace);
    return this.#latestMs;
  }

  at(atMs: number, run: () => void): TimerHandle {
    let timeout: NodeJS.Timeout;
    const arm = (): void => {
      const waitMs = Math.min(
        Math.max((atMs - this.nowMs()) / Math.max(this.#pace, 0.001), 0),
        LOOK_EVERY_MS,
      );
      timeout = setTimeout(() => {
        if (this.nowMs() < atMs) arm();
        else run();
      }, waitMs);
    };
    arm();
    return { cancel: () => clearTimeout(timeout) };
  }
}
