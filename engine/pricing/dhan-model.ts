/**
 * Dhan's own convention as a premium model: Black-Scholes on the spot index at 10 %, actual/365, the end at 15:30 UTC of the expiry date, and one implied
 * volatility per leg that sticks to it between its own ticks. Call and put of one strike are priced apart, as the published volatilities are.
 */
import type { ExpiryChain } from '../market/option-chain.ts';
import { dhanMarket } from './dhan-greeks.ts';
import { impliedVolatility } from './implied-vol.ts';
import { legPrice } from './leg-price.ts';
import { LegQuotes } from './leg-quotes.ts';
import { noPricingFindings } from './pricing-findings.ts';
import type { PricingFindings } from './pricing-findings.ts';
import type { ChainPricer, PriceModel } from './price-model.ts';
import type { SpotMarket } from './spot-greeks.ts';
import { timeValueOf } from './time-value.ts';

export const dhanModel: PriceModel = {
  name: 'dhan',
  createPricer: (chain) => new DhanPricer(chain),
};

/** Lives as long as its chain. Columns are per leg. */
class DhanPricer implements ChainPricer {
  readonly findings: PricingFindings = noPricingFindings();
  readonly #chain: ExpiryChain;
  readonly #quotes: LegQuotes;
  readonly #logStrikes: Float64Array;
  /** Yearly fractions; 0 where the leg's own price implies none. */
  readonly #volatilities: Float64Array;
  /** Own price less the model's, rupees: 0 but where the price implies no volatility, as deep in the money at 10 %. */
  readonly #offsets: Float64Array;
  /** 1 once the leg had a price of its own. */
  readonly #hasOwnPrice: Uint8Array;
  /** Model prices of one reprice, rupees, followed in full. */
  readonly #prices: Float64Array;
  /** Per strike, all 0: volatilities are the legs', and a leg without a price of its own is not priced from its twin's. */
  readonly #strikeVolatilities: Float64Array;

  constructor(chain: ExpiryChain) {
    const legs = chain.ltp.length;
    this.#chain = chain;
    this.#logStrikes = chain.strikes.map(Math.log);
    this.#volatilities = new Float64Array(legs);
    this.#offsets = new Float64Array(legs);
    this.#hasOwnPrice = new Uint8Array(legs);
    this.#prices = new Float64Array(legs);
    const gain = new Float64Array(legs).fill(1);
    this.#quotes = new LegQuotes(chain, { prices: this.#prices, gain, offset: this.#offsets });
    this.#strikeVolatilities = new Float64Array(chain.strikes.length);
  }

  calibrate(spot: number, nowMs: number): void {
    const market = this.#market(spot, nowMs);
    if (!this.#isSpot(spot)) return;
    for (let leg = 0; leg < this.#offsets.length; leg += 1) {
      const price = legPrice(this.#chain, leg);
      this.#readQuote(leg, price);
      this.#anchor(leg, price, market);
    }
  }

  anchorLeg(leg: number, spot: number, nowMs: number): void {
    const price = this.#quotes.ownPrice(leg, nowMs);
    if (this.#quotes.isNew(leg)) this.#readQuote(leg, price);
    if (this.#isSpot(spot)) this.#anchor(leg, price, this.#market(spot, nowMs));
  }

  reprice(spot: number, nowMs: number): number {
    const market = this.#market(spot, nowMs);
    if (!this.#isSpot(spot) || !(market.years > 0)) return 0;
    for (let leg = 0; leg < this.#prices.length; leg += 1)
      if (this.#hasOwnPrice[leg] === 1) this.#prices[leg] = this.#modelPrice(leg, market);
    const repriced = this.#quotes.write(this.#strikeVolatilities, this.#hasOwnPrice);
    if (repriced > 0) this.#chain.updatedAtMs = nowMs;
    return repriced;
  }

  fork(chain: ExpiryChain): ChainPricer {
    const twin = new DhanPricer(chain);
    twin.#quotes.copyFrom(this.#quotes);
    twin.#volatilities.set(this.#volatilities);
    twin.#offsets.set(this.#offsets);
    twin.#hasOwnPrice.set(this.#hasOwnPrice);
    return twin;
  }

  /** A spot that is none teaches nothing and reprices nothing. */
  #isSpot(spot: number): boolean {
    const isSpot = spot > 0 && spot < Number.POSITIVE_INFINITY;
    if (!isSpot) this.findings.spotsRefused += 1;
    return isSpot;
  }

  #readQuote(leg: number, price: number): void {
    if (!this.#quotes.read(leg, price)) this.findings.quotesRefused += 1;
  }

  /** From here on the model passes through `price`. */
  #anchor(leg: number, price: number, market: SpotMarket): void {
    const volatility = impliedVolatility({
      price,
      forward: market.forward,
      strike: this.#chain.strikes[leg >>> 1]!,
      yearsToExpiry: market.years,
      discount: market.discount,
      optionType: leg % 2 === 0 ? 'CE' : 'PE',
      guess: this.#volatilities[leg]!,
    });
    this.#volatilities[leg] = volatility > 0 ? volatility : 0;
    if (price > 0 && !(volatility > 0)) this.findings.pricesUnexplained += 1;
    this.#hasOwnPrice[leg] = price > 0 ? 1 : 0;
    this.#offsets[leg] = price > 0 ? price - this.#modelPrice(leg, market) : 0;
  }

  #modelPrice(leg: number, { forward, years, discount }: SpotMarket): number {
    const index = leg >>> 1;
    const strike = this.#chain.strikes[index]!;
    const low = Math.min(forward, strike);
    const logGap = Math.abs(Math.log(forward) - this.#logStrikes[index]!);
    const timeValue = timeValueOf(low, logGap, this.#volatilities[leg]! * Math.sqrt(Math.max(0, years)));
    return discount * (timeValue + (leg % 2 === 0 ? forward : strike) - low);
  }

  #market(spot: number, nowMs: number): SpotMarket {
    return dhanMarket(spot, this.#chain.expiry, nowMs, 'dhan');
  }
}
