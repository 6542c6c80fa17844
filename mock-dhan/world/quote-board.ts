import { MinuteCandles } from './minute-candles.ts';
import { SettlementPrices } from './settlement-prices.ts';

/**
 * The exchange's present quotes, columnar: entry `i` of every column belongs to `universe.instruments[i]`.
 * Prices in rupees, quantities and open interest in units, times in epoch ms. Market sources write, REST and feed read.
 */
export class QuoteBoard {
  readonly size: number;
  readonly ltp: Float64Array;
  readonly lastQuantity: Float64Array;
  /** 0 when not traded today. */
  readonly lastTradeAtMs: Float64Array;
  /** Volume-weighted average price of the day. */
  readonly averagePrice: Float64Array;
  /** Cumulative for the session, never decreasing. */
  readonly volume: Float64Array;
  readonly oi: Float64Array;
  readonly oiDayHigh: Float64Array;
  readonly oiDayLow: Float64Array;
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly previousClose: Float64Array;
  readonly previousOi: Float64Array;
  readonly previousVolume: Float64Array;
  readonly bid: Float64Array;
  readonly bidQuantity: Float64Array;
  readonly ask: Float64Array;
  readonly askQuantity: Float64Array;
  /** Counts changes of the instrument; the feed conflates by comparing it with the version it last sent. */
  readonly version: Uint32Array;
  /** What the charts are drawn from. */
  readonly candles: MinuteCandles;
  /** What options on the indices settle at. */
  readonly settlement: SettlementPrices;

  /** Instruments changed since `drainChanged`, in the order of their first change. */
  readonly #changed: Int32Array;
  readonly #isChanged: Uint8Array;
  #changedCount = 0;
  #watcher: ((index: number) => void) | undefined;

  /** Events applied so far, by origin. A bridged or generated event is synthetic; a recorded one is not. */
  recordedEvents = 0;
  syntheticEvents = 0;

  constructor(size: number) {
    this.size = size;
    this.ltp = new Float64Array(size);
    this.lastQuantity = new Float64Array(size);
    this.lastTradeAtMs = new Float64Array(size);
    this.averagePrice = new Float64Array(size);
    this.volume = new Float64Array(size);
    this.oi = new Float64Array(size);
    this.oiDayHigh = new Float64Array(size);
    this.oiDayLow = new Float64Array(size);
    this.open = new Float64Array(size);
    this.high = new Float64Array(size);
    this.low = new Float64Array(size);
    this.previousClose = new Float64Array(size);
    this.previousOi = new Float64Array(size);
    this.previousVolume = new Float64Array(size);
    this.bid = new Float64Array(size);
    this.bidQuantity = new Float64Array(size);
    this.ask = new Float64Array(size);
    this.askQuantity = new Float64Array(size);
    this.version = new Uint32Array(size);
    this.candles = new MinuteCandles(this);
    this.settlement = new SettlementPrices(this.ltp);
    this.#changed = new Int32Array(size);
    this.#isChanged = new Uint8Array(size);
  }

  /** A trade (or an index value): sets the last price and moves open, high and low. */
  trade(index: number, price: number, atMs: number): void {
    this.ltp[index] = price;
    this.lastTradeAtMs[index] = atMs;
    if (this.open[index] === 0) {
      this.open[index] = price;
      this.high[index] = price;
      this.low[index] = price;
    } else {
      if (price > this.high[index]!) this.high[index] = price;
      if (price < this.low[index]!) this.low[index] = price;
    }
    this.candles.note(index, atMs);
    this.settlement.note(index, price, atMs);
    this.touch(index);
  }

  /** The last trade's price is told anew: its time and the day's range stand. The caller marks the change. */
  restate(index: number, price: number): void {
    if (this.ltp[index] === price) return;
    this.ltp[index] = price;
    const tradedAtMs = this.lastTradeAtMs[index]!;
    if (tradedAtMs > 0) this.candles.note(index, tradedAtMs);
  }

  /** The best bid and offer. */
  quote(index: number, quote: { bid: number; bidQuantity: number; ask: number; askQuantity: number }): void {
    this.bid[index] = quote.bid;
    this.bidQuantity[index] = quote.bidQuantity;
    this.ask[index] = quote.ask;
    this.askQuantity[index] = quote.askQuantity;
    this.touch(index);
  }

  /** Marks an instrument changed; every writer ends with it. */
  touch(index: number): void {
    this.version[index] = this.version[index]! + 1;
    this.#watcher?.(index);
    if (this.#isChanged[index] === 1) return;
    this.#isChanged[index] = 1;
    this.#changed[this.#changedCount] = index;
    this.#changedCount += 1;
  }

  /** Calls `watcher` for every change as it is made, besides what `drainChanged` tells later. One watcher at a time. */
  watch(watcher: (index: number) => void): void {
    this.#watcher = watcher;
  }

  /** Calls `visit` for each instrument changed since the last drain, in order of first change, and forgets them. */
  drainChanged(visit: (index: number) => void): void {
    for (let position = 0; position < this.#changedCount; position += 1) {
      const index = this.#changed[position]!;
      this.#isChanged[index] = 0;
      visit(index);
    }
    this.#changedCount = 0;
  }
}
