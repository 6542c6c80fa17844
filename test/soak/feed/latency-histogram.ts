const STEP_US = 100;
const STEPS = 100_000;

/** Latencies in steps of 0.1 ms up to 10 s, so that millions of them take the memory of one column. */
export class LatencyHistogram {
  /** The last step also holds whatever took longer. */
  readonly #counts = new Float64Array(STEPS);
  #count = 0;
  #maxUs = 0;

  add(us: number): void {
    const step = Math.min(STEPS - 1, Math.floor(us / STEP_US));
    this.#counts[step] = this.#counts[step]! + 1;
    this.#count += 1;
    if (us > this.#maxUs) this.#maxUs = us;
  }

  /** The latency that this share (0 to 1) of all do not exceed, ms, rounded up to the step; 0 without any. */
  percentileMs(share: number): number {
    const wanted = this.#count * share;
    let seen = 0;
    for (const [step, count] of this.#counts.entries()) {
      seen += count;
      if (seen >= wanted && seen > 0) return ((step + 1) * STEP_US) / 1000;
    }
    return 0;
  }

  /** Exact, ms. */
  get maxMs(): number {
    return this.#maxUs / 1000;
  }
}
