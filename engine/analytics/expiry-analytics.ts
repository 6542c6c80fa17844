/** The figures that traders read off one expiry's chain. */
import { atmStrike } from '../cache/strike-window.ts';
import { strikeIndexOf } from '../market/option-chain.ts';
import type { ExpiryChain } from '../market/option-chain.ts';
import { legPrice } from '../pricing/leg-price.ts';
import { volatilityAt, volatilityAtDelta } from './market-smile.ts';
import type { MarketSmile } from './market-smile.ts';
import { ladderMetrics } from './option-metrics.ts';
import type { OptionMetrics } from './option-metrics.ts';

/** Call and put at the money, rupees. */
export interface AtmStraddle {
  readonly strike: number;
  readonly call: number;
  readonly put: number;
}

/** Volatilities of the 25-delta call and put, yearly fractions. */
export interface Skew {
  readonly call: number;
  readonly put: number;
}

/** Every figure, or `undefined` and, under its name in `reasons`, why there is none. Rupees, volatilities as yearly fractions. */
export interface ExpiryAnalytics {
  readonly forward: number | undefined;
  /** Forward less spot. */
  readonly basis: number | undefined;
  readonly atmStrike: number | undefined;
  /** At the forward. */
  readonly atmVolatility: number | undefined;
  readonly atmStraddle: AtmStraddle | undefined;
  readonly skew: Skew | undefined;
  readonly metrics: OptionMetrics;
  readonly reasons: ReadonlyMap<AnalyticsFigure, string>;
}

/** What may be missing, by the name that the API shows it under. */
export type AnalyticsFigure =
  | 'forward'
  | 'basis'
  | 'atm_strike'
  | 'atm_iv'
  | 'atm_straddle'
  | 'skew_25_delta'
  | keyof OptionMetrics;

const SKEW_DELTA = 0.25;
const NO_PRICE = 'the underlying has no price yet';

/** `spot` 0: unknown. The smile is that of the same chain and spot. */
export function expiryAnalytics(
  chain: ExpiryChain,
  spot: number,
  smile: MarketSmile | undefined,
): ExpiryAnalytics {
  const reasons = new Map<AnalyticsFigure, string>();
  const told = <Value>(
    figure: AnalyticsFigure,
    value: Value | undefined,
    reason: string,
  ): Value | undefined => {
    if (value === undefined) reasons.set(figure, reason);
    return value;
  };
  const hasSpot = spot > 0;
  const atm = hasSpot ? atmStrike(spot, chain.strikeInterval) : undefined;
  const metrics = ladderMetrics(chain);
  const noForward = 'no strike has a price of both its call and its put, and the underlying has none';
  tellMissing(metrics, reasons);
  return {
    forward: told('forward', smile?.forward, noForward),
    basis: told('basis', hasSpot && smile ? smile.forward - spot : undefined, hasSpot ? noForward : NO_PRICE),
    atmStrike: told('atm_strike', atm, NO_PRICE),
    atmVolatility: told(
      'atm_iv',
      smile && volatilityAt(smile, smile.forward),
      smile ? 'no strike beside the forward has a price that implies a volatility' : noForward,
    ),
    atmStraddle: told(
      'atm_straddle',
      atm === undefined ? undefined : straddleAt(chain, atm),
      atm === undefined ? NO_PRICE : `call and put of ${atm} are not both priced`,
    ),
    skew: told(
      'skew_25_delta',
      smile && skewOf(smile),
      smile ? 'the ladder ends before a delta of 0.25 on both sides' : noForward,
    ),
    metrics,
    reasons,
  };
}

function straddleAt(chain: ExpiryChain, strike: number): AtmStraddle | undefined {
  const index = strikeIndexOf(chain, strike);
  if (index < 0) return undefined;
  const [call, put] = [legPrice(chain, index * 2), legPrice(chain, index * 2 + 1)];
  return call > 0 && put > 0 ? { strike, call, put } : undefined;
}

function skewOf(smile: MarketSmile): Skew | undefined {
  const call = volatilityAtDelta(smile, 'CE', SKEW_DELTA);
  const put = volatilityAtDelta(smile, 'PE', SKEW_DELTA);
  return call === undefined || put === undefined ? undefined : { call, put };
}

function tellMissing(metrics: OptionMetrics, reasons: Map<AnalyticsFigure, string>): void {
  if (metrics.pcr_oi === null) reasons.set('pcr_oi', 'no call has open interest');
  if (metrics.pcr_volume === null) reasons.set('pcr_volume', 'no call was traded today');
  if (metrics.max_pain_oi === null) reasons.set('max_pain_oi', 'no option has open interest');
  if (metrics.max_pain_volume === null) reasons.set('max_pain_volume', 'no option was traded today');
}
