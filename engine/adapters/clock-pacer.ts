import type { Clock, TimerHandle, Timers } from '../ports.ts';
import type { VirtualClock } from '../virtual-clock.ts';
import { SystemClock } from './system-clock.ts';

/** The virtual clock is moved at least this often, so that whoever reads it between two timers sees a fresh time. */
const STEP_MS_MAX = 10;

/** How fast a virtual clock runs, and against which wall clock. */
export interface Pacing {
  /** Virtual milliseconds per wall millisecond; 0 holds the clock. */
  readonly speed: number;
  /** Wall time at which the virtual clock shows its present time; default: when `start` is called. */
  readonly startWallMs?: number;
  /** Default: the machine's clock. */
  readonly wall?: Clock & Timers;
}

/** Drives a virtual clock by the wall clock. */
export interface ClockPacer {
  readonly speed: number;
  start(): void;
  stop(): void;
  /** Takes effect at once; 0 holds the clock where it is. */
  setSpeed(speed: number): void;
}

/**
 * Paces by absolute deadlines: each step aims at where the clock should be since the last change of speed, so that late
 * timers of the machine never add up. A clock that somebody set is followed from its new time.
 */
export function pace(clock: VirtualClock, pacing: Pacing): ClockPacer {
  return new WallPacer(clock, pacing);
}

class WallPacer implements ClockPacer {
  readonly #clock: VirtualClock;
  readonly #wall: Clock & Timers;
  #speed: number;
  #startWallMs: number | undefined;
  #baseWallMs = 0;
  #baseClockMs = 0;
  /** Where this pacer left the clock; anything else means that somebody set it. */
  #leftAtMs = 0;
  #next: TimerHandle | undefined;

  constructor(clock: VirtualClock, pacing: Pacing) {
    this.#clock = clock;
    this.#wall = pacing.wall ?? new SystemClock();
    this.#speed = pacing.speed;
    this.#startWallMs = pacing.startWallMs;
  }

  get speed(): number {
    return this.#speed;
  }

  start(): void {
    if (this.#next) return;
    this.#rebase(this.#startWallMs ?? this.#wall.nowMs());
    this.#startWallMs = undefined;
    this.#plan();
  }

  stop(): void {
    this.#next?.cancel();
    this.#next = undefined;
  }

  setSpeed(speed: number): void {
    const isRunning = this.#next !== undefined;
    if (isRunning) this.#advance();
    this.#speed = speed;
    if (!isRunning) return;
    this.#next?.cancel();
    this.#rebase(this.#wall.nowMs());
    this.#plan();
  }

  #rebase(wallMs: number): void {
    this.#baseWallMs = wallMs;
    this.#baseClockMs = this.#clock.nowMs();
    this.#leftAtMs = this.#baseClockMs;
  }

  #advance(): void {
    if (this.#clock.nowMs() !== this.#leftAtMs) this.#rebase(this.#wall.nowMs());
    const targetMs = this.#baseClockMs + (this.#wall.nowMs() - this.#baseWallMs) * this.#speed;
    this.#clock.advanceTo(targetMs);
    this.#leftAtMs = this.#clock.nowMs();
  }

  #plan(): void {
    this.#next = this.#wall.at(this.#nextWallMs(), () => {
      this.#advance();
      // A timer of the clock may have stopped the pacer.
      if (this.#next) this.#plan();
    });
  }

  #nextWallMs(): number {
    const latestMs = this.#wall.nowMs() + STEP_MS_MAX;
    const timerAtMs = this.#clock.nextTimerAtMs();
    if (timerAtMs === undefined || this.#speed <= 0) return latestMs;
    const dueMs = this.#baseWallMs + (timerAtMs - this.#baseClockMs) / this.#speed;
    return Math.min(Math.max(dueMs, this.#wall.nowMs() + 1), latestMs);
  }
}
