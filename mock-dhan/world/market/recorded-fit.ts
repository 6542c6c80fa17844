/** What a recorded chain implies at its moment: forward and one volatility per strike, from its own quotes. */
import { createExpiryChain } from '#engine/market/option-chain.ts';
import type { ExpiryChain } from '#engine/market/option-chain.ts';
import { discountFactor, yearsToExpiry } from '#engine/pricing/discounting.ts';
import { impliedVolatility } from '#engine/pricing/implied-vol.ts';
import { quoteMid } from '#engine/pricing/leg-price.ts';
import { parityForward } from '#engine/pricing/parity-forward.ts';
import type { RecordedChain, RecordedExpiryLadder } from '#engine/replay/recording.ts';
import { expiryMs } from './session-steps.ts';

/** By pair: `volatility` is NaN where the out-of-the-money leg has no usable quote. By leg: `mid` is 0 where it has none. */
export interface RecordedFit {
  readonly forward: number;
  readonly years: number;
  readonly discount: number;
  readonly volatility: Float64Array;
  readonly mid: Float64Array;
  readonly halfSpread: Float64Array;
}

/** Fits one expiry's snapshots, one after the other; each starts its search at the volatilities of the one before. */
export class RecordedFitter {
  readonly #chain: ExpiryChain;
  /** By pair: the last volatility found. */
  readonly #previous: Float64Array;

  constructor(ladder: RecordedExpiryLadder) {
    this.#chain = createExpiryChain({
      underlying: '',
      expiry: ladder.expiry,
      expiresAtMs: expiryMs(ladder.expiry),
      lotSize: 1,
      strikeInterval: 1,
      tickSize: 0.05,
      strikes: [...ladder.strikes],
    });
    this.#previous = new Float64Array(ladder.strikes.length).fill(Number.NaN);
  }

  fit(recorded: RecordedChain, spot: number, atMs: number): RecordedFit {
    const chain = this.#chain;
    chain.bid.set(recorded.bid);
    chain.ask.set(recorded.ask);
    const years = yearsToExpiry(chain.expiresAtMs, atMs);
    const discount = discountFactor(years);
    const forward = parityForward(chain, spot, atMs);
    const fit = {
      forward,
      years,
      discount,
      mid: recorded.bid.map((_, leg) => quoteMid(chain, leg)),
      halfSpread: recorded.bid.map((bid, leg) => (recorded.ask[leg]! - bid) / 2),
      volatility: new Float64Array(chain.strikes.length),
    };
    for (let pair = 0; pair < chain.strikes.length; pair += 1)
      fit.volatility[pair] = this.#volatilityOf(pair, fit);
    return fit;
  }

  #volatilityOf(pair: number, fit: RecordedFit): number {
    const strike = this.#chain.strikes[pair]!;
    const isCall = strike >= fit.forward;
    const price = fit.mid[pair * 2 + (isCall ? 0 : 1)]!;
    if (price === 0) return Number.NaN;
    const volatility = impliedVolatility({
      price,
      forward: fit.forward,
      strike,
      yearsToExpiry: fit.years,
      discount: fit.discount,
      optionType: isCall ? 'CE' : 'PE',
      guess: this.#previous[pair] || 0,
    });
    if (volatility > 0) this.#previous[pair] = volatility;
    return volatility;
  }
}
