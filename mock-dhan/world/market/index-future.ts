/** One index future: quotes around its expiry's forward, trades on them, and the open interest these make. */
import type { FutureInstrument } from '#engine/market/instrument.ts';
import { MS_PER_DAY } from '#engine/market/ist-time.ts';
import { roundToTick, ticksPerRupee } from '#engine/pricing/leg-price.ts';
import type { SeededRandom } from '#engine/seeded-random.ts';
import { priceBand } from '../price-band.ts';
import type { PriceBand } from '../price-band.ts';
import type { QuoteBoard } from '../quote-board.ts';
import type { Universe } from '../universe.ts';
import { CarriedForward } from './carried-forward.ts';
import { liquidityOf, TRADE_LOTS_MAX } from './future-liquidity.ts';
import type { Liquidity } from './future-liquidity.ts';
import { noteOpenInterest, noteTrade } from './leg-trade.ts';
import { PHASES_PER_SECOND } from './quote-strip.ts';
import { writeQuote } from './quote-writer.ts';

/**
 * A future strays from its forward by about a twenty-thousandth of its price and is drawn back within half a minute: each second keeps so much of the distance and adds a
 * uniform draw of so much of the price, either way.
 */
const NOISE_KEPT = 0.95;
const NOISE_DRAWN = 0.000027;

/** Where its underlying stands now. */
interface FutureTick {
  readonly spot: number;
  /** Steps of 250 ms; the contract is looked at in one of the four of a second. */
  readonly step: number;
  readonly atMs: number;
  /** Its expiry's forward where the market knows one; the cost of carry unless given. */
  readonly forward?: number | undefined;
}

/** A future that follows its underlying. Its draws are of a stream of its own. */
export class IndexFuture {
  readonly #index: number;
  readonly #instrument: FutureInstrument;
  readonly #liquidity: Liquidity;
  readonly #phase: number;
  readonly #ticksInRupee: number;
  readonly #openMs: number;
  readonly #carried: CarriedForward;
  readonly #random: SeededRandom;
  #noise = 0;
  #quotedMid = 0;
  #band: PriceBand = { lower: 0, upper: Number.POSITIVE_INFINITY };

  constructor(options: {
    readonly instrument: FutureInstrument;
    /** Its place on the board. */
    readonly index: number;
    /** 0 for the current month. */
    readonly position: number;
    readonly openMs: number;
    readonly random: SeededRandom;
  }) {
    const { instrument, position } = options;
    this.#index = options.index;
    this.#instrument = instrument;
    this.#liquidity = liquidityOf(position);
    this.#phase = position % PHASES_PER_SECOND;
    this.#ticksInRupee = ticksPerRupee(instrument.tickSize);
    this.#openMs = options.openMs;
    this.#carried = new CarriedForward(instrument.expiry);
    this.#random = options.random;
  }

  get expiry(): string {
    return this.#instrument.expiry;
  }

  /** Yesterday's close and open interest, and today's opening quote where the spot is known; a spot stands for a close that is not. */
  prime(
    board: QuoteBoard,
    { spot, previousClose }: { readonly spot: number; readonly previousClose: number },
  ): void {
    const index = this.#index;
    const closed = previousClose > 0 ? previousClose : spot;
    if (closed <= 0) return;
    this.#carried.place(closed, this.#openMs - MS_PER_DAY);
    const close = roundToTick(this.#carried.forward, this.#ticksInRupee);
    board.previousClose[index] = close;
    board.ltp[index] = close;
    this.#band = priceBand(close, this.#instrument);
    const share = 0.5 + this.#random.nextFloat();
    const oi = Math.round(this.#liquidity.openInterestLots * share) * this.#instrument.lotSize;
    board.previousOi[index] = oi;
    noteOpenInterest(board, index, oi);
    if (spot <= 0) return;
    this.#carried.place(spot, this.#openMs);
    this.#quote(board, this.#carried.forward);
  }

  /** The spot ticked: once a second the contract is quoted anew if its mid has left the quote behind, and may trade. */
  follow(board: QuoteBoard, { spot, step, atMs, forward }: FutureTick): void {
    this.#carried.observe(spot, atMs);
    if (step % PHASES_PER_SECOND !== this.#phase) return;
    this.#carried.place(spot, atMs);
    const fair = forward ?? this.#carried.forward;
    const drawn = (2 * this.#random.nextFloat() - 1) * NOISE_DRAWN * fair;
    this.#noise = NOISE_KEPT * this.#noise + drawn;
    const mid = fair + this.#noise * this.#carried.openShare(atMs);
    const isMoved = Math.abs(mid - this.#quotedMid) >= this.#halfSpread(mid);
    const isTraded = this.#random.nextFloat() < this.#liquidity.tradeChance;
    if (!isMoved && !isTraded) return;
    if (isMoved) this.#quote(board, mid);
    board.touch(this.#index);
    board.syntheticEvents += 1;
    if (isTraded) this.#trade(board, atMs);
  }

  #halfSpread(mid: number): number {
    return Math.max((mid * this.#liquidity.spreadShare) / 2, 1 / this.#ticksInRupee);
  }

  /** Nobody quotes beyond the day's price band, wherever the index goes. */
  #quote(board: QuoteBoard, mid: number): void {
    const index = this.#index;
    const halfSpread = this.#halfSpread(mid);
    const { lower, upper } = this.#band;
    const within = Math.min(Math.max(mid, lower + halfSpread), upper - halfSpread);
    writeQuote(board, index, { mid: within, halfSpread, ticksInRupee: this.#ticksInRupee });
    const quantity = this.#liquidity.lotsAtBest * this.#instrument.lotSize;
    board.bidQuantity[index] = quantity;
    board.askQuantity[index] = quantity;
    this.#quotedMid = mid;
  }

  /** Of three trades one opens a position on both sides, one closes one, and one hands it on. */
  #trade(board: QuoteBoard, atMs: number): void {
    const index = this.#index;
    const random = this.#random;
    const price = random.nextFloat() < 0.5 ? board.bid[index]! : board.ask[index]!;
    const quantity = this.#instrument.lotSize * (1 + Math.floor(random.nextFloat() * TRADE_LOTS_MAX));
    const change = (Math.floor(random.nextFloat() * 3) - 1) * quantity;
    noteOpenInterest(board, index, Math.max(0, board.oi[index]! + change));
    noteTrade(board, index, { price, quantity, lastQuantity: quantity, atMs });
  }
}

/** The futures of an underlying, nearest first. */
export function futuresOf(
  symbol: string,
  options: { readonly universe: Universe; readonly openMs: number; readonly random: SeededRandom },
): readonly IndexFuture[] {
  const { universe, openMs } = options;
  const random = options.random.fork('futures');
  return universe.futuresOf(symbol).map((index, position) => {
    const instrument = universe.instruments[index] as FutureInstrument;
    return new IndexFuture({ instrument, index, position, openMs, random: random.fork(instrument.expiry) });
  });
}
