/**
 * The forward's distance from the spot, tracked. What quotes and index say at one moment is noisy, because index values are
 * printed behind the options: part of a sudden distance is news that the index will catch up on, part is here to stay.
 */
import { MS_PER_MINUTE } from '../market/ist-time.ts';

/**
 * A slow level that wanders, a passing excursion that fades, and noise of one print. Variances are in units of the noise's: the
 * filter's gains depend on these ratios alone, so it fits every index and expiry.
 */
const LEVEL_VARIANCE_PER_MINUTE = 0.2;
const EXCURSION_VARIANCE = 2;
const EXCURSION_MINUTES = 8;
/** A print this many times the usual surprise away counts as if it were there. */
const SURPRISE_LIMIT = 4;
const SURPRISE_MEMORY = 0.02;
/** The usual surprise before any was seen, as a share of the spot. */
const SURPRISE_OF_SPOT = 5e-5;
/** However calm it was, a surprise of this share of the spot is a usual one. */
const LEAST_SURPRISE_OF_SPOT = 1e-5;
/** After so long without a print the next one starts anew. */
const SILENCE_MINUTES_MAX = 600;

/** A Kalman filter of two states. */
export class BasisFilter {
  #level = Number.NaN;
  #excursion = 0;
  #levelVariance = 0;
  #covariance = 0;
  #excursionVariance = 0;
  #atMs = 0;
  #levelGain = 0;
  #excursionGain = 0;
  #seen = 0;
  /** Mean size of the differences between what was expected and seen, rupees. */
  #surprise: number;
  #leastSurprise: number;

  /** `spot`, rupees: how large the underlying is, and so what is a large surprise. */
  constructor(spot: number) {
    this.#leastSurprise = spot * LEAST_SURPRISE_OF_SPOT;
    this.#surprise = spot * SURPRISE_OF_SPOT;
  }

  /** False until the first observation. */
  get isKnown(): boolean {
    return !Number.isNaN(this.#level);
  }

  /** Rupees by which the forward is expected to stand above the spot at `nowMs`; 0 when nothing was ever seen. */
  at(nowMs: number): number {
    if (!this.isKnown) return 0;
    return this.#level + this.#excursion * fading(minutesBetween(this.#atMs, nowMs));
  }

  /** `basis`: forward less spot as printed at `nowMs`, rupees. */
  observe(basis: number, nowMs: number): void {
    const minutes = minutesBetween(this.#atMs, nowMs);
    if (!this.isKnown || minutes > SILENCE_MINUTES_MAX) this.#start(basis);
    else this.#update(basis, minutes);
    this.#atMs = nowMs;
  }

  /** The last observation is better known: the basis was `change` rupees more than was said. */
  amend(change: number): void {
    this.#level += this.#levelGain * change;
    this.#excursion += this.#excursionGain * change;
  }

  copy(): BasisFilter {
    const twin = new BasisFilter(0);
    twin.#level = this.#level;
    twin.#excursion = this.#excursion;
    twin.#levelVariance = this.#levelVariance;
    twin.#covariance = this.#covariance;
    twin.#excursionVariance = this.#excursionVariance;
    twin.#atMs = this.#atMs;
    twin.#surprise = this.#surprise;
    twin.#leastSurprise = this.#leastSurprise;
    twin.#seen = this.#seen;
    twin.#levelGain = this.#levelGain;
    twin.#excursionGain = this.#excursionGain;
    return twin;
  }

  /** The first print may be an excursion as a whole. */
  #start(basis: number): void {
    this.#level = basis;
    this.#levelGain = 1;
    this.#excursionGain = 0;
    this.#excursion = 0;
    this.#levelVariance = EXCURSION_VARIANCE + 1;
    this.#covariance = -EXCURSION_VARIANCE;
    this.#excursionVariance = EXCURSION_VARIANCE;
  }

  #update(basis: number, minutes: number): void {
    const kept = fading(minutes);
    this.#excursion *= kept;
    this.#levelVariance += LEVEL_VARIANCE_PER_MINUTE * minutes;
    this.#covariance *= kept;
    this.#excursionVariance = this.#excursionVariance * kept * kept + EXCURSION_VARIANCE * (1 - kept * kept);
    const miss = this.#bounded(basis - this.#level - this.#excursion);
    const seenLevel = this.#levelVariance + this.#covariance;
    const seenExcursion = this.#covariance + this.#excursionVariance;
    const variance = seenLevel + seenExcursion + 1;
    this.#levelGain = seenLevel / variance;
    this.#excursionGain = seenExcursion / variance;
    this.#level += this.#levelGain * miss;
    this.#excursion += this.#excursionGain * miss;
    this.#levelVariance -= (seenLevel * seenLevel) / variance;
    this.#covariance -= (seenLevel * seenExcursion) / variance;
    this.#excursionVariance -= (seenExcursion * seenExcursion) / variance;
  }

  #bounded(miss: number): number {
    const size = Math.abs(miss);
    const limit = SURPRISE_LIMIT * Math.max(this.#surprise, this.#leastSurprise);
    this.#seen += 1;
    this.#surprise +=
      Math.max(SURPRISE_MEMORY, 1 / (this.#seen + 1)) *
      (Math.min(size, limit + this.#surprise) - this.#surprise);
    return size > limit ? Math.sign(miss) * limit : miss;
  }
}

function fading(minutes: number): number {
  return Math.exp(-minutes / EXCURSION_MINUTES);
}

function minutesBetween(fromMs: number, toMs: number): number {
  return Math.max(0, toMs - fromMs) / MS_PER_MINUTE;
}
