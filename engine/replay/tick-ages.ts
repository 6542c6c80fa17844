/** How old index prices are when they reach the engine: a histogram, so that memory does not grow with the day. */

const BUCKET_MS = 100;
/** Whatever is older is counted in the last bucket. */
const BUCKETS = 6000;

/** Ages in ms, each rounded up to a tenth of a second; the trade's time has whole seconds on the wire, so up to one second is no delay at all. */
export interface TickAgeFacts {
  readonly ticks: number;
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

/** Watches index ticks. `tradedAtMs`: when the newest price of a symbol was traded, epoch ms; 0 when that is unknown. */
export class TickAges {
  readonly #tradedAtMs: (symbol: string) => number;
  readonly #counts = new Uint32Array(BUCKETS);
  #ticks = 0;

  constructor(tradedAtMs: (symbol: string) => number) {
    this.#tradedAtMs = tradedAtMs;
  }

  underlyingTick(atMs: number, symbol: string): void {
    const tradedAtMs = this.#tradedAtMs(symbol);
    if (tradedAtMs <= 0) return;
    const bucket = Math.ceil((atMs - tradedAtMs) / BUCKET_MS);
    const index = Math.min(Math.max(bucket, 0), BUCKETS - 1);
    this.#counts[index] = this.#counts[index]! + 1;
    this.#ticks += 1;
  }

  /** Undefined before the first tick. */
  facts(): TickAgeFacts | undefined {
    if (this.#ticks === 0) return undefined;
    return { ticks: this.#ticks, p50: this.#share(0.5), p99: this.#share(0.99), max: this.#share(1) };
  }

  /** The age that so large a share of the ticks does not exceed. */
  #share(share: number): number {
    let left = Math.ceil(this.#ticks * share);
    for (let bucket = 0; bucket < BUCKETS; bucket += 1) {
      left -= this.#counts[bucket]!;
      if (left <= 0) return bucket * BUCKET_MS;
    }
    return (BUCKETS - 1) * BUCKET_MS;
  }
}
