import type { Clock, TimerHandle, Timers } from '#engine/ports.ts';

/** Flushes a feed on an absolute grid of the scenario clock, for as long as anyone listens. */
export class FlushGrid {
  readonly #clock: Clock & Timers;
  readonly #cadenceMs: number;
  readonly #flush: () => void;
  #timer: TimerHandle | undefined;

  constructor(clock: Clock & Timers, cadenceMs: number, flush: () => void) {
    this.#clock = clock;
    this.#cadenceMs = cadenceMs;
    this.#flush = flush;
  }

  start(): void {
    const nextMs = (Math.floor(this.#clock.nowMs() / this.#cadenceMs) + 1) * this.#cadenceMs;
    const timer = this.#clock.at(nextMs, () => {
      this.#flush();
      // A flush may end the last session, which stops the grid.
      if (this.#timer === timer) this.start();
    });
    this.#timer = timer;
  }

  stop(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }
}
