import { BasisFilter } from './basis-filter.ts';
import { SettlementAverage } from './settlement-average.ts';

/**
 * The share of the index's next step, if it comes so soon, that quotes were ahead of it. Source: minutes at the money of 2026, the
 * same in both halves of the sessions.
 */
const INDEX_LAG_MS = 3000;
const INDEX_LAG_SHARE = 0.3;
/** When less of the settlement average than this is open, quotes tell nothing of the spot any more, only how far off the average is. */
const OPEN_SHARE_MIN = 0.1;

/** One expiry's forward, from the spot: it stands above it by a tracked basis, and in the last half hour is an average in part known. */
export class ForwardTracker {
  readonly #expiresAtMs: number;
  #basis = new BasisFilter(0);
  #average: SettlementAverage;
  /** Rupees by which quotes stood above the average as it is known here, while little of it was open. */
  #lateGap = 0;
  /** Spot and moment of the last basis, until the next spot has amended it. */
  #basisSpot = 0;
  #basisAtMs = Number.NEGATIVE_INFINITY;

  constructor(expiresAtMs: number) {
    this.#expiresAtMs = expiresAtMs;
    this.#average = new SettlementAverage(expiresAtMs);
  }

  /** Forgets the basis. `forward`, rupees, says how large the underlying is. */
  restart(forward: number): void {
    this.#basis = new BasisFilter(forward);
    this.#lateGap = 0;
    this.#basisAtMs = Number.NEGATIVE_INFINITY;
  }

  /** The underlying stands at `spot`. It is printed a little behind the options: part of its step was in their quotes already. */
  spotAt(spot: number, nowMs: number): void {
    this.#average.observe(spot, nowMs);
    if (nowMs === this.#basisAtMs) return;
    if (nowMs - this.#basisAtMs <= INDEX_LAG_MS)
      this.#basis.amend(INDEX_LAG_SHARE * (this.#basisSpot - spot));
    this.#basisAtMs = Number.NEGATIVE_INFINITY;
  }

  /** The forward that is expected with `spot`, rupees. */
  forwardOf(spot: number, nowMs: number): number {
    const open = this.#average.openShare(nowMs);
    const future = spot + this.#basis.at(nowMs);
    return open === 1 ? future : this.#average.knownPart + open * future + this.#lateGap;
  }

  /** Quotes say that the forward is this. */
  observe(forward: number, spot: number, nowMs: number): void {
    const open = this.#average.openShare(nowMs);
    if (open < OPEN_SHARE_MIN) {
      this.#lateGap += forward - this.forwardOf(spot, nowMs);
      return;
    }
    const future = open === 1 ? forward : (forward - this.#average.knownPart) / open;
    this.#basis.observe(future - spot, nowMs);
    this.#basisSpot = spot;
    this.#basisAtMs = nowMs;
  }

  copy(): ForwardTracker {
    const twin = new ForwardTracker(this.#expiresAtMs);
    twin.#basis = this.#basis.copy();
    twin.#average = this.#average.copy();
    twin.#lateGap = this.#lateGap;
    twin.#basisSpot = this.#basisSpot;
    twin.#basisAtMs = this.#basisAtMs;
    return twin;
  }
}
