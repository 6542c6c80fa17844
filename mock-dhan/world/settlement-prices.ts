import { SettlementAverage } from '#engine/pricing/settlement-average.ts';

/** What is known of one index on the day that the market plays. */
interface Followed {
  readonly closeMs: number;
  readonly average: SettlementAverage;
}

/**
 * Final settlement values of indices: the average of the last half hour before the close, in which every value counts by the time it stood, as the
 * prices of options follow it. A recording or a script that ends earlier leaves its last value standing.
 */
export class SettlementPrices {
  readonly #ltp: Float64Array;
  readonly #byIndex: (Followed | undefined)[] = [];

  /** `ltp`: the board's last prices, by instrument index, rupees. */
  constructor(ltp: Float64Array) {
    this.#ltp = ltp;
  }

  /** Follows an index up to the close of its day, from its present value on. */
  follow(index: number, closeMs: number): void {
    const average = new SettlementAverage(closeMs);
    average.observe(this.#ltp[index]!, Number.NEGATIVE_INFINITY);
    this.#byIndex[index] = { closeMs, average };
  }

  /** Whatever traded at `atMs`; what is not followed is passed over. Hot. */
  note(index: number, price: number, atMs: number): void {
    this.#byIndex[index]?.average.observe(price, atMs);
  }

  /** Of the day that closes at `closeMs`, rupees with two decimals. On a day that is not played the index stands still. */
  priceOf(index: number, closeMs: number): number {
    const last = this.#ltp[index]!;
    const followed = this.#byIndex[index];
    if (followed?.closeMs !== closeMs) return last;
    const average = followed.average.copy();
    average.observe(last, closeMs);
    return Math.round(average.knownPart * 100) / 100;
  }
}
