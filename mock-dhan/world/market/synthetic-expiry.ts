/** One synthetic option chain: quotes that follow the walk, and trades on them. */
import { MS_PER_DAY } from '#engine/market/ist-time.ts';
import { roundToTick } from '#engine/pricing/leg-price.ts';
import type { ScenarioUnderlying } from '#engine/scenario.ts';
import type { SeededRandom } from '#engine/seeded-random.ts';
import type { QuoteBoard } from '../quote-board.ts';
import type { Universe } from '../universe.ts';
import { CarriedForward } from './carried-forward.ts';
import { noteOpenInterest, noteTrade } from './leg-trade.ts';
import { createQuoteStrip, PHASES_PER_SECOND, priceCall, requote } from './quote-strip.ts';
import type { QuoteStrip } from './quote-strip.ts';
import { writeQuote } from './quote-writer.ts';
import { STEP_MS } from './session-steps.ts';
import { LATER_EXPIRY_BANDS, NEAREST_EXPIRY_BANDS, spreadBandOf } from './spread-model.ts';
import type { SpreadBand } from './spread-model.ts';
import { smileVolatility } from './synthetic-smile.ts';

const TICKS_IN_RUPEE = 20;
const MS_PER_YEAR = 365 * MS_PER_DAY;

/** A strike far from the money, or of a far expiry, is quoted anew this seldom; one at the money every second. */
const QUIET_SECONDS_MAX = 10;
/** Chance that a quote at the money of the nearest expiry comes with a trade, and the largest trade in lots. */
const TRADE_CHANCE = 0.6;
const TRADE_LOTS_MAX = 20;
/** Open interest at the money of the nearest expiry, in lots. */
const OPEN_INTEREST_LOTS = 60_000;

/** One expiry whose quotes and trades are made up from its underlying. */
export class SyntheticExpiry {
  readonly #strip: QuoteStrip;
  readonly #bands: readonly SpreadBand[];
  readonly #carried: CarriedForward;
  readonly #openMs: number;
  readonly #lotSize: number;
  readonly #atmVolatility: number;
  readonly #random: SeededRandom;
  /** By pair, 1 at the money of the nearest expiry, falling with distance: how busy the strike is. */
  readonly #activity: Float64Array;
  #opening = { forward: 0, years: 0 };
  #board: QuoteBoard | undefined;
  #atMs = 0;

  constructor(options: {
    readonly entry: ScenarioUnderlying;
    readonly expiry: string;
    /** 0 for the nearest. */
    readonly position: number;
    readonly openMs: number;
    readonly universe: Universe;
    readonly random: SeededRandom;
  }) {
    const { entry, expiry, position, openMs, universe } = options;
    const legs = universe.legsOf(entry.symbol, expiry);
    const strikes = Float64Array.from({ length: legs.length / 2 }, (_, pair) => {
      const instrument = universe.instruments[legs[pair * 2]!];
      return instrument?.kind === 'option' ? instrument.strike : 0;
    });
    this.#strip = createQuoteStrip(strikes, legs[0]!);
    this.#bands = position === 0 ? NEAREST_EXPIRY_BANDS : LATER_EXPIRY_BANDS;
    this.#carried = new CarriedForward(expiry);
    this.#openMs = openMs;
    this.#lotSize = universe.underlyings[universe.underlyingIndex(entry.symbol)]!.lotSize;
    this.#atmVolatility = entry.impliedVolatility / 100;
    this.#random = options.random;
    this.#activity = this.#shapeSmile(entry.spot, position);
  }

  /** Yesterday's close, today's opening quote and the open interest carried over, before the first trade. */
  prime(board: QuoteBoard, entry: ScenarioUnderlying): void {
    const strip = this.#strip;
    this.#place(entry.previousClose, -(MS_PER_DAY / STEP_MS));
    this.#eachMid((leg, mid) => {
      const close = roundToTick(mid, TICKS_IN_RUPEE);
      board.previousClose[strip.firstLeg + leg] = close;
      board.ltp[strip.firstLeg + leg] = close;
    });
    this.#place(entry.spot, 0);
    this.#eachMid((leg, mid) => {
      this.#quote(board, leg, mid);
      this.#carryOpenInterest(board, leg);
      strip.quotedMid[leg] = mid;
    });
  }

  /** The spot ticked: legs whose turn it is and whose mid has moved are quoted anew. */
  follow(
    board: QuoteBoard,
    tick: { readonly spot: number; readonly step: number; readonly atMs: number },
  ): void {
    this.#board = board;
    this.#atMs = tick.atMs;
    this.#carried.observe(tick.spot, tick.atMs);
    this.#place(tick.spot, tick.step);
    requote(this.#strip, tick.step % PHASES_PER_SECOND, this.#requoteLeg);
  }

  /** Implied volatility at the money becomes `factor` times that of the open; every pair is priced anew when it is next looked at. */
  scaleVolatility(factor: number): void {
    const strip = this.#strip;
    this.#shapeVolatility(this.#atmVolatility * factor);
    strip.movedWhenPriced.fill(Number.POSITIVE_INFINITY);
  }

  readonly #requoteLeg = (leg: number, mid: number): void => {
    const board = this.#board!;
    this.#quote(board, leg, mid);
    board.touch(this.#strip.firstLeg + leg);
    board.syntheticEvents += 1;
    const chance = TRADE_CHANCE * this.#activity[leg >> 1]!;
    const draw = this.#random.nextFloat();
    if (draw < chance) this.#trade(board, leg, draw / chance);
  };

  /** Buyer and seller take turns by the draw; its other digits give the size. */
  #trade(board: QuoteBoard, leg: number, draw: number): void {
    const index = this.#strip.firstLeg + leg;
    const price = draw < 0.5 ? board.bid[index]! : board.ask[index]!;
    const quantity = this.#lotSize * (1 + Math.floor(((draw * 2) % 1) * TRADE_LOTS_MAX));
    noteTrade(board, index, { price, quantity, lastQuantity: quantity, atMs: this.#atMs });
  }

  #quote(board: QuoteBoard, leg: number, mid: number): void {
    const { spread, quantity } = spreadBandOf(this.#bands, mid);
    const index = this.#strip.firstLeg + leg;
    writeQuote(board, index, { mid, halfSpread: spread / 2, ticksInRupee: TICKS_IN_RUPEE });
    const lots = Math.max(1, Math.round(quantity / this.#lotSize));
    board.bidQuantity[index] = lots * this.#lotSize;
    board.askQuantity[index] = lots * this.#lotSize;
    this.#strip.threshold[leg] = Math.max(spread / 2, 1 / TICKS_IN_RUPEE);
  }

  #carryOpenInterest(board: QuoteBoard, leg: number): void {
    const index = this.#strip.firstLeg + leg;
    const share = this.#activity[leg >> 1]! * (0.5 + this.#random.nextFloat());
    const oi = Math.round(OPEN_INTEREST_LOTS * share) * this.#lotSize;
    board.previousOi[index] = oi;
    noteOpenInterest(board, index, oi);
  }

  #place(spot: number, step: number): void {
    const strip = this.#strip;
    const carried = this.#carried;
    carried.place(spot, this.#openMs + step * STEP_MS);
    strip.step = step;
    strip.yearsToExpiry = carried.years;
    strip.discount = carried.discount;
    strip.forward = carried.forward;
  }

  #eachMid(visit: (leg: number, mid: number) => void): void {
    const strip = this.#strip;
    for (let pair = 0; pair < strip.strikes.length; pair += 1) {
      const call = priceCall(strip, pair);
      visit(pair * 2, call);
      visit(pair * 2 + 1, call - strip.discount * (strip.forward - strip.strikes[pair]!));
    }
  }

  /** Fixes every strike's volatility at the open and returns how busy it is: a bell over its distance in standard deviations. */
  #shapeSmile(spot: number, position: number): Float64Array {
    const strip = this.#strip;
    this.#place(spot, 0);
    strip.yearsPerStep = STEP_MS / MS_PER_YEAR;
    const { forward, yearsToExpiry: years } = strip;
    this.#opening = { forward, years };
    this.#shapeVolatility(this.#atmVolatility);
    return strip.strikes.map((strike, pair) => {
      const deviations = Math.log(strike / forward) / (this.#atmVolatility * Math.sqrt(years));
      const activity = Math.exp(-deviations * deviations) / (1 + position) ** 2;
      const seconds = Math.min(QUIET_SECONDS_MAX, Math.max(1, Math.round(1 / activity)));
      strip.interval[pair] = seconds * PHASES_PER_SECOND;
      return activity;
    });
  }

  /** The smile stays the open's in its place and its time. */
  #shapeVolatility(atmVolatility: number): void {
    const { strikes, volatility } = this.#strip;
    for (let pair = 0; pair < strikes.length; pair += 1)
      volatility[pair] = smileVolatility({ atmVolatility, ...this.#opening, strike: strikes[pair]! });
  }
}
