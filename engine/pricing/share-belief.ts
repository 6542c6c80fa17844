/**
 * A share that is learnt as a mixture of experts: each of a few shares is believed in by how much it would have missed so far, and the mean
 * of them under that belief is followed. So it is never much worse than the best of them, and little evidence moves it little.
 */

/** Shares that are tried. */
const SHARES = Float64Array.from([0, 0.15, 0.3, 0.45, 0.6, 0.75, 0.85, 0.92, 0.96, 1, 1.04]);
const FULL = SHARES.indexOf(1);
/** So much is believed in the full share before anything was seen; the others part the rest. */
const FULL_BELIEF = 0.9;
/** A share that misses by the usual miss of the full one more than another, in one look, is believed in by e to this power less. */
const SHARPNESS = 2;
/** So many looks' worth of misses are remembered. */
const MEMORY = 300;

const LOG_PRIORS = SHARES.map((_, index) =>
  Math.log(index === FULL ? FULL_BELIEF : (1 - FULL_BELIEF) / (SHARES.length - 1)),
);

/** One look: what was seen is held against every share of `whole`. */
export interface ShareLook {
  readonly seen: number;
  readonly whole: number;
  /** What share 0 is held to instead of `seen`. */
  readonly seenByNone: number;
  /** How much of a look this is, up to 1: looks that are alike tell less than one each. */
  readonly weight: number;
}

/** Learnt shares of many cells, each from its own looks. */
export class ShareBelief {
  readonly #misses: Float64Array;
  readonly #weights: Float64Array;
  readonly #means: Float64Array;
  readonly #nones: Float64Array;

  constructor(cellCount: number) {
    this.#misses = new Float64Array(cellCount * SHARES.length);
    this.#weights = new Float64Array(cellCount);
    this.#means = new Float64Array(cellCount).fill(1);
    this.#nones = new Float64Array(cellCount);
  }

  /** The share as last weighed, 1 before that. */
  mean(cell: number): number {
    return this.#means[cell]!;
  }

  /** The belief in share 0 as last weighed, 0 before that. */
  none(cell: number): number {
    return this.#nones[cell]!;
  }

  /** The root of a miss counts: many small misses weigh more than one big one, as they do in a median. */
  learn(cell: number, { seen, whole, seenByNone, weight }: ShareLook): void {
    const first = cell * SHARES.length;
    const misses = this.#misses;
    const kept = 1 - weight / MEMORY;
    this.#weights[cell] = this.#weights[cell]! * kept + weight;
    misses[first] = misses[first]! * kept + weight * Math.sqrt(Math.abs(seenByNone));
    for (let index = 1; index < SHARES.length; index += 1)
      misses[first + index] =
        misses[first + index]! * kept + weight * Math.sqrt(Math.abs(seen - SHARES[index]! * whole));
  }

  /** Works out the cell's share from what was learnt. */
  weigh(cell: number): void {
    const first = cell * SHARES.length;
    const full = this.#misses[first + FULL]!;
    const sharpness = full > 0 ? (SHARPNESS * this.#weights[cell]!) / full : 0;
    if (sharpness === 0) return;
    let beliefs = 0;
    let sum = 0;
    let none = 0;
    const least = this.#leastMiss(first);
    for (let index = 0; index < SHARES.length; index += 1) {
      const belief = Math.exp(LOG_PRIORS[index]! - sharpness * (this.#misses[first + index]! - least));
      if (index === 0) none = belief;
      beliefs += belief;
      sum += belief * SHARES[index]!;
    }
    this.#means[cell] = sum / beliefs;
    this.#nones[cell] = none / beliefs;
  }

  #leastMiss(first: number): number {
    let least = this.#misses[first]!;
    for (let index = 1; index < SHARES.length; index += 1)
      least = Math.min(least, this.#misses[first + index]!);
    return least;
  }

  copyFrom(other: ShareBelief): void {
    this.#misses.set(other.#misses);
    this.#weights.set(other.#weights);
    this.#means.set(other.#means);
    this.#nones.set(other.#nones);
  }
}
