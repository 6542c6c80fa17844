import { MS_PER_MINUTE, MS_PER_SECOND } from '../market/ist-time.ts';
import { mendButterflies } from './convex-smile.ts';
import { SmileShape } from './smile-shape.ts';
import type { SmilePoint } from './smile-shape.ts';
import { fillSmileGaps } from './volatility-smile.ts';

/** What volatilities are seen against. */
export interface SmileMoment {
  readonly forward: number;
  readonly varianceYears: number;
  readonly atMs: number;
}

/** A strike that told its volatility within so long needs no help. */
const FRESH_MS = 90 * MS_PER_SECOND;
/** How fast what a strike once told gives way to what its neighbours tell. */
const TRUST_MINUTES = 5;
/** Strikes within so many standard deviations of the forward tell the level. */
const LEVEL_DISTANCE = 1;

/** So many strikes on either side have a say in the shape at a strike: one quote of one moment is noisy. */
const SMOOTHED_REACH = 2;

/** Volatility of every strike of a chain: its own while it is fresh, else the shape's at the level that the fresh ones tell. */
export class StrikeSmile {
  /** On the variance clock, yearly fractions; 0 where none is known. */
  readonly volatilities: Float64Array;
  readonly #logStrikes: Float64Array;
  /** What each strike last told itself, and when. */
  readonly #told: Float64Array;
  readonly #toldAtMs: Float64Array;
  /** Scratch: each strike's volatility as a multiple of what the shape says; 0 for those that are not fresh. */
  readonly #ratios: Float64Array;
  #shape = new SmileShape();
  #level = 0;

  constructor(logStrikes: Float64Array) {
    this.#logStrikes = logStrikes;
    this.volatilities = new Float64Array(logStrikes.length);
    this.#told = new Float64Array(logStrikes.length);
    this.#toldAtMs = new Float64Array(logStrikes.length);
    this.#ratios = new Float64Array(logStrikes.length);
  }

  /** The strike told its volatility. */
  tell(strikeIndex: number, volatility: number, nowMs: number): void {
    this.volatilities[strikeIndex] = volatility;
    this.#told[strikeIndex] = volatility;
    this.#toldAtMs[strikeIndex] = nowMs;
  }

  /**
   * Takes the shape from what the strikes told, and gives those that told nothing a volatility between their neighbours', free of
   * butterfly arbitrage. Returns how many had to be moved for that.
   */
  fit(strikes: Float64Array, moment: SmileMoment): number {
    const told = this.#told;
    this.volatilities.set(told);
    fillSmileGaps(strikes, this.volatilities);
    const mended = mendButterflies({
      strikes,
      volatilities: this.volatilities,
      isTold: (index) => told[index]! > 0,
      forward: moment.forward,
      years: moment.varianceYears,
    });
    this.#level = this.#volatilityAtForward(moment);
    if (!(this.#level > 0)) return mended;
    const points: SmilePoint[] = [];
    for (let index = 0; index < told.length; index += 1)
      if (told[index]! > 0)
        points.push({ distance: this.#distance(index, moment), volatility: told[index]! });
    this.#shape.fit(smoothed(points), this.#level);
    return mended;
  }

  /** Brings the strikes that are not fresh to the level and shape of those that are. */
  refresh(moment: SmileMoment): void {
    const ratios = this.#ratios;
    const told = this.#told;
    const logForward = Math.log(moment.forward);
    const deviation = this.#level * Math.sqrt(moment.varianceYears);
    let sum = 0;
    let count = 0;
    let stale = 0;
    for (let index = 0; index < ratios.length; index += 1) {
      const isFresh = told[index]! > 0 && moment.atMs - this.#toldAtMs[index]! <= FRESH_MS;
      ratios[index] = 0;
      if (!isFresh) {
        stale += 1;
        continue;
      }
      const distance = (this.#logStrikes[index]! - logForward) / deviation;
      ratios[index] = told[index]! / this.#shape.at(distance);
      if (Math.abs(distance) <= LEVEL_DISTANCE) {
        sum += ratios[index]!;
        count += 1;
      }
    }
    if (count === 0) return;
    this.#level = sum / count;
    if (stale > 0) this.#fillStale(moment);
  }

  copyFrom(other: StrikeSmile): void {
    this.volatilities.set(other.volatilities);
    this.#told.set(other.#told);
    this.#toldAtMs.set(other.#toldAtMs);
    this.#shape = other.#shape.copy();
    this.#level = other.#level;
  }

  /** Between fresh strikes their distances from the shape are interpolated, beyond them they are kept. */
  #fillStale(moment: SmileMoment): void {
    const ratios = this.#ratios;
    let left = -1;
    for (let index = 0; index <= ratios.length; index += 1) {
      if (index < ratios.length && ratios[index] === 0) continue;
      for (let stale = left + 1; stale < index; stale += 1) {
        const right = index < ratios.length ? index : left;
        const from = left < 0 ? right : left;
        const share = right === from ? 0 : (stale - from) / (right - from);
        this.#bring(stale, ratios[from]! + share * (ratios[right]! - ratios[from]!), moment);
      }
      left = index;
    }
  }

  #bring(strikeIndex: number, level: number, moment: SmileMoment): void {
    const target = level * this.#shape.at(this.#distance(strikeIndex, moment));
    const told = this.#told[strikeIndex]!;
    const age = (moment.atMs - this.#toldAtMs[strikeIndex]!) / MS_PER_MINUTE;
    const trust = told > 0 ? Math.exp(-age / TRUST_MINUTES) : 0;
    this.volatilities[strikeIndex] = trust * told + (1 - trust) * target;
  }

  #distance(strikeIndex: number, { forward, varianceYears }: SmileMoment): number {
    return (this.#logStrikes[strikeIndex]! - Math.log(forward)) / (this.#level * Math.sqrt(varianceYears));
  }

  #volatilityAtForward({ forward }: SmileMoment): number {
    const logForward = Math.log(forward);
    const logs = this.#logStrikes;
    let upper = 0;
    while (upper < logs.length - 1 && logs[upper]! < logForward) upper += 1;
    const lower = Math.max(0, upper - 1);
    const width = logs[upper]! - logs[lower]!;
    const share = width > 0 ? Math.min(1, Math.max(0, (logForward - logs[lower]!) / width)) : 0;
    const below = this.volatilities[lower]!;
    return below + share * (this.volatilities[upper]! - below);
  }
}

/** On straight lines through each point's neighbours, nearer ones counting more. */
function smoothed(points: readonly SmilePoint[]): SmilePoint[] {
  return points.map(({ distance }, place) => {
    let weights = 0;
    let x = 0;
    let y = 0;
    let xx = 0;
    let xy = 0;
    for (let step = -SMOOTHED_REACH; step <= SMOOTHED_REACH; step += 1) {
      const point = points[place + step];
      if (!point) continue;
      const weight = SMOOTHED_REACH + 1 - Math.abs(step);
      const away = point.distance - distance;
      weights += weight;
      x += weight * away;
      y += weight * point.volatility;
      xx += weight * away * away;
      xy += weight * away * point.volatility;
    }
    const spread = weights * xx - x * x;
    return { distance, volatility: spread > 0 ? (xx * y - x * xy) / spread : y / weights };
  });
}
