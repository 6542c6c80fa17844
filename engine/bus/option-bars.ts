import { MS_PER_MINUTE, MS_PER_SECOND } from '../market/ist-time.ts';
import type { OptionBar } from '../ports.ts';
import type { OptionBody } from './tick-bodies.ts';

/** Minute bars of option legs, from what the options channel carries. */
export class OptionBars {
  readonly #changed = new Map<string, OptionBar>();
  /** Taken out and not yet known to be stored. */
  #taken: ReadonlyMap<string, OptionBar> = new Map();

  /** Parts of bars that are not known to be stored. */
  get size(): number {
    return this.#changed.size + this.#taken.size;
  }

  /** Whether the tick would go into a bar that waits already. */
  holds(body: OptionBody): boolean {
    const key = keyOf({ ...body, minuteMs: minuteOf(body) });
    return this.#changed.has(key) || this.#taken.has(key);
  }

  add(body: OptionBody): void {
    const atMs = Math.round(body.ts * MS_PER_SECOND);
    const bar: OptionBar = {
      symbol: body.symbol,
      expiry: body.expiry,
      strike: body.strike,
      type: body.type,
      minuteMs: minuteOf(body),
      open: body.price,
      high: body.price,
      low: body.price,
      close: body.price,
      volumeFrom: body.volume,
      volumeTo: body.volume,
      oi: body.oi,
      openedAtMs: atMs,
      closedAtMs: atMs,
    };
    const key = keyOf(bar);
    const held = this.#changed.get(key);
    this.#changed.set(key, held ? mergedBar(held, bar) : bar);
  }

  /** Everything that came since the last call. What follows of the same minute is a part of its own, which the store merges. */
  take(): readonly OptionBar[] {
    this.#taken = new Map(this.#changed);
    this.#changed.clear();
    return [...this.#taken.values()];
  }

  /** What was taken last is stored. */
  forget(): void {
    this.#taken = new Map();
  }

  /** What was taken last could not be stored: it waits again. */
  putBack(): void {
    const taken = this.#taken;
    this.#taken = new Map();
    for (const [key, bar] of taken) {
      const since = this.#changed.get(key);
      this.#changed.set(key, since ? mergedBar(bar, since) : bar);
    }
  }
}

function minuteOf({ ts }: OptionBody): number {
  return Math.floor(Math.round(ts * MS_PER_SECOND) / MS_PER_MINUTE) * MS_PER_MINUTE;
}

function keyOf({
  symbol,
  expiry,
  strike,
  type,
  minuteMs,
}: Pick<OptionBar, 'symbol' | 'expiry' | 'strike' | 'type' | 'minuteMs'>): string {
  return `${symbol} ${expiry} ${strike} ${type} ${minuteMs}`;
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
