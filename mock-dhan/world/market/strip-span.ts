/** Sets a quote strip to run from one recorded fit of its expiry to the next. */
import { priceCall } from './quote-strip.ts';
import type { QuoteStrip } from './quote-strip.ts';
import type { RecordedFit } from './recorded-fit.ts';

/** The stretch between two recorded fits, in steps; tick size in rupees. */
export interface StripSpan {
  readonly from: RecordedFit;
  readonly to: RecordedFit;
  readonly steps: number;
  readonly tickSize: number;
}

/**
 * Volatilities and what each quote stands above the model run linearly from fit to fit, so that every mid starts and ends on
 * the recorded one. What is not priced and quoted at both ends is left out. A leg is quoted anew once its mid has left the standing bid or
 * offer, and by a tick at least: a mid that moves inside the spread is no new quote.
 */
export function spanStrip(strip: QuoteStrip, span: StripSpan): void {
  const { from, to, steps } = span;
  strip.yearsPerStep = (from.years - to.years) / steps;
  for (let pair = 0; pair < strip.strikes.length; pair += 1) {
    const atEnd = priceAt(strip, pair, to);
    const atStart = priceAt(strip, pair, from);
    strip.volatilityPerStep[pair] = (to.volatility[pair]! - from.volatility[pair]!) / steps;
    strip.dueStep[pair] = Number.isFinite(atStart + atEnd) ? 0 : Number.POSITIVE_INFINITY;
    const strike = strip.strikes[pair]!;
    spanLeg(strip, span, { leg: pair * 2, atStart, atEnd });
    spanLeg(strip, span, {
      leg: pair * 2 + 1,
      atStart: atStart - from.discount * (from.forward - strike),
      atEnd: atEnd - to.discount * (to.forward - strike),
    });
  }
}

/** The call's model value at one fit; leaves the strip's volatility and slopes at that fit. */
function priceAt(strip: QuoteStrip, pair: number, fit: RecordedFit): number {
  strip.step = 0;
  strip.forward = fit.forward;
  strip.yearsToExpiry = fit.years;
  strip.discount = fit.discount;
  strip.volatility[pair] = fit.volatility[pair]!;
  strip.volatilityPerStep[pair] = 0;
  return priceCall(strip, pair);
}

function spanLeg(
  strip: QuoteStrip,
  span: StripSpan,
  model: { readonly leg: number; readonly atStart: number; readonly atEnd: number },
): void {
  const { from, to, steps, tickSize } = span;
  const { leg, atStart, atEnd } = model;
  const residual = from.mid[leg]! - atStart;
  const residualAtEnd = to.mid[leg]! - atEnd;
  const isQuoted = from.mid[leg]! > 0 && to.mid[leg]! > 0;
  strip.residual[leg] = isQuoted ? residual : 0;
  strip.residualPerStep[leg] = isQuoted ? (residualAtEnd - residual) / steps : 0;
  strip.quotedMid[leg] = from.mid[leg]!;
  strip.movedWhenPriced[leg] = 0;
  strip.threshold[leg] = isQuoted
    ? Math.max(tickSize, from.halfSpread[leg]!, to.halfSpread[leg]!)
    : Number.POSITIVE_INFINITY;
}
