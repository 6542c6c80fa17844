import { SETTLEMENT_WINDOW_MS } from './variance-clock.ts';

/**
 * The average that index options settle at, as far as it is known: over the last half hour before expiry the index counts by the
 * time it stood. Before the window nothing is known, and the forward is the spot's alone.
 */
export class SettlementAverage {
  readonly #startMs: number;
  /** Rupees times ms of the window so far. */
  #area = 0;
  #countedToMs = 0;
  #lastSpot = 0;

  constructor(expiresAtMs: number) {
    this.#startMs = expiresAtMs - SETTLEMENT_WINDOW_MS;
  }

  /** The index stood at `spot` from `nowMs` on. The part of the window before the first look counts at that look's price. */
  observe(spot: number, nowMs: number): void {
    if (nowMs > this.#startMs) {
      const fromMs = Math.max(this.#startMs, this.#countedToMs);
      const stood = Math.min(nowMs, this.#startMs + SETTLEMENT_WINDOW_MS) - fromMs;
      if (stood > 0) this.#area += stood * (this.#lastSpot > 0 ? this.#lastSpot : spot);
      this.#countedToMs = Math.max(this.#countedToMs, nowMs);
    }
    this.#lastSpot = spot;
  }

  /** Share of the average that is still open, 1 before the window. */
  openShare(nowMs: number): number {
    return Math.min(1, Math.max(0, 1 - (nowMs - this.#startMs) / SETTLEMENT_WINDOW_MS));
  }

  /** Rupees that the known part adds to the settlement price. */
  get knownPart(): number {
    return this.#area / SETTLEMENT_WINDOW_MS;
  }

  copy(): SettlementAverage {
    const twin = new SettlementAverage(this.#startMs + SETTLEMENT_WINDOW_MS);
    twin.#area = this.#area;
    twin.#countedToMs = this.#countedToMs;
    twin.#lastSpot = this.#lastSpot;
    return twin;
  }
}
