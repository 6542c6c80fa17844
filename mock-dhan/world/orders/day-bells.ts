import { MS_PER_DAY, MS_PER_MINUTE, istMsOfDay } from '#engine/market/ist-time.ts';
import type { Clock, TimerHandle, Timers } from '#engine/ports.ts';
import type { MarketHours } from './market-hours.ts';

/**
 * So long before the close the broker begins to close what may not stay overnight, 15:20 of a regular day, and goes on every minute until the
 * close. The mock's own times: no source of the wire tells the broker's.
 */
const SQUARE_OFF_BEFORE_MS = 10 * MS_PER_MINUTE;
const SQUARE_OFF_EVERY_MS = MS_PER_MINUTE;

/** What ends in a day: positions of the day, then orders and what expires, then the day itself, at midnight IST. */
export type DayBell = 'square-off' | 'close' | 'midnight';

/** Rings through the rest of a day on which something has to end. Nothing is planned on a day on which nothing was done. */
export class DayBells {
  readonly #clock: Clock & Timers;
  readonly #hours: MarketHours;
  readonly #ringers: Readonly<Record<DayBell, (() => void)[]>> = {
    'square-off': [],
    close: [],
    midnight: [],
  };
  #timers: TimerHandle[] = [];
  #isClosed = false;

  constructor(options: { readonly clock: Clock & Timers; readonly hours: MarketHours }) {
    this.#clock = options.clock;
    this.#hours = options.hours;
  }

  /** Ringers are called in the order in which they were added. */
  on(bell: DayBell, ringer: () => void): void {
    this.#ringers[bell].push(ringer);
  }

  /** Something will have to end: every bell of the present day that is still to come rings. */
  arm(): void {
    if (this.#timers.length > 0 || this.#isClosed) return;
    const nowMs = this.#clock.nowMs();
    const closeMs = this.#hours.sessionOf(nowMs)?.closeMs ?? Number.NEGATIVE_INFINITY;
    for (let atMs = closeMs - SQUARE_OFF_BEFORE_MS; atMs < closeMs; atMs += SQUARE_OFF_EVERY_MS)
      this.#plan('square-off', atMs);
    this.#plan('close', closeMs);
    this.#plan('midnight', nowMs - istMsOfDay(nowMs) + MS_PER_DAY);
  }

  close(): void {
    this.#isClosed = true;
    this.#cancel();
  }

  #plan(bell: DayBell, atMs: number): void {
    if (atMs > this.#clock.nowMs()) this.#timers.push(this.#clock.at(atMs, () => this.#ring(bell)));
  }

  #ring(bell: DayBell): void {
    if (bell === 'midnight') this.#cancel();
    for (const ringer of this.#ringers[bell]) ringer();
  }

  #cancel(): void {
    for (const timer of this.#timers) timer.cancel();
    this.#timers = [];
  }
}
