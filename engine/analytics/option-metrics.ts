import type { OptionType } from '../market/instrument.ts';

/** What a leg adds to the figures of its expiry. */
export interface MeasuredLeg {
  readonly strike: number;
  readonly type: OptionType;
  readonly volume: number;
  readonly oi: number;
}

/** Figures of one expiry; null where nothing was traded or held that they could be worked out from. Strikes in rupees. */
export interface OptionMetrics {
  /** Volume of puts over volume of calls. */
  readonly pcr_volume: number | null;
  readonly pcr_oi: number | null;
  /** The strike at which the holders of all options together would be paid the least. */
  readonly max_pain_volume: number | null;
  readonly max_pain_oi: number | null;
}

/** Legs as the columns of a chain: ascending strikes, the call of `strikes[i]` at `2 * i`, its put behind it. */
export interface MeasuredLadder {
  readonly strikes: ArrayLike<number>;
  readonly volume: ArrayLike<number>;
  readonly oi: ArrayLike<number>;
}

/** Of legs in any order; a leg that is missing holds nothing. */
export function optionMetrics(legs: readonly MeasuredLeg[]): OptionMetrics {
  return ladderMetrics(ladderOf(legs));
}

export function ladderMetrics({ strikes, volume, oi }: MeasuredLadder): OptionMetrics {
  return {
    pcr_volume: putCallRatio(volume),
    pcr_oi: putCallRatio(oi),
    max_pain_volume: maxPain(strikes, volume),
    max_pain_oi: maxPain(strikes, oi),
  };
}

function ladderOf(legs: readonly MeasuredLeg[]): MeasuredLadder {
  const strikes = [...new Set(legs.map(({ strike }) => strike))].sort((a, b) => a - b);
  const indexes = new Map(strikes.map((strike, index) => [strike, index]));
  const volume = new Float64Array(strikes.length * 2);
  const oi = new Float64Array(strikes.length * 2);
  for (const leg of legs) {
    const at = indexes.get(leg.strike)! * 2 + (leg.type === 'CE' ? 0 : 1);
    volume[at] = leg.volume;
    oi[at] = leg.oi;
  }
  return { strikes, volume, oi };
}

function putCallRatio(weights: ArrayLike<number>): number | null {
  let calls = 0;
  let puts = 0;
  for (let leg = 0; leg < weights.length; leg += 2) {
    calls += heldBy(weights, leg);
    puts += heldBy(weights, leg + 1);
  }
  return calls > 0 ? puts / calls : null;
}

/**
 * The lowest such strike where several pay the same. One strike up, the calls at and below it gain its distance and the puts above lose it, so one pass
 * gives the payout at every strike.
 */
function maxPain(strikes: ArrayLike<number>, weights: ArrayLike<number>): number | null {
  let callsBelow = 0;
  let putsAbove = 0;
  let payout = 0;
  for (let index = 0; index < strikes.length; index += 1) {
    const puts = heldBy(weights, index * 2 + 1);
    putsAbove += puts;
    payout += puts * (strikes[index]! - strikes[0]!);
  }
  let best = { strike: strikes[0] ?? 0, payout };
  let held = putsAbove;
  for (let index = 0; index < strikes.length; index += 1) {
    const step = index === 0 ? 0 : strikes[index]! - strikes[index - 1]!;
    payout += step * (callsBelow - putsAbove);
    if (payout < best.payout) best = { strike: strikes[index]!, payout };
    callsBelow += heldBy(weights, index * 2);
    putsAbove -= heldBy(weights, index * 2 + 1);
    held += heldBy(weights, index * 2);
  }
  return held > 0 ? best.strike : null;
}

/** 0 for what is no number. */
function heldBy(weights: ArrayLike<number>, leg: number): number {
  const weight = weights[leg]!;
  return weight > 0 ? weight : 0;
}
