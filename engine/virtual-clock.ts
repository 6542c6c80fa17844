import { InvariantError } from './errors.ts';
import type { Clock, TimerHandle, Timers } from './ports.ts';

interface Timer {
  atMs: number;
  readonly sequence: number;
  readonly run: () => void;
  isCancelled: boolean;
}

/**
 * A clock that moves only when told to. Timers run in the order of their time, then of their creation, and see `nowMs()`
 * equal to the time they were set for. Pacing against a wall clock is the caller's (engine/adapters/clock-pacer.ts).
 */
export class VirtualClock implements Clock, Timers {
  #nowMs: number;
  #sequence = 0;
  /** Binary heap, earliest first. */
  readonly #heap: Timer[] = [];

  constructor(startMs: number) {
    this.#nowMs = startMs;
  }

  nowMs(): number {
    return this.#nowMs;
  }

  at(atMs: number, run: () => void): TimerHandle {
    const timer: Timer = {
      atMs: Math.max(atMs, this.#nowMs),
      sequence: this.#sequence,
      run,
      isCancelled: false,
    };
    this.#sequence += 1;
    this.#push(timer);
    return {
      cancel: () => {
        timer.isCancelled = true;
      },
    };
  }

  /** Time of the earliest live timer, or undefined when nothing is planned. */
  nextTimerAtMs(): number | undefined {
    while (this.#heap[0]?.isCancelled) this.#pop();
    return this.#heap[0]?.atMs;
  }

  /** Moves to `targetMs`, running every timer due on the way. Bounded by `timersMax` so that a timer loop cannot hang. */
  advanceTo(targetMs: number, timersMax = 100_000_000): void {
    for (let count = 0; ; count += 1) {
      if (count > timersMax) throw new InvariantError(`more than ${timersMax} timers ran before ${targetMs}`);
      const nextAtMs = this.nextTimerAtMs();
      if (nextAtMs === undefined || nextAtMs > targetMs) break;
      this.#runNext();
    }
    if (targetMs > this.#nowMs) this.#nowMs = targetMs;
  }

  /** Runs the one earliest timer; false when there was none. */
  step(): boolean {
    if (this.nextTimerAtMs() === undefined) return false;
    this.#runNext();
    return true;
  }

  /** Jumps without running what lies between; a timer that is overdue afterwards runs at the next advance. */
  set(nowMs: number): void {
    this.#nowMs = nowMs;
  }

  /** Shows another time, and every timer that is planned stays as far away as it was. */
  rebase(nowMs: number): void {
    const byMs = nowMs - this.#nowMs;
    this.#nowMs = nowMs;
    for (const timer of this.#heap) timer.atMs += byMs;
  }

  #runNext(): void {
    const timer = this.#pop();
    if (!timer) return;
    if (timer.atMs > this.#nowMs) this.#nowMs = timer.atMs;
    timer.run();
  }

  #push(timer: Timer): void {
    const heap = this.#heap;
    let index = heap.length;
    heap.push(timer);
    while (index > 0) {
      const parent = (index - 1) >>> 1;
      if (!isEarlier(timer, heap[parent]!)) break;
      heap[index] = heap[parent]!;
      index = parent;
    }
    heap[index] = timer;
  }

  #pop(): Timer | undefined {
    const heap = this.#heap;
    const top = heap[0];
    const last = heap.pop();
    if (!top || !last || heap.length === 0) return top;
    let index = 0;
    for (;;) {
      let child = index * 2 + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isEarlier(heap[child + 1]!, heap[child]!)) child += 1;
      if (!isEarlier(heap[child]!, last)) break;
      heap[index] = heap[child]!;
      index = child;
    }
    heap[index] = last;
    return top;
  }
}

function isEarlier(a: Timer, b: Timer): boolean {
  return a.atMs < b.atMs || (a.atMs === b.atMs && a.sequence < b.sequence);
}
