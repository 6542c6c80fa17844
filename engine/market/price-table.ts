/** The last price of every underlying the engine follows. */
export interface PriceEntry {
  readonly symbol: string;
  ltp: number;
  /** Exchange time of that price, epoch ms. */
  lastTradeAtMs: number;
  /** When it arrived here, epoch ms; 0 before the first tick. */
  receivedAtMs: number;
  /** Ticks received since start. */
  ticks: number;
}

/** The last price of every underlying, in the order they were first seen. */
export class PriceTable {
  readonly #entries = new Map<string, PriceEntry>();

  entry(symbol: string): PriceEntry {
    let entry = this.#entries.get(symbol);
    if (!entry) {
      entry = { symbol, ltp: 0, lastTradeAtMs: 0, receivedAtMs: 0, ticks: 0 };
      this.#entries.set(symbol, entry);
    }
    return entry;
  }

  /** In the order the symbols were first seen. */
  entries(): IterableIterator<PriceEntry> {
    return this.#entries.values();
  }
}
