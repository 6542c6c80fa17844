/**
 * The default premium model: Black-76 on the chain's own parity forward, with one implied volatility per strike and per leg the
 * distance of its own quote from the model. Decisions 0003, 0020 and 0021 say why it is as it is.
 */
import { MS_PER_MINUTE } from '../market/ist-time.ts';
import type { ExpiryChain } from '../market/option-chain.ts';
import { discountFactor, yearsToExpiry } from './discounting.ts';
import { ForwardTracker } from './forward-tracker.ts';
import { impliedVolatility } from './implied-vol.ts';
import { createStrikeColumns, priceStrikePairs } from './kernel/strike-pairs.ts';
import type { StrikeColumns } from './kernel/strike-pairs.ts';
import { LegAnchors } from './leg-anchors.ts';
import { isPrice, legPrice } from './leg-price.ts';
import { LegQuotes } from './leg-quotes.ts';
import { parityForward, ParityVotes } from './parity-forward.ts';
import type { ChainPricer, PriceModel } from './price-model.ts';
import { noPricingFindings } from './pricing-findings.ts';
import type { PricingFindings } from './pricing-findings.ts';
import { legGroup, QuoteResponse } from './quote-response.ts';
import { StrikeSmile } from './strike-smile.ts';
import { timeValueOf } from './time-value.ts';
import { VarianceClock } from './variance-clock.ts';

/** So many strikes where but one leg ticked must agree on a forward: a lone tick may be news of its leg alone. */
const LONE_VOTES_MIN = 3;
/** How often the share of the model's moves that quotes follow, and strikes that do not tick, are looked up anew: both change over minutes. */
const REFRESH_MS = 5000;
/** Own ticks at one spot are taken in together, the last of each leg, and none later than so long after the first. */
const BATCH_MS = 1000;

/** Black-76 on implied volatilities of the chain. */
export const black76Model: PriceModel = {
  name: 'black76',
  createPricer: (chain) => new Black76Pricer(chain),
};

/** What all strikes share at one moment. */
interface Moment {
  readonly forward: number;
  /** Its logarithm, worked out once because every leg asks for it. */
  readonly logForward: number;
  /** Years of variance, see VarianceClock. */
  readonly varianceYears: number;
  /** Their square root. */
  readonly rootYears: number;
  readonly discount: number;
  readonly atMs: number;
}

/** Lives as long as its chain. Columns are per strike or per leg, like the chain's own. */
class Black76Pricer implements ChainPricer {
  readonly findings: PricingFindings = noPricingFindings();
  readonly #chain: ExpiryChain;
  readonly #clock: VarianceClock;
  #forward: ForwardTracker;
  #response = new QuoteResponse();
  readonly #anchors: LegAnchors;
  readonly #quotes: LegQuotes;
  readonly #votes = new ParityVotes();
  /** What the kernel prices from: volatilities on calendar time. */
  readonly #columns: StrikeColumns;
  /** Volatilities on the variance clock. */
  readonly #smile: StrikeSmile;
  /** Per leg: model prices of one reprice, rupees. */
  readonly #prices: Float64Array;
  /** Spot and moment of the own ticks that were not yet taken in. */
  #anchorSpot = 0;
  #anchorMs = 0;
  /** When the first of them came, epoch ms. */
  #batchMs = 0;
  #refreshedAtMs = Number.NEGATIVE_INFINITY;

  constructor(chain: ExpiryChain) {
    this.#chain = chain;
    this.#clock = new VarianceClock(chain.expiresAtMs);
    this.#forward = new ForwardTracker(chain.expiresAtMs);
    this.#anchors = new LegAnchors(chain.ltp.length);
    this.#columns = createStrikeColumns(chain.strikes);
    this.#smile = new StrikeSmile(this.#columns.logStrikes);
    this.#prices = new Float64Array(chain.ltp.length);
    const { gain, offset } = this.#anchors;
    this.#quotes = new LegQuotes(chain, { prices: this.#prices, gain, offset });
  }

  calibrate(spot: number, nowMs: number): void {
    const chain = this.#chain;
    this.#anchors.clearFresh();
    const forward = parityForward(chain, isPrice(spot) ? spot : 0, nowMs);
    this.#forward.restart(forward);
    if (isPrice(spot)) {
      this.#forward.spotAt(spot, nowMs);
      this.#forward.observe(forward, spot, nowMs);
    } else this.findings.spotsRefused += 1;
    if (!(forward > 0)) return;
    const moment = this.#momentAt(forward, nowMs);
    for (let index = 0; index < chain.strikes.length; index += 1) {
      const outOfTheMoney = outOfTheMoneyLeg(chain, index, forward);
      const volatility =
        this.#volatilityAt(outOfTheMoney, legPrice(chain, outOfTheMoney), moment) ||
        this.#volatilityAt(outOfTheMoney ^ 1, legPrice(chain, outOfTheMoney ^ 1), moment);
      this.#smile.tell(index, volatility, nowMs);
    }
    this.findings.butterfliesMended += this.#smile.fit(chain.strikes, moment);
    for (let leg = 0; leg < chain.ltp.length; leg += 1) {
      const price = legPrice(chain, leg);
      const model = this.#modelPrice(leg, moment);
      if (price > 0) this.#anchors.anchor(leg, { price, model, atMs: nowMs });
      else this.#anchors.release(leg);
      this.#readQuote(leg, price || model);
    }
    this.#refreshedAtMs = Number.NEGATIVE_INFINITY;
  }

  anchorLeg(leg: number, spot: number, nowMs: number): void {
    if (!isPrice(spot)) {
      this.findings.spotsRefused += 1;
      return;
    }
    if (spot !== this.#anchorSpot || Math.abs(nowMs - this.#batchMs) > BATCH_MS) this.#settle();
    if (this.#anchors.freshCount === 0) this.#batchMs = nowMs;
    this.#anchorSpot = spot;
    this.#anchorMs = nowMs;
    const isQuoteNew = this.#quotes.isNew(leg);
    const price = this.#quotes.ownPrice(leg, nowMs);
    if (price > 0) this.#anchors.note(leg, price);
    if (isQuoteNew) this.#readQuote(leg, price);
  }

  reprice(spot: number, nowMs: number): number {
    if (!isPrice(spot)) {
      this.findings.spotsRefused += 1;
      return 0;
    }
    this.#settle();
    this.#forward.spotAt(spot, nowMs);
    const moment = this.#momentAt(this.#forward.forwardOf(spot, nowMs), nowMs);
    if (!(moment.forward > 0)) return 0;
    if (Math.abs(nowMs - this.#refreshedAtMs) >= REFRESH_MS) this.#refresh(moment);
    this.#priceLegs(moment);
    const repriced = this.#quotes.write(this.#smile.volatilities, this.#anchors.hasPrice);
    if (repriced > 0) this.#chain.updatedAtMs = nowMs;
    return repriced;
  }

  fork(chain: ExpiryChain): ChainPricer {
    this.#settle();
    const twin = new Black76Pricer(chain);
    Object.assign(twin.findings, this.findings);
    twin.#forward = this.#forward.copy();
    twin.#response = this.#response.copy();
    twin.#anchors.copyFrom(this.#anchors);
    twin.#quotes.copyFrom(this.#quotes);
    twin.#smile.copyFrom(this.#smile);
    twin.#refreshedAtMs = this.#refreshedAtMs;
    return twin;
  }

  /** Takes in the own ticks noted since the last time: first the forward they agree on, then what each says of its strike and leg. */
  #settle(): void {
    const { freshLegs, freshCount } = this.#anchors;
    if (freshCount === 0) return;
    const spot = this.#anchorSpot;
    const nowMs = this.#anchorMs;
    this.#forward.spotAt(spot, nowMs);
    const before = this.#momentAt(this.#forward.forwardOf(spot, nowMs), nowMs);
    const forward = this.#votedForward(before);
    if (forward > 0) this.#forward.observe(forward, spot, nowMs);
    const moment = forward > 0 ? { ...before, forward, logForward: Math.log(forward) } : before;
    for (let index = 0; index < freshCount; index += 1) this.#calibrateStrike(freshLegs[index]!, moment);
    for (let index = 0; index < freshCount; index += 1) this.#anchorFresh(freshLegs[index]!, moment);
    this.#anchors.clearFresh();
  }

  /** The median of the strikes where call and put ticked; where none did, of those where one ticked and the other is carried on. */
  #votedForward(before: Moment): number {
    const { freshLegs, freshCount, isFresh } = this.#anchors;
    const votes = this.#votes;
    for (const both of [true, false]) {
      votes.clear();
      for (let index = 0; index < freshCount; index += 1) {
        const leg = freshLegs[index]!;
        const isTwinFresh = isFresh[leg ^ 1] === 1;
        if (isTwinFresh !== both || (both && leg % 2 === 1)) continue;
        const call = this.#presentPrice(leg & ~1, before);
        const put = this.#presentPrice(leg | 1, before);
        if (call > 0 && put > 0) votes.add(this.#chain.strikes[leg >>> 1]!, (call - put) / before.discount);
      }
      if (votes.count >= (both ? 1 : LONE_VOTES_MIN)) return votes.median();
    }
    return 0;
  }

  #presentPrice(leg: number, moment: Moment): number {
    const anchors = this.#anchors;
    if (anchors.isFresh[leg] === 1) return anchors.price[leg]!;
    if (anchors.hasPrice[leg] === 0) return 0;
    return anchors.price[leg]! + this.#modelPrice(leg, moment) - anchors.model[leg]!;
  }

  /** The out-of-the-money leg tells the strike's volatility; its twin does where that leg has no price. */
  #calibrateStrike(leg: number, moment: Moment): void {
    const strikeIndex = leg >>> 1;
    const outOfTheMoney = outOfTheMoneyLeg(this.#chain, strikeIndex, moment.forward);
    if (leg !== outOfTheMoney && this.#anchors.hasPrice[outOfTheMoney] === 1) return;
    const volatility = this.#volatilityAt(leg, this.#anchors.price[leg]!, moment);
    if (volatility > 0) this.#smile.tell(strikeIndex, volatility, moment.atMs);
  }

  /** Compares what the leg is worth with what was to be expected of it a while ago, then lets the model pass through it. */
  #anchorFresh(leg: number, moment: Moment): void {
    const anchors = this.#anchors;
    const volatility = this.#smile.volatilities[leg >>> 1]!;
    const price = anchors.price[leg]!;
    const model = this.#modelPrice(leg, moment);
    for (let age = 0; age < LegAnchors.pastCount; age += 1) {
      if (!anchors.isPastDue(leg, age, moment.atMs)) continue;
      const past = anchors.past(leg, age);
      if (past.price > 0)
        this.#response.learn(this.#groupOf(leg, moment), (moment.atMs - past.atMs) / MS_PER_MINUTE, {
          atMs: moment.atMs,
          quoted: price - past.price,
          modelled: this.#modelPriceAt(leg, past.volatility, moment) - past.model,
          offset: past.price - past.model,
        });
      anchors.setPast(leg, age, { price, model, volatility, atMs: moment.atMs });
    }
    anchors.anchor(leg, { price, model, atMs: moment.atMs });
  }

  #groupOf(leg: number, { logForward, rootYears }: Moment): number {
    const deviation = this.#smile.volatilities[leg >>> 1]! * rootYears;
    const gap = this.#columns.logStrikes[leg >>> 1]! - logForward;
    const distance = deviation > 0 ? gap / deviation : 0;
    return legGroup(leg % 2, leg % 2 === 0 ? distance : -distance);
  }

  #refresh(moment: Moment): void {
    const anchors = this.#anchors;
    this.#smile.refresh(moment);
    for (let leg = 0; leg < this.#prices.length; leg += 1) {
      if (anchors.hasPrice[leg] === 0) continue;
      const group = this.#groupOf(leg, moment);
      const minutes = Math.max(0, moment.atMs - anchors.atMs[leg]!) / MS_PER_MINUTE;
      anchors.respond(
        leg,
        this.#response.moveShare(group, minutes),
        this.#response.keptShare(group, minutes),
      );
    }
    this.#refreshedAtMs = moment.atMs;
  }

  /** Model prices of every leg, into `#prices`. */
  #priceLegs({ forward, varianceYears, discount, atMs }: Moment): void {
    const years = yearsToExpiry(this.#chain.expiresAtMs, atMs);
    const toCalendar = Math.sqrt(varianceYears / years);
    const onVarianceClock = this.#smile.volatilities;
    const { volatilities } = this.#columns;
    for (let index = 0; index < volatilities.length; index += 1)
      volatilities[index] = onVarianceClock[index]! * toCalendar;
    priceStrikePairs(this.#columns, { forward, years, discount }, this.#prices);
  }

  #readQuote(leg: number, price: number): void {
    if (!this.#quotes.read(leg, price)) this.findings.quotesRefused += 1;
  }

  #momentAt(forward: number, nowMs: number): Moment {
    const discount = discountFactor(yearsToExpiry(this.#chain.expiresAtMs, nowMs));
    const varianceYears = this.#clock.years(nowMs);
    const rootYears = Math.sqrt(varianceYears);
    return { forward, logForward: Math.log(forward), varianceYears, rootYears, discount, atMs: nowMs };
  }

  /** Volatility that `price` implies for the leg's strike, 0 where it implies none; the strike's present one is the first guess. */
  #volatilityAt(leg: number, price: number, moment: Moment): number {
    if (!(price > 0)) return 0;
    const volatility = impliedVolatility({
      price,
      forward: moment.forward,
      strike: this.#chain.strikes[leg >>> 1]!,
      yearsToExpiry: moment.varianceYears,
      discount: moment.discount,
      optionType: leg % 2 === 0 ? 'CE' : 'PE',
      guess: this.#smile.volatilities[leg >>> 1]!,
    });
    if (volatility > 0) return volatility;
    this.findings.pricesUnexplained += 1;
    return 0;
  }

  #modelPrice(leg: number, moment: Moment): number {
    return this.#modelPriceAt(leg, this.#smile.volatilities[leg >>> 1]!, moment);
  }

  #modelPriceAt(leg: number, volatility: number, moment: Moment): number {
    const { forward, logForward, rootYears, discount } = moment;
    const strike = this.#chain.strikes[leg >>> 1]!;
    const low = Math.min(forward, strike);
    const logGap = Math.abs(logForward - this.#columns.logStrikes[leg >>> 1]!);
    const timeValue = timeValueOf(low, logGap, volatility * rootYears);
    return discount * (timeValue + (leg % 2 === 0 ? forward : strike) - low);
  }
}

/** Leg of the strike that has no intrinsic value at `forward`: the call above it, the put below. */
function outOfTheMoneyLeg(chain: ExpiryChain, strikeIndex: number, forward: number): number {
  return strikeIndex * 2 + (chain.strikes[strikeIndex]! >= forward ? 0 : 1);
}
