/** The analytics of an expiry as JSON shows them: rupees to the paisa, volatilities in percent, null where there is no figure. */
import type { AnalysedExpiry } from '../analytics/chain-analyst.ts';
import type { AnalyticsFigure, AtmStraddle, ExpiryAnalytics, Skew } from '../analytics/expiry-analytics.ts';
import { istIso, MS_PER_DAY } from '../market/ist-time.ts';
import type { ExpiryChain } from '../market/option-chain.ts';
import { toPaisa } from './underlying-price.ts';

/** One expiry of `options/analytics`. */
export function analyticsBody(chain: ExpiryChain, spot: number, analytics: ExpiryAnalytics): object {
  const { forward, basis, atmStrike, atmVolatility, atmStraddle, skew, metrics, reasons } = analytics;
  return {
    ...expiryHead(chain),
    forward: paisaOrNull(forward),
    basis: paisaOrNull(basis),
    atm_strike: atmStrike ?? null,
    atm_iv: percentOrNull(atmVolatility),
    atm_straddle: atmStraddle ? straddleBody(atmStraddle, spot) : null,
    skew_25_delta: skew ? skewBody(skew, atmVolatility) : null,
    pcr_oi: roundedOrNull(metrics.pcr_oi),
    pcr_volume: roundedOrNull(metrics.pcr_volume),
    max_pain_oi: metrics.max_pain_oi,
    max_pain_volume: metrics.max_pain_volume,
    reasons: Object.fromEntries(reasons),
  };
}

/** A chain and what its quotes say. */
export interface AnalysedChain extends AnalysedExpiry {
  readonly chain: ExpiryChain;
}

const SMILE_FIGURES: readonly AnalyticsFigure[] = ['forward', 'atm_iv'];

/** One expiry of `options/surface`. */
export function smileBody({ chain, smile, analytics }: AnalysedChain): object {
  const { forward, atmVolatility, reasons } = analytics;
  return {
    ...expiryHead(chain),
    forward: paisaOrNull(forward),
    atm_iv: percentOrNull(atmVolatility),
    smile: (smile?.points ?? []).map(({ strike, volatility, optionType }) => ({
      strike,
      moneyness_percent: rounded((strike / smile!.forward - 1) * 100),
      iv: percent(volatility),
      leg: optionType,
    })),
    reasons: Object.fromEntries([...reasons].filter(([figure]) => SMILE_FIGURES.includes(figure))),
  };
}

/**
 * At-the-money volatility by expiry, nearest first, and the volatility that two neighbours imply for the time between them; null where the farther one's
 * total variance is the smaller, which no such volatility gives.
 */
export function termStructureBody(expiries: readonly AnalysedChain[]): object[] {
  let before: { readonly years: number; readonly variance: number } | undefined;
  return expiries.map(({ chain, smile, analytics }) => {
    const { forward, atmVolatility } = analytics;
    const present =
      smile && atmVolatility !== undefined
        ? { years: smile.years, variance: atmVolatility ** 2 * smile.years }
        : undefined;
    const between = present && before && betweenExpiries(before, present);
    before = present ?? before;
    return {
      ...expiryHead(chain),
      forward: paisaOrNull(forward),
      atm_iv: percentOrNull(atmVolatility),
      forward_iv: percentOrNull(between),
    };
  });
}

function betweenExpiries(
  near: { readonly years: number; readonly variance: number },
  far: { readonly years: number; readonly variance: number },
): number | undefined {
  const gained = (far.variance - near.variance) / (far.years - near.years);
  return gained > 0 ? Math.sqrt(gained) : undefined;
}

function expiryHead({ expiry, expiresAtMs, updatedAtMs }: ExpiryChain): object {
  return {
    expiry,
    days_to_expiry: rounded(Math.max(0, expiresAtMs - updatedAtMs) / MS_PER_DAY),
    last_updated: updatedAtMs > 0 ? istIso(updatedAtMs) : null,
  };
}

/** What the straddle's buyer pays is how far the underlying has to go, either way, until he gains. */
function straddleBody({ strike, call, put }: AtmStraddle, spot: number): object {
  const price = call + put;
  return {
    strike,
    call: toPaisa(call),
    put: toPaisa(put),
    price: toPaisa(price),
    implied_move_percent: rounded((price / spot) * 100),
    break_even_low: toPaisa(strike - price),
    break_even_high: toPaisa(strike + price),
  };
}

function skewBody({ call, put }: Skew, atmVolatility: number | undefined): object {
  return {
    call_iv: percent(call),
    put_iv: percent(put),
    risk_reversal: percent(call - put),
    butterfly: percentOrNull(atmVolatility === undefined ? undefined : (call + put) / 2 - atmVolatility),
  };
}

function percent(fraction: number): number {
  return rounded(fraction * 100);
}

function percentOrNull(fraction: number | undefined): number | null {
  return fraction === undefined ? null : percent(fraction);
}

function paisaOrNull(rupees: number | undefined): number | null {
  return rupees === undefined ? null : toPaisa(rupees);
}

function roundedOrNull(value: number | null): number | null {
  return value === null ? null : rounded(value);
}

/** Four decimals. */
function rounded(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}
