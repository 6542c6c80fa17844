/** Greeks of a single option; chains have `pairGreeks` and `dhanChainGreeks`. */
import type { OptionType } from '../market/instrument.ts';
import type { Black76Inputs } from './black76.ts';
import { createGreekColumns } from './kernel/greek-columns.ts';
import type { GreekColumns } from './kernel/greek-columns.ts';
import { pairGreeks } from './kernel/pair-greeks.ts';
import { createStrikeColumns } from './kernel/strike-pairs.ts';
import { spotMarket, writeSpotGreeks } from './spot-greeks.ts';

/** Units: rupees; a day is a calendar day, a volatility or rate point 1 % a year. All 0 where no volatility or time is left. */
export interface Greeks {
  /** Rupees per rupee of the underlying. */
  readonly delta: number;
  /** Delta per rupee of the underlying. */
  readonly gamma: number;
  /** Rupees per day that passes. */
  readonly theta: number;
  /** Rupees per volatility point. */
  readonly vega: number;
  /** Rupees per rate point. */
  readonly rho: number;
  /** Delta per volatility point. */
  readonly vanna: number;
  /** Vega per volatility point. */
  readonly volga: number;
}

/** What Black-Scholes greeks follow from; rupees, years (actual/365) and yearly fractions. */
export interface BlackScholesInputs {
  readonly spot: number;
  readonly strike: number;
  readonly yearsToExpiry: number;
  readonly volatility: number;
  /** Continuous. */
  readonly rate: number;
  readonly optionType: OptionType;
}

/** The clean convention: with respect to the forward, which stands still as time or the rate changes. */
export function black76Greeks(inputs: Black76Inputs): Greeks {
  const { forward, strike, yearsToExpiry, volatility, discount, optionType } = inputs;
  const columns = createStrikeColumns(Float64Array.of(strike));
  columns.volatilities[0] = forward > 0 && strike > 0 && yearsToExpiry > 0 ? volatility : 0;
  const out = createGreekColumns(2);
  pairGreeks(columns, { forward, years: yearsToExpiry, discount }, out, out);
  return greeksOf(out, optionType === 'CE' ? 0 : 1);
}

/** The textbook convention, which Dhan's greeks follow at a rate of 0.1: with respect to the spot index, which stands still as time or the rate changes. */
export function blackScholesGreeks(inputs: BlackScholesInputs): Greeks {
  const { spot, strike, yearsToExpiry, volatility, rate, optionType } = inputs;
  const out = createGreekColumns(1);
  const isPriceable = spot > 0 && strike > 0 && yearsToExpiry > 0;
  writeSpotGreeks(out, 0, {
    volatility: isPriceable ? volatility : 0,
    strike,
    side: optionType === 'CE' ? 1 : -1,
    market: spotMarket(spot, yearsToExpiry, rate),
  });
  return greeksOf(out, 0);
}

function greeksOf(columns: GreekColumns, leg: number): Greeks {
  return {
    delta: columns.delta[leg]!,
    gamma: columns.gamma[leg]!,
    theta: columns.theta[leg]!,
    vega: columns.vega[leg]!,
    rho: columns.rho[leg]!,
    vanna: columns.vanna[leg]!,
    volga: columns.volga[leg]!,
  };
}
