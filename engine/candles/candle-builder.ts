import type { Candle, Timeframe } from './candle.ts';
import type { SessionGrid } from './candle-start.ts';

/** One price. Units: epoch ms, rupees, units traded since the instrument's tick before. */
export interface CandleTick {
  readonly atMs: number;
  readonly price: number;
  readonly volume: number;
}

/** What became of a tick: it is in a candle, the session was not on, its candle is no longer held, or its price is none. */
export type TickOutcome = 'taken' | 'outside-session' | 'too-late' | 'no-price';

/** With the times of the ticks that opened and closed it, so that late ones fall into their place. */
interface GrowingCandle {
  readonly startMs: number;
  open: number;
  high: number;
  low: number;
  close: number;
  volume: number;
  openedAtMs: number;
  closedAtMs: number;
}

/**
 * Candles of one instrument and one timeframe, built tick by tick. A late tick goes into the candle of its own time, so ticks that changed places give the
 * same candles. A stretch without a tick has no candle: none is made up. Holds the newest `candlesMax`; whatever is older than these is too late.
 */
export class CandleBuilder {
  readonly #grid: SessionGrid;
  readonly #timeframe: Timeframe;
  readonly #candlesMax: number;
  readonly #candles: GrowingCandle[] = [];

  constructor(grid: SessionGrid, timeframe: Timeframe, candlesMax: number) {
    this.#grid = grid;
    this.#timeframe = timeframe;
    this.#candlesMax = candlesMax;
  }

  /** Oldest first; the last may be unfinished. Valid until the next tick. */
  get candles(): readonly Candle[] {
    return this.#candles;
  }

  add(tick: CandleTick): TickOutcome {
    if (!(tick.price > 0)) return 'no-price';
    const { atMs, price, volume } = tick;
    return this.#fold(atMs, { open: price, high: price, low: price, close: price, volume, lastMs: atMs });
  }

  /** Takes in a finished candle of this or a shorter timeframe, such as the exchange's own of earlier days. */
  addCandle({ startMs, ...values }: Candle): TickOutcome {
    return this.#fold(startMs, { ...values, lastMs: startMs });
  }

  #fold(atMs: number, part: Omit<Candle, 'startMs'> & { readonly lastMs: number }): TickOutcome {
    const startMs = this.#grid.startMs(this.#timeframe, atMs);
    if (startMs === undefined) return 'outside-session';
    const at = this.#indexOf(startMs);
    const found = this.#candles[at];
    if (found?.startMs === startMs) {
      grow(found, atMs, part);
      return 'taken';
    }
    if (at === 0 && this.#candles.length >= this.#candlesMax) return 'too-late';
    const { lastMs, ...values } = part;
    this.#candles.splice(at, 0, { startMs, ...values, openedAtMs: atMs, closedAtMs: lastMs });
    if (this.#candles.length > this.#candlesMax) this.#candles.shift();
    return 'taken';
  }

  /** Where a candle of that start stands, or would stand. Searched from the end, where nearly every tick belongs. */
  #indexOf(startMs: number): number {
    let at = this.#candles.length;
    while (at > 0 && this.#candles[at - 1]!.startMs >= startMs) at -= 1;
    return at;
  }
}

/** Of two ticks of one millisecond the one that arrived first opens and the one that arrived last closes. */
function grow(
  candle: GrowingCandle,
  atMs: number,
  part: Omit<Candle, 'startMs'> & { readonly lastMs: number },
): void {
  candle.high = Math.max(candle.high, part.high);
  candle.low = Math.min(candle.low, part.low);
  candle.volume += part.volume;
  if (atMs < candle.openedAtMs) {
    candle.open = part.open;
    candle.openedAtMs = atMs;
  }
  if (part.lastMs < candle.closedAtMs) return;
  candle.close = part.close;
  candle.closedAtMs = part.lastMs;
}
