import { MS_PER_MINUTE, MS_PER_SECOND } from '../market/ist-time.ts';
import type { OptionBar } from '../ports.ts';
import type { OptionBody } from './tick-bodies.ts';

/** Minute bars of option legs, from what the options channel carries. */
export class OptionBars {
  readonly #changed = new Map<string, OptionBar>();

  /** Bars that were not taken out yet. */
  get size(): number {
    return this.#changed.size;
  }

  add(body: OptionBody): void {
    const atMs = Math.round(body.ts * MS_PER_SECOND);
    this.put({
      symbol: body.symbol,
      expiry: body.expiry,
      strike: body.strike,
      type: body.type,
      minuteMs: Math.floor(atMs / MS_PER_MINUTE) * MS_PER_MINUTE,
      open: body.price,
      high: body.price,
      low: body.price,
      close: body.price,
      volumeFrom: body.volume,
      volumeTo: body.volume,
      oi: body.oi,
      openedAtMs: atMs,
      closedAtMs: atMs,
    });
  }

  /** Merges a bar in: one tick's, or one that could not be saved. */
  put(bar: OptionBar): void {
    const key = `${bar.symbol} ${bar.expiry} ${bar.strike} ${bar.type} ${bar.minuteMs}`;
    const held = this.#changed.get(key);
    this.#changed.set(key, held ? mergedBar(held, bar) : bar);
  }

  /** Everything that came since the last call. What follows of the same minute is a part of its own, which the store merges. */
  take(): readonly OptionBar[] {
    const bars = [...this.#changed.values()];
    this.#changed.clear();
    return bars;
  }
}

/** Two parts of one minute. Of two ticks of one millisecond the earlier part opens and the later one closes. */
function mergedBar(first: OptionBar, second: OptionBar): OptionBar {
  const opening = second.openedAtMs < first.openedAtMs ? second : first;
  const closing = second.closedAtMs >= first.closedAtMs ? second : first;
  return {
    ...first,
    open: opening.open,
    high: Math.max(first.high, second.high),
    low: Math.min(first.low, second.low),
    close: closing.close,
    volumeFrom: Math.min(first.volumeFrom, second.volumeFrom),
    volumeTo: Math.max(first.volumeTo, second.volumeTo),
    oi: closing.oi,
    openedAtMs: opening.openedAtMs,
    closedAtMs: closing.closedAtMs,
  };
}
