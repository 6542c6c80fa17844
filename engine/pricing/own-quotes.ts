import type { ExpiryChain } from '../market/option-chain.ts';
import { legPrice, roundToTick, ticksPerRupee } from './leg-price.ts';

/** A trade no older than this came with the tick that shows it; trade times are whole seconds and arrive late. */
const TRADE_AGE_MS_MAX = 5000;

/** What the legs of a chain quoted by their own ticks, and how far bid and ask stood from the price then: repriced legs keep that distance. */
export class OwnQuotes {
  readonly #chain: ExpiryChain;
  readonly #ticksInRupee: number;
  /** Per leg, rupees. */
  readonly #bidBelow: Float64Array;
  readonly #askAbove: Float64Array;
  /** Per leg: the quote last read or written here; a quote that differs from it came with the leg's own tick. */
  readonly #seenBid: Float64Array;
  readonly #seenAsk: Float64Array;

  constructor(chain: ExpiryChain) {
    const legs = chain.ltp.length;
    this.#chain = chain;
    this.#ticksInRupee = ticksPerRupee(chain.tickSize);
    this.#bidBelow = new Float64Array(legs);
    this.#askAbove = new Float64Array(legs);
    this.#seenBid = new Float64Array(legs);
    this.#seenAsk = new Float64Array(legs);
  }

  /**
   * What the leg is worth by its own tick, just written to the chain, and remembers its quote: the middle of a quote that is news, else the last price if
   * that was traded just now, else what the chain shows. Rupees; 0 where nothing is known.
   */
  read(leg: number, nowMs: number): number {
    const { bid, ask, ltp, lastTradeAtMs } = this.#chain;
    const isQuoteNew = bid[leg] !== this.#seenBid[leg] || ask[leg] !== this.#seenAsk[leg];
    const isTraded = ltp[leg]! > 0 && nowMs - lastTradeAtMs[leg]! <= TRADE_AGE_MS_MAX;
    const price = !isQuoteNew && isTraded ? ltp[leg]! : legPrice(this.#chain, leg);
    if (isQuoteNew) this.take(leg, price);
    return price;
  }

  /** Remembers the quote as it stands around `price`; a side that is absent (0) stays absent. */
  take(leg: number, price: number): void {
    const bid = this.#chain.bid[leg]!;
    const ask = this.#chain.ask[leg]!;
    this.#seenBid[leg] = bid;
    this.#seenAsk[leg] = ask;
    this.#bidBelow[leg] = Math.max(0, price - bid);
    this.#askAbove[leg] = Math.max(0, ask - price);
  }

  /** Writes a leg's new price, and its quote around it, to the chain, on the tick grid. */
  write(leg: number, price: number): void {
    const { ltp, bid, ask } = this.#chain;
    const ticks = this.#ticksInRupee;
    ltp[leg] = roundToTick(price, ticks);
    if (this.#seenBid[leg]! > 0)
      bid[leg] = this.#seenBid[leg] = roundToTick(price - this.#bidBelow[leg]!, ticks);
    if (this.#seenAsk[leg]! > 0)
      ask[leg] = this.#seenAsk[leg] = roundToTick(price + this.#askAbove[leg]!, ticks);
  }

  copyFrom(other: OwnQuotes): void {
    this.#bidBelow.set(other.#bidBelow);
    this.#askAbove.set(other.#askAbove);
    this.#seenBid.set(other.#seenBid);
    this.#seenAsk.set(other.#seenAsk);
  }
}
