/**
 * How much of a model move quotes really make, learnt from the chain's own past. In the belly quotes follow the model at once; far
 * out they stand still for a minute and follow in a quarter of an hour. Per group of legs and per age of what is known of them
 * the shares are believed in by how little they would have missed, so far as the chain has told; before that the model is followed in full.
 */
import { MS_PER_MINUTE } from '../market/ist-time.ts';
import { ShareBelief } from './share-belief.ts';

/** Distances from the money in standard deviations that part the groups. */
const DISTANCES = [0.25, 0.5, 1, 1.5, 2, 2.5, 3, 4] as const;
const DISTANCE_GROUPS = DISTANCES.length + 1;
/** Call and put, out of and in the money. */
const SIDES = 4;
/** Ages at which shares are learnt, minutes; between them the share is interpolated over the logarithm of the age. */
export const LEARNT_MINUTES = [1, 5, 15] as const;
const AGES = LEARNT_MINUTES.length;
const LOG_AGES = LEARNT_MINUTES.map(Math.log);

/**
 * How alike legs of a group miss that are seen within one age, 0 to 1; of n such looks each counts as 1 / (1 + likeness * (n - 1)). Over a
 * minute it is mostly each quote's own noise, over a quarter of an hour the news of volatility that all have in common. Distances from the
 * model are hardly alike at any age.
 */
const MOVE_LIKENESS = [0.1, 0.3, 1] as const;
const DISTANCE_LIKENESS = 0.05;
/** How fast a distance from the model is forgotten that is older than what is learnt of. */
const FORGETTING_MINUTES = 120;

/** Cells: an age and a group of legs. */
const GROUPS = SIDES * DISTANCE_GROUPS;
const CELLS = AGES * GROUPS;

/** A leg seen again at `atMs`: rupees by which its quote moved, its model moved, and its quote stood above the model before. */
export interface SeenMove {
  readonly atMs: number;
  readonly quoted: number;
  readonly modelled: number;
  readonly offset: number;
}

/** The learnt shares of one chain. */
export class QuoteResponse {
  readonly #moves = new ShareBelief(CELLS);
  /** Of the distance from the model, for legs that do not just stand still. */
  readonly #distances = new ShareBelief(CELLS);
  /** Per cell, as last looked up: the share of a move, and of a distance, of all legs together. */
  readonly #moveShares = new Float64Array(CELLS).fill(1);
  readonly #keptShares = new Float64Array(CELLS).fill(1);
  /** Per cell: looks within the last age or so, and when the latest was. */
  readonly #lately = new Float64Array(CELLS);
  readonly #latestMs = new Float64Array(CELLS);
  readonly #isSeen = new Uint8Array(CELLS);
  /** 1 where something was learnt since the shares were last looked up. */
  readonly #hasNews = new Uint8Array(CELLS);

  /** A leg of the group was seen again after `minutes`. That quotes stand still is tried as a whole: no move, and the distance as it is. */
  learn(group: number, minutes: number, { atMs, quoted, modelled, offset }: SeenMove): void {
    const age = ageIndex(minutes);
    const cell = age * GROUPS + group;
    const others = this.#countOthers(cell, LEARNT_MINUTES[age], atMs);
    const gone = (1 - this.#distances.mean(cell)) * offset;
    const left = quoted - this.#moves.mean(cell) * modelled + offset;
    this.#moves.learn(cell, {
      seen: quoted + gone,
      whole: modelled,
      seenByNone: quoted,
      weight: 1 / (1 + MOVE_LIKENESS[age] * others),
    });
    this.#distances.learn(cell, {
      seen: left,
      whole: offset,
      seenByNone: left,
      weight: 1 / (1 + DISTANCE_LIKENESS * others),
    });
    this.#isSeen[cell] = 1;
    this.#hasNews[cell] = 1;
  }

  /** Share of the model's move that a leg of the group makes when what is known of it is `minutes` old. */
  moveShare(group: number, minutes: number): number {
    this.#weigh(group);
    return atAge(this.#moveShares, this.#isSeen, group, minutes);
  }

  /** Share of the leg's distance from the model that is left after `minutes`. */
  keptShare(group: number, minutes: number): number {
    this.#weigh(group);
    if (minutes < 1) return 1 - minutes * (1 - atAge(this.#keptShares, this.#isSeen, group, 1));
    const kept = atAge(this.#keptShares, this.#isSeen, group, minutes);
    const forgotten = minutes - LEARNT_MINUTES[AGES - 1]!;
    return forgotten > 0 ? kept * Math.exp(-forgotten / FORGETTING_MINUTES) : kept;
  }

  copy(): QuoteResponse {
    const twin = new QuoteResponse();
    twin.#moves.copyFrom(this.#moves);
    twin.#distances.copyFrom(this.#distances);
    twin.#moveShares.set(this.#moveShares);
    twin.#keptShares.set(this.#keptShares);
    twin.#lately.set(this.#lately);
    twin.#latestMs.set(this.#latestMs);
    twin.#isSeen.set(this.#isSeen);
    twin.#hasNews.set(this.#hasNews);
    return twin;
  }

  /** How many other looks of the cell came within about one age: each fades with the time since it. */
  #countOthers(cell: number, ageMinutes: number, atMs: number): number {
    const minutes = Math.max(0, atMs - this.#latestMs[cell]!) / MS_PER_MINUTE;
    const others = this.#lately[cell]! * Math.exp(-minutes / ageMinutes);
    this.#lately[cell] = others + 1;
    this.#latestMs[cell] = atMs;
    return others;
  }

  /** Works out the group's shares where anything was learnt since. A leg that stands still keeps its distance in whole. */
  #weigh(group: number): void {
    for (let cell = group; cell < CELLS; cell += GROUPS) {
      if (this.#hasNews[cell] === 0) continue;
      this.#hasNews[cell] = 0;
      this.#moves.weigh(cell);
      this.#distances.weigh(cell);
      this.#moveShares[cell] = this.#moves.mean(cell);
      const still = this.#moves.none(cell);
      this.#keptShares[cell] = still + (1 - still) * this.#distances.mean(cell);
    }
  }
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
function ageIndex(minutes: number): 0 | 1 | 2 {
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
