/**
 * The default premium model: Black-76 on the chain's own parity forward, with one implied volatility per strike that sticks
 * to the strike, and per leg the distance of its own quote from the model.
 */
import { LEG_SOURCES } from '../market/option-chain.ts';
import type { ExpiryChain } from '../market/option-chain.ts';
import { timeValueOf } from './black76.ts';
import { discountFactor, yearsToExpiry } from './discounting.ts';
import { impliedVolatility } from './implied-vol.ts';
import { createStrikeColumns, priceStrikePairs } from './kernel/strike-pairs.ts';
import type { ExpiryMarket, StrikeColumns } from './kernel/strike-pairs.ts';
import { legPrice, roundToTick, ticksPerRupee } from './leg-price.ts';
import { parityForward } from './parity-forward.ts';
import type { ChainPricer, PriceModel } from './price-model.ts';
import { fillSmileGaps } from './volatility-smile.ts';

const REPRICED = LEG_SOURCES.indexOf('repriced');

/** A trade no older than this came with the tick that shows it; trade times are whole seconds and arrive late. */
const TRADE_AGE_MS_MAX = 5000;

/** Black-76 on implied volatilities of the chain. */
export const black76Model: PriceModel = {
  name: 'black76',
  createPricer: (chain) => new Black76Pricer(chain),
};

/** Lives as long as its chain. Columns are per strike or per leg, like the chain's own. */
class Black76Pricer implements ChainPricer {
  readonly #chain: ExpiryChain;
  readonly #ticksInRupee: number;
  /** Forward less spot, rupees. */
  #basis = 0;
  /** Per strike: what the kernel prices from. */
  readonly #columns: StrikeColumns;
  /** Per leg: own price less model price, rupees. */
  readonly #offsets: Float64Array;
  /** Per leg: 1 once it had a price of its own. */
  readonly #hasOwnPrice: Uint8Array;
  /** Per leg: how far bid and ask stand from its price, rupees. */
  readonly #bidBelow: Float64Array;
  readonly #askAbove: Float64Array;
  /** Per leg: the quote last read or written here; a quote that differs from it came with the leg's own tick. */
  readonly #seenBid: Float64Array;
  readonly #seenAsk: Float64Array;
  /** Per leg: scratch of one reprice, model prices in rupees. */
  readonly #prices: Float64Array;

  constructor(chain: ExpiryChain) {
    const legCount = chain.strikes.length * 2;
    this.#chain = chain;
    this.#ticksInRupee = ticksPerRupee(chain.tickSize);
    this.#columns = createStrikeColumns(chain.strikes);
    this.#offsets = new Float64Array(legCount);
    this.#hasOwnPrice = new Uint8Array(legCount);
    this.#bidBelow = new Float64Array(legCount);
    this.#askAbove = new Float64Array(legCount);
    this.#seenBid = new Float64Array(legCount);
    this.#seenAsk = new Float64Array(legCount);
    this.#prices = new Float64Array(legCount);
  }

  calibrate(spot: number, nowMs: number): void {
    const chain = this.#chain;
    this.#basis = parityForward(chain, spot, nowMs) - spot;
    const market = this.#market(spot, nowMs);
    for (let index = 0; index < chain.strikes.length; index += 1) {
      const outOfTheMoney = outOfTheMoneyLeg(chain, index, market.forward);
      this.#columns.volatilities[index] =
        this.#volatilityAt(outOfTheMoney, legPrice(chain, outOfTheMoney), market) ||
        this.#volatilityAt(outOfTheMoney ^ 1, legPrice(chain, outOfTheMoney ^ 1), market);
    }
    fillSmileGaps(chain.strikes, this.#columns.volatilities);
    for (let leg = 0; leg < chain.ltp.length; leg += 1) {
      const price = legPrice(chain, leg);
      this.#setOffset(leg, price, market);
      this.#readQuote(leg, market);
    }
  }

  anchorLeg(leg: number, spot: number, nowMs: number): void {
    const chain = this.#chain;
    const market = this.#market(spot, nowMs);
    const strikeIndex = leg >>> 1;
    const isQuoteNew = chain.bid[leg] !== this.#seenBid[leg] || chain.ask[leg] !== this.#seenAsk[leg];
    const price = isQuoteNew ? legPrice(chain, leg) : this.#tradedPrice(leg, nowMs);
    if (leg === outOfTheMoneyLeg(chain, strikeIndex, market.forward)) {
      const volatility = this.#volatilityAt(leg, price, market);
      if (volatility > 0) this.#columns.volatilities[strikeIndex] = volatility;
    }
    this.#setOffset(leg, price, market);
    if (isQuoteNew) this.#readQuote(leg, market);
  }

  reprice(spot: number, nowMs: number): number {
    const market = this.#market(spot, nowMs);
    if (!(market.forward > 0)) return 0;
    priceStrikePairs(this.#columns, market, this.#prices);
    const repriced = this.#writeLegs();
    if (repriced > 0) this.#chain.updatedAtMs = nowMs;
    return repriced;
  }

  /**
   * What the leg is worth by a tick that brought no new quote: its last price if that was traded just now. A full packet repeats
   * the last price whatever its age, and deep in the money that may be hours.
   */
  #tradedPrice(leg: number, nowMs: number): number {
    const ltp = this.#chain.ltp[leg]!;
    const isFresh = nowMs - this.#chain.lastTradeAtMs[leg]! <= TRADE_AGE_MS_MAX;
    return ltp > 0 && isFresh ? ltp : legPrice(this.#chain, leg);
  }

  /** Writes `#prices` and offsets to the chain; returns how many legs could be priced. */
  #writeLegs(): number {
    const { ltp, bid, ask, source } = this.#chain;
    const volatilities = this.#columns.volatilities;
    const hasOwnPrice = this.#hasOwnPrice;
    const prices = this.#prices;
    const offsets = this.#offsets;
    const seenBid = this.#seenBid;
    const seenAsk = this.#seenAsk;
    const bidBelow = this.#bidBelow;
    const askAbove = this.#askAbove;
    const ticksInRupee = this.#ticksInRupee;
    let repriced = 0;
    for (let leg = 0; leg < prices.length; leg += 1) {
      if (hasOwnPrice[leg] === 0 && volatilities[leg >>> 1] === 0) continue;
      const price = prices[leg]! + offsets[leg]!;
      ltp[leg] = roundToTick(price, ticksInRupee);
      if (seenBid[leg]! > 0) {
        bid[leg] = seenBid[leg] = roundToTick(price - bidBelow[leg]!, ticksInRupee);
      }
      if (seenAsk[leg]! > 0) {
        ask[leg] = seenAsk[leg] = roundToTick(price + askAbove[leg]!, ticksInRupee);
      }
      source[leg] = REPRICED;
      repriced += 1;
    }
    return repriced;
  }

  #market(spot: number, nowMs: number): ExpiryMarket {
    const years = yearsToExpiry(this.#chain.expiresAtMs, nowMs);
    return { forward: spot + this.#basis, years, discount: discountFactor(years) };
  }

  /** Volatility that `price` implies for the leg's strike, 0 where it implies none; the strike's present one is the first guess. */
  #volatilityAt(leg: number, price: number, market: ExpiryMarket): number {
    const strikeIndex = leg >>> 1;
    const volatility = impliedVolatility({
      price,
      forward: market.forward,
      strike: this.#chain.strikes[strikeIndex]!,
      yearsToExpiry: market.years,
      discount: market.discount,
      optionType: leg % 2 === 0 ? 'CE' : 'PE',
      guess: this.#columns.volatilities[strikeIndex]!,
    });
    return volatility > 0 ? volatility : 0;
  }

  #setOffset(leg: number, price: number, market: ExpiryMarket): void {
    this.#hasOwnPrice[leg] = price > 0 ? 1 : 0;
    this.#offsets[leg] = price > 0 ? price - this.#modelPrice(leg, market) : 0;
  }

  /** Keeps the distances of bid and ask from the leg's price; a side that is absent (0) stays absent when repriced. */
  #readQuote(leg: number, market: ExpiryMarket): void {
    const price = this.#modelPrice(leg, market) + this.#offsets[leg]!;
    const bid = this.#chain.bid[leg]!;
    const ask = this.#chain.ask[leg]!;
    this.#seenBid[leg] = bid;
    this.#seenAsk[leg] = ask;
    this.#bidBelow[leg] = Math.max(0, price - bid);
    this.#askAbove[leg] = Math.max(0, ask - price);
  }

  #modelPrice(leg: number, { forward, years, discount }: ExpiryMarket): number {
    const strike = this.#chain.strikes[leg >>> 1]!;
    const low = Math.min(forward, strike);
    const logGap = Math.abs(Math.log(forward) - this.#columns.logStrikes[leg >>> 1]!);
    const totalVolatility = this.#columns.volatilities[leg >>> 1]! * Math.sqrt(years);
    const timeValue = timeValueOf(low, logGap, totalVolatility);
    return discount * (timeValue + (leg % 2 === 0 ? forward : strike) - low);
  }
}

/** Leg of the strike that has no intrinsic value at `forward`: the call above it, the put below. */
function outOfTheMoneyLeg(chain: ExpiryChain, strikeIndex: number, forward: number): number {
  return strikeIndex * 2 + (chain.strikes[strikeIndex]! >= forward ? 0 : 1);
}
