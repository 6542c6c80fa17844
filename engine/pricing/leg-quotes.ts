import { LEG_SOURCES } from '../market/option-chain.ts';
import type { ExpiryChain } from '../market/option-chain.ts';
import { quoteLegs } from './kernel/strike-pairs.ts';
import type { LegColumns } from './kernel/strike-pairs.ts';
import { isPrice, legPrice, ticksPerRupee } from './leg-price.ts';

const REPRICED = LEG_SOURCES.indexOf('repriced');

/** A trade no older than this came with the tick that shows it; trade times are whole seconds and arrive late. */
const TRADE_AGE_MS_MAX = 5000;

/** Bid and ask of a chain's legs: how far they stand from the leg's price, and which of them the pricer wrote itself. */
export class LegQuotes {
  readonly #chain: ExpiryChain;
  readonly #ticksInRupee: number;
  /** How far bid and ask stand from each leg's price, and the quote last read or written here: one that differs from it came with the leg's own tick. */
  readonly #legs: LegColumns;
  /** Sides of all legs, bid and ask, that are absent. */
  #absentSides: number;

  /** `priced`: the columns that a model's prices and what legs make of them will be found in. */
  constructor(chain: ExpiryChain, priced: Pick<LegColumns, 'prices' | 'gain' | 'offset'>) {
    const legCount = chain.ltp.length;
    this.#chain = chain;
    this.#ticksInRupee = ticksPerRupee(chain.tickSize);
    this.#legs = {
      ...priced,
      bidBelow: new Float64Array(legCount).fill(Number.POSITIVE_INFINITY),
      askAbove: new Float64Array(legCount).fill(Number.POSITIVE_INFINITY),
      ltp: new Float64Array(legCount),
      bid: new Float64Array(legCount),
      ask: new Float64Array(legCount),
    };
    this.#absentSides = legCount * 2;
  }

  isNew(leg: number): boolean {
    const { bid, ask } = this.#legs;
    return this.#chain.bid[leg] !== bid[leg] || this.#chain.ask[leg] !== ask[leg];
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
    chain.bid[leg] = this.#legs.bid[leg] = bid;
    chain.ask[leg] = this.#legs.ask[leg] = ask;
    this.#absentSides -= this.#absentSidesOf(leg);
    this.#legs.bidBelow[leg] = bid > 0 ? Math.max(0, price - bid) : Number.POSITIVE_INFINITY;
    this.#legs.askAbove[leg] = ask > 0 ? Math.max(0, ask - price) : Number.POSITIVE_INFINITY;
    this.#absentSides += this.#absentSidesOf(leg);
    return bid === 0 || ask === 0 || bid < ask;
  }

  /**
   * Writes ltp, bid and ask of every leg that had a price of its own or whose strike has a volatility, from the model's prices; returns how many there
   * were.
   */
  write(volatilities: Float64Array, hasPrice: Uint8Array): number {
    quoteLegs(this.#legs, this.#ticksInRupee);
    const isWhole = this.#absentSides === 0 && !volatilities.includes(0);
    return isWhole ? this.#showAll() : this.#showPriced(volatilities, hasPrice);
  }

  copyFrom(other: LegQuotes): void {
    this.#legs.bidBelow.set(other.#legs.bidBelow);
    this.#legs.askAbove.set(other.#legs.askAbove);
    this.#legs.bid.set(other.#legs.bid);
    this.#legs.ask.set(other.#legs.ask);
    this.#absentSides = other.#absentSides;
  }

  #absentSidesOf(leg: number): number {
    const { bidBelow, askAbove } = this.#legs;
    return Number(!isPresent(bidBelow[leg]!)) + Number(!isPresent(askAbove[leg]!));
  }

  /** Every leg is priced and quoted on both sides, as most chains are: whole columns are copied. */
  #showAll(): number {
    const { ltp, bid, ask } = this.#legs;
    this.#chain.ltp.set(ltp);
    this.#chain.bid.set(bid);
    this.#chain.ask.set(ask);
    this.#chain.source.fill(REPRICED);
    return ltp.length;
  }

  /** Leg by leg; one without a price keeps its quote. */
  #showPriced(volatilities: Float64Array, hasPrice: Uint8Array): number {
    const { ltp, bid, ask, bidBelow, askAbove } = this.#legs;
    const shown = this.#chain;
    let count = 0;
    for (let leg = 0; leg < ltp.length; leg += 1) {
      if (hasPrice[leg] === 0 && volatilities[leg >>> 1] === 0) {
        bid[leg] = shown.bid[leg]!;
        ask[leg] = shown.ask[leg]!;
        continue;
      }
      shown.ltp[leg] = ltp[leg]!;
      if (isPresent(bidBelow[leg]!)) shown.bid[leg] = bid[leg]!;
      if (isPresent(askAbove[leg]!)) shown.ask[leg] = ask[leg]!;
      shown.source[leg] = REPRICED;
      count += 1;
    }
    return count;
  }
}

/** A side that stands somewhere: an absent one is infinitely far from the leg's price. */
function isPresent(distance: number): boolean {
  return distance < Number.POSITIVE_INFINITY;
}
