import type { Clock, TimerHandle, Timers } from '#engine/ports.ts';

/** Something that is done on the line at its time. */
interface Job {
  readonly atMs: number;
  readonly bytes: number;
  readonly run: () => void;
}

/** What waits for its time on one connection; nothing overtakes. It is bounded by what a session may have waiting before it is dropped. */
export class LineQueue {
  /** Bytes that wait. */
  bytes = 0;
  readonly #clock: Clock & Timers;
  readonly #jobs: Job[] = [];
  #timer: TimerHandle | undefined;

  /** `clock`: scenario time. */
  constructor(clock: Clock & Timers) {
    this.#clock = clock;
  }

  get isEmpty(): boolean {
    return this.#jobs.length === 0;
  }

  /** When the last of what waits is done, epoch ms; now when nothing waits. */
  endsAtMs(): number {
    return this.#jobs.at(-1)?.atMs ?? this.#clock.nowMs();
  }

  /** Does it at `atMs` and behind whatever waits: at once, if neither keeps it. */
  add(atMs: number, bytes: number, run: () => void): void {
    if (this.isEmpty && atMs <= this.#clock.nowMs()) {
      run();
      return;
    }
    this.#jobs.push({ atMs: Math.max(atMs, this.endsAtMs()), bytes, run });
    this.bytes += bytes;
    this.#timer ??= this.#wait();
  }

  clear(): void {
    this.#jobs.length = 0;
    this.bytes = 0;
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  #wait(): TimerHandle | undefined {
    const [next] = this.#jobs;
    return next && this.#clock.at(next.atMs, () => this.#runDue());
  }

  #runDue(): void {
    const nowMs = this.#clock.nowMs();
    while (this.#jobs[0] && this.#jobs[0].atMs <= nowMs) {
      const { bytes, run } = this.#jobs.shift()!;
      this.bytes -= bytes;
      run();
    }
    this.#timer = this.#wait();
  }
}
