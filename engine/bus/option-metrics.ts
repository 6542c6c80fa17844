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

export function optionMetrics(legs: readonly MeasuredLeg[]): OptionMetrics {
  return {
    pcr_volume: putCallRatio(legs, ({ volume }) => volume),
    pcr_oi: putCallRatio(legs, ({ oi }) => oi),
    max_pain_volume: maxPain(legs, ({ volume }) => volume),
    max_pain_oi: maxPain(legs, ({ oi }) => oi),
  };
}

type Weight = (leg: MeasuredLeg) => number;

function putCallRatio(legs: readonly MeasuredLeg[], weight: Weight): number | null {
  const sum = (type: OptionType): number =>
    legs.reduce((total, leg) => (leg.type === type ? total + weight(leg) : total), 0);
  const calls = sum('CE');
  return calls > 0 ? sum('PE') / calls : null;
}

/** The lowest such strike where several pay the same. */
function maxPain(legs: readonly MeasuredLeg[], weight: Weight): number | null {
  if (!legs.some((leg) => weight(leg) > 0)) return null;
  const strikes = [...new Set(legs.map(({ strike }) => strike))].sort((a, b) => a - b);
  let best = { strike: 0, payout: Number.POSITIVE_INFINITY };
  for (const strike of strikes) {
    const payout = legs.reduce((total, leg) => total + weight(leg) * intrinsicValue(leg, strike), 0);
    if (payout < best.payout) best = { strike, payout };
  }
  return best.strike;
}

function intrinsicValue({ type, strike }: MeasuredLeg, spot: number): number {
  return Math.max(0, type === 'CE' ? spot - strike : strike - spot);
}
