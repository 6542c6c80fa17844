/** One underlying of a synthetic day: a Gaussian walk, its option chains quoted from a fixed smile on the walk's forward, and its futures. */
import { roundToTick, ticksPerRupee } from '#engine/pricing/leg-price.ts';
import type { TradingHours } from '#engine/market/trading-calendar.ts';
import type { MarketRegime, ScenarioUnderlying } from '#engine/scenario.ts';
import type { SeededRandom } from '#engine/seeded-random.ts';
import type { QuoteBoard } from '../quote-board.ts';
import type { Universe } from '../universe.ts';
import { futuresOf } from './index-future.ts';
import type { IndexFuture } from './index-future.ts';
import { NO_REGIME } from './market-regime.ts';
import type { RegimeTrack } from './market-regime.ts';
import { SyntheticExpiry } from './synthetic-expiry.ts';
import { STEP_MS } from './session-steps.ts';

/** Percent. */
export interface SpotWalk {
  readonly annualVolatility: number;
  readonly driftPerDay: number;
  readonly regimes: readonly MarketRegime[];
}

/** How a yearly volatility and a daily drift come down to steps: 252 sessions of 6 1/4 hours. */
const STEPS_PER_DAY = 90_000;
const STEPS_PER_YEAR = 252 * STEPS_PER_DAY;

/** An underlying that walks at random, with all its expiries and futures. */
export class SyntheticUnderlying {
  nextAtMs: number;
  readonly #entry: ScenarioUnderlying;
  readonly #spotIndex: number;
  readonly #ticksInRupee: number;
  readonly #closeMs: number;
  readonly #volatilityPerStep: number;
  readonly #driftPerStep: number;
  readonly #random: SeededRandom;
  readonly #expiries: readonly SyntheticExpiry[];
  readonly #futures: readonly IndexFuture[];
  readonly #regimes: RegimeTrack;
  readonly #strikeInterval: number;
  #regime = NO_REGIME;
  #spot: number;
  #step = 0;

  constructor(options: {
    readonly entry: ScenarioUnderlying;
    readonly hours: TradingHours;
    readonly walk: SpotWalk;
    readonly regimes: RegimeTrack;
    readonly universe: Universe;
    readonly random: SeededRandom;
  }) {
    const { entry, walk, universe } = options;
    const { openMs, closeMs } = options.hours;
    this.#entry = entry;
    this.#closeMs = closeMs;
    this.nextAtMs = openMs < closeMs ? openMs : Number.POSITIVE_INFINITY;
    this.#spot = entry.spot;
    this.#regimes = options.regimes;
    this.#spotIndex = universe.underlyingIndex(entry.symbol);
    const { tickSize, strikeInterval } = universe.underlyings[this.#spotIndex]!;
    this.#ticksInRupee = ticksPerRupee(tickSize);
    this.#strikeInterval = strikeInterval;
    this.#volatilityPerStep = (entry.spot * walk.annualVolatility) / 100 / Math.sqrt(STEPS_PER_YEAR);
    this.#driftPerStep = (entry.spot * walk.driftPerDay) / 100 / STEPS_PER_DAY;
    this.#random = options.random.fork('spot');
    this.#expiries = entry.expiries.map(
      (expiry, position) =>
        new SyntheticExpiry({
          entry,
          expiry,
          position,
          openMs,
          universe,
          random: options.random.fork(expiry),
        }),
    );
    this.#futures = futuresOf(entry.symbol, { universe, openMs, random: options.random });
  }

  prime(board: QuoteBoard): void {
    board.previousClose[this.#spotIndex] = this.#entry.previousClose;
    board.ltp[this.#spotIndex] = this.#entry.previousClose;
    for (const expiry of this.#expiries) expiry.prime(board, this.#entry);
    for (const future of this.#futures) future.prime(board, this.#entry);
  }

  /** The first tick is the scenario's spot itself; every later one a step of the walk. */
  playNext(board: QuoteBoard): void {
    const atMs = this.nextAtMs;
    if (this.#regimes.isChange(this.#step)) this.#changeRegime();
    if (this.#step > 0) this.#walk();
    const spot = roundToTick(this.#spot, this.#ticksInRupee);
    board.trade(this.#spotIndex, spot, atMs);
    board.syntheticEvents += 1;
    const tick = { spot, step: this.#step, atMs };
    for (const expiry of this.#expiries) expiry.follow(board, tick);
    for (const future of this.#futures) future.follow(board, tick);
    this.#step += 1;
    this.nextAtMs = atMs + STEP_MS < this.#closeMs ? atMs + STEP_MS : Number.POSITIVE_INFINITY;
  }

  #walk(): void {
    const { volatilityFactor, driftPercentPerStep, jumpPercent, pinning } = this.#regime;
    this.#spot += this.#driftPerStep + volatilityFactor * this.#volatilityPerStep * this.#random.nextNormal();
    if (this.#regime === NO_REGIME) return;
    this.#spot += ((driftPercentPerStep + jumpPercent) / 100) * this.#entry.spot;
    const strike = Math.round(this.#spot / this.#strikeInterval) * this.#strikeInterval;
    this.#spot += pinning * (strike - this.#spot);
  }

  #changeRegime(): void {
    const { impliedFactor } = this.#regime;
    this.#regime = this.#regimes.at(this.#step);
    if (this.#regime.impliedFactor === impliedFactor) return;
    for (const expiry of this.#expiries) expiry.scaleVolatility(this.#regime.impliedFactor);
  }
}
