/**
 * How much of a model move quotes really make, learnt from the chain's own past. In the belly quotes follow the model at once; far
 * out they stand still for a minute and follow in a quarter of an hour. Per group of legs and per age of what is known of them
 * the share that would have missed least is kept, so far as the chain has told; before that the model is followed in full.
 */

/** Shares that are tried; the least total miss wins. */
const SHARES = Float64Array.from([0, 0.15, 0.3, 0.45, 0.6, 0.75, 0.85, 0.92, 0.96, 1, 1.04]);
/** Distances from the money in standard deviations that part the groups. */
const DISTANCES = [0.25, 0.5, 1, 1.5, 2, 2.5, 3, 4] as const;
const DISTANCE_GROUPS = DISTANCES.length + 1;
/** Call and put, out of and in the money. */
const SIDES = 4;
/** Ages at which shares are learnt, minutes; between them the share is interpolated over the logarithm of the age. */
export const LEARNT_MINUTES = [1, 5, 15] as const;
const AGES = LEARNT_MINUTES.length;
const LOG_AGES = LEARNT_MINUTES.map(Math.log);

/** Rupees by which the belief in the full share outweighs its opposite at the start: a few ticks. */
const PRIOR = 5;
/** How fast a distance from the model is forgotten that is older than what is learnt of. */
const FORGETTING_MINUTES = 120;
/** How much of the past is kept with every leg seen: some hundred legs are remembered. */
const MEMORY = 1 - 1 / 3000;

/** Cells: an age and a group of legs. */
const GROUPS = SIDES * DISTANCE_GROUPS;
const CELLS = AGES * GROUPS;

/** A leg seen again: rupees by which its quote moved, its model moved, and its quote stood above the model before. */
export interface SeenMove {
  readonly quoted: number;
  readonly modelled: number;
  readonly offset: number;
}

/** The learnt shares of one chain. */
export class QuoteResponse {
  readonly #moveMisses = new Float64Array(CELLS * SHARES.length);
  readonly #keptMisses = new Float64Array(CELLS * SHARES.length);
  readonly #moves = new Float64Array(CELLS).fill(1);
  readonly #kept = new Float64Array(CELLS).fill(1);
  readonly #isSeen = new Uint8Array(CELLS);

  constructor() {
    for (let entry = 0; entry < this.#moveMisses.length; entry += 1) {
      const prior = PRIOR * Math.sqrt(Math.abs(1 - SHARES[entry % SHARES.length]!));
      this.#moveMisses[entry] = prior;
      this.#keptMisses[entry] = prior;
    }
  }

  /** A leg of the group was seen again after `minutes`. */
  learn(group: number, minutes: number, { quoted, modelled, offset }: SeenMove): void {
    const cell = ageIndex(minutes) * GROUPS + group;
    const gone = (1 - this.#kept[cell]!) * offset;
    const move = this.#moves[cell]! * modelled;
    this.#isSeen[cell] = 1;
    this.#moves[cell] = best(this.#moveMisses, cell, quoted + gone, modelled);
    this.#kept[cell] = best(this.#keptMisses, cell, quoted - move + offset, offset);
  }

  /** Share of the model's move that a leg of the group makes when what is known of it is `minutes` old. */
  moveShare(group: number, minutes: number): number {
    return atAge(this.#moves, this.#isSeen, group, minutes);
  }

  /** Share of the leg's distance from the model that is left after `minutes`. */
  keptShare(group: number, minutes: number): number {
    if (minutes < 1) return 1 - minutes * (1 - atAge(this.#kept, this.#isSeen, group, 1));
    const kept = atAge(this.#kept, this.#isSeen, group, minutes);
    const forgotten = minutes - LEARNT_MINUTES[AGES - 1]!;
    return forgotten > 0 ? kept * Math.exp(-forgotten / FORGETTING_MINUTES) : kept;
  }

  copy(): QuoteResponse {
    const twin = new QuoteResponse();
    twin.#moveMisses.set(this.#moveMisses);
    twin.#keptMisses.set(this.#keptMisses);
    twin.#moves.set(this.#moves);
    twin.#kept.set(this.#kept);
    twin.#isSeen.set(this.#isSeen);
    return twin;
  }
}

/**
 * Adds what every share of `whole` would have missed `seen` by, and returns the share that has missed least. The root of a miss
 * counts: many small misses weigh more than one big one, as they do in a median.
 */
function best(misses: Float64Array, cell: number, seen: number, whole: number): number {
  const first = cell * SHARES.length;
  let least = 0;
  for (let index = 0; index < SHARES.length; index += 1) {
    const miss = misses[first + index]! * MEMORY + Math.sqrt(Math.abs(seen - SHARES[index]! * whole));
    misses[first + index] = miss;
    if (miss < misses[first + least]!) least = index;
  }
  return SHARES[least]!;
}

/** The share at an age, between those of the nearest ages around it at which anything was seen; 1 where nothing was. */
function atAge(shares: Float64Array, isSeen: Uint8Array, group: number, minutes: number): number {
  let lower = -1;
  let upper = -1;
  for (let age = 0; age < AGES; age += 1) {
    if (isSeen[age * GROUPS + group] === 0) continue;
    if (LEARNT_MINUTES[age]! <= minutes) lower = age;
    else if (upper < 0) upper = age;
  }
  if (lower < 0 && upper < 0) return 1;
  if (lower < 0) return shares[upper * GROUPS + group]!;
  if (upper < 0) return shares[lower * GROUPS + group]!;
  const part = (Math.log(minutes) - LOG_AGES[lower]!) / (LOG_AGES[upper]! - LOG_AGES[lower]!);
  const before = shares[lower * GROUPS + group]!;
  return before + part * (shares[upper * GROUPS + group]! - before);
}

/** The learnt age nearest to `minutes` by ratio. */
function ageIndex(minutes: number): number {
  if (minutes * minutes < LEARNT_MINUTES[0] * LEARNT_MINUTES[1]) return 0;
  return minutes * minutes < LEARNT_MINUTES[1] * LEARNT_MINUTES[2] ? 1 : 2;
}

/** Group of a leg: `side` 0 call, 1 put; `distance`: standard deviations out of (above 0) or in the money. */
export function legGroup(side: number, distance: number): number {
  const size = Math.abs(distance);
  let band = 0;
  while (band < DISTANCES.length && size >= DISTANCES[band]!) band += 1;
  return (side * 2 + (distance >= 0 ? 0 : 1)) * DISTANCE_GROUPS + band;
}
