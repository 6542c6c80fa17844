/** Misses of one cell are thinned out above this many, evenly over the day, so that memory does not grow with it. */
const SAMPLES_MAX = 4096;

/** Medians in rupees and in percent of the price. */
export interface MedianMiss {
  readonly points: number;
  readonly percent: number;
}

/** Misses of several predictors of the same prices. */
export class ErrorSamples {
  /** How many were added. */
  count = 0;
  readonly #prices = new Float32Array(SAMPLES_MAX);
  readonly #misses: readonly Float32Array[];
  #kept = 0;
  /** Every so many-th is kept. */
  #stride = 1;

  constructor(predictors: number) {
    this.#misses = Array.from({ length: predictors }, () => new Float32Array(SAMPLES_MAX));
  }

  /** `price` above 0, `misses` 0 or more, rupees, in the order of the predictors. */
  add(price: number, misses: readonly number[]): void {
    this.count += 1;
    if ((this.count - 1) % this.#stride !== 0) return;
    if (this.#kept === SAMPLES_MAX) {
      this.#thinOut();
      if ((this.count - 1) % this.#stride !== 0) return;
    }
    this.#prices[this.#kept] = price;
    for (const [predictor, miss] of misses.entries()) this.#misses[predictor]![this.#kept] = miss;
    this.#kept += 1;
  }

  median(predictor: number): MedianMiss {
    const points = this.#misses[predictor]!.slice(0, this.#kept);
    const percent = points.map((miss, index) => (miss / this.#prices[index]!) * 100);
    return { points: medianOf(points), percent: medianOf(percent) };
  }

  /** Drops every second one. */
  #thinOut(): void {
    for (const column of [this.#prices, ...this.#misses])
      for (let index = 0; index < SAMPLES_MAX / 2; index += 1) column[index] = column[index * 2]!;
    this.#kept = SAMPLES_MAX / 2;
    this.#stride *= 2;
  }
}

/** To four decimals; 0 of none. Sorts in place. */
function medianOf(values: Float32Array): number {
  values.sort();
  const middle = values.length >>> 1;
  const upper = values[middle] ?? 0;
  const median = values.length % 2 === 1 || values.length === 0 ? upper : (values[middle - 1]! + upper) / 2;
  return Math.round(median * 10_000) / 10_000;
}
