import { LEG_SOURCES } from '../market/option-chain.ts';
import type { ExpiryChain } from '../market/option-chain.ts';
import type { LegAnchors } from './leg-anchors.ts';
import { isPrice, legPrice, roundToTick, ticksPerRupee } from './leg-price.ts';

const REPRICED = LEG_SOURCES.indexOf('repriced');

/** A trade no older than this came with the tick that shows it; trade times are whole seconds and arrive late. */
const TRADE_AGE_MS_MAX = 5000;

/** Bid and ask of a chain's legs: how far they stand from the leg's price, and which of them the pricer wrote itself. */
export class LegQuotes {
  readonly #chain: ExpiryChain;
  readonly #ticksInRupee: number;
  /** Per leg: how far bid and ask stand from its price, rupees. */
  readonly #bidBelow: Float64Array;
  readonly #askAbove: Float64Array;
  /** Per leg: the quote last read or written here; a quote that differs from it came with the leg's own tick. */
  readonly #seenBid: Float64Array;
  readonly #seenAsk: Float64Array;

  constructor(chain: ExpiryChain) {
    const legCount = chain.ltp.length;
    this.#chain = chain;
    this.#ticksInRupee = ticksPerRupee(chain.tickSize);
    this.#bidBelow = new Float64Array(legCount);
    this.#askAbove = new Float64Array(legCount);
    this.#seenBid = new Float64Array(legCount);
    this.#seenAsk = new Float64Array(legCount);
  }

  isNew(leg: number): boolean {
    return this.#chain.bid[leg] !== this.#seenBid[leg] || this.#chain.ask[leg] !== this.#seenAsk[leg];
  }

  /**
   * What the leg is worth by its own tick, just written to the chain, rupees: the middle of a quote that is news, else its last price if that was traded just
   * now. A full packet repeats the last price whatever its age, and deep in the money that may be hours.
   */
  ownPrice(leg: number, nowMs: number): number {
    const ltp = this.#chain.ltp[leg]!;
    const isFresh = nowMs - this.#chain.lastTradeAtMs[leg]! <= TRADE_AGE_MS_MAX;
    return !this.isNew(leg) && isFresh && isPrice(ltp) ? ltp : legPrice(this.#chain, leg);
  }

  /**
   * Keeps the distances of bid and ask from the leg's price; a side that is absent (0) stays absent when repriced, and one that
   * is no price becomes absent. Returns false where the bid does not stand below the ask.
   */
  read(leg: number, price: number): boolean {
    const chain = this.#chain;
    const bid = isPrice(chain.bid[leg]!) ? chain.bid[leg]! : 0;
    const ask = isPrice(chain.ask[leg]!) ? chain.ask[leg]! : 0;
    chain.bid[leg] = this.#seenBid[leg] = bid;
    chain.ask[leg] = this.#seenAsk[leg] = ask;
    this.#bidBelow[leg] = Math.max(0, price - bid);
    this.#askAbove[leg] = Math.max(0, ask - price);
    return bid === 0 || ask === 0 || bid < ask;
  }

  /**
   * Writes ltp, bid and ask of every leg that had a price of its own or whose strike has a volatility, from the model's prices; returns how many there
   * were.
   */
  write(
    prices: Float64Array,
    volatilities: Float64Array,
    { gain, offset, hasPrice }: Pick<LegAnchors, 'gain' | 'offset' | 'hasPrice'>,
  ): number {
    const { ltp, bid, ask, source } = this.#chain;
    const seenBid = this.#seenBid;
    const seenAsk = this.#seenAsk;
    const bidBelow = this.#bidBelow;
    const askAbove = this.#askAbove;
    const ticksInRupee = this.#ticksInRupee;
    let repriced = 0;
    for (let leg = 0; leg < prices.length; leg += 1) {
      if (hasPrice[leg] === 0 && volatilities[leg >>> 1] === 0) continue;
      const price = gain[leg]! * prices[leg]! + offset[leg]!;
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

  copyFrom(other: LegQuotes): void {
    this.#bidBelow.set(other.#bidBelow);
    this.#askAbove.set(other.#askAbove);
    this.#seenBid.set(other.#seenBid);
    this.#seenAsk.set(other.#seenAsk);
  }
}
