import type { Clock, TimerHandle, Timers } from '#engine/ports.ts';
import type { World } from '../world.ts';
import type { MarketHours } from './market-hours.ts';

/** How often the market is looked at while something waits for it. Its own events come every 250 ms or at times of a script. */
const PULSE_MS = 50;

/**
 * Looks at the market on a grid of scenario time while anybody waits for it: the same times whoever else looks in between, so that what
 * waits is met by the same quotes. Sleeps from a close to the next open.
 */
export class MarketPulse {
  readonly #world: World;
  readonly #clock: Clock & Timers;
  readonly #hours: MarketHours;
  /** Each looks at the market as it stands and says whether it still waits. */
  readonly #watchers: (() => boolean)[] = [];
  #timer: TimerHandle | undefined;
  #isClosed = false;

  constructor(options: {
    readonly world: World;
    readonly clock: Clock & Timers;
    readonly hours: MarketHours;
  }) {
    this.#world = options.world;
    this.#clock = options.clock;
    this.#hours = options.hours;
  }

  /** Watchers are called in the order in which they were added. */
  add(watcher: () => boolean): void {
    this.#watchers.push(watcher);
  }

  /** Somebody waits now. */
  wake(): void {
    if (this.#timer || this.#isClosed) return;
    const nowMs = this.#clock.nowMs();
    const nextMs = Math.floor(nowMs / PULSE_MS) * PULSE_MS + PULSE_MS;
    const atMs = this.#hours.isOpen(nextMs) ? nextMs : this.#hours.nextOpenMs(nowMs);
    if (Number.isFinite(atMs)) this.#timer = this.#clock.at(atMs, () => this.#beat());
  }

  close(): void {
    this.#isClosed = true;
    this.#timer?.cancel();
  }

  #beat(): void {
    this.#timer = undefined;
    const nowMs = this.#clock.nowMs();
    if (this.#hours.isOpen(nowMs)) this.#world.sync(nowMs);
    let isAwaited = false;
    for (const watcher of this.#watchers) isAwaited = watcher() || isAwaited;
    if (isAwaited) this.wake();
  }
}
