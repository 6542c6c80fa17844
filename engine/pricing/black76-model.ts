/**
 * The default premium model: Black-76 on the chain's own parity forward, with one implied volatility per strike and per leg the
 * distance of its own quote from the model. Decisions 0003, 0020 and 0021 say why it is as it is.
 */
import { LEG_SOURCES } from '../market/option-chain.ts';
import type { ExpiryChain } from '../market/option-chain.ts';
import { BasisFilter } from './basis-filter.ts';
import { discountFactor, yearsToExpiry } from './discounting.ts';
import { impliedVolatility } from './implied-vol.ts';
import { createStrikeColumns, priceStrikePairs } from './kernel/strike-pairs.ts';
import type { StrikeColumns } from './kernel/strike-pairs.ts';
import { LegAnchors } from './leg-anchors.ts';
import { isPrice, legPrice, roundToTick, ticksPerRupee } from './leg-price.ts';
import { parityForward, ParityVotes } from './parity-forward.ts';
import type { ChainPricer, PriceModel } from './price-model.ts';
import { noPricingFindings } from './pricing-findings.ts';
import type { PricingFindings } from './pricing-findings.ts';
import { QuoteResponse } from './quote-response.ts';
import { SettlementAverage } from './settlement-average.ts';
import { StrikeSmile } from './strike-smile.ts';
import { timeValueOf } from './time-value.ts';
import { VarianceClock } from './variance-clock.ts';

const REPRICED = LEG_SOURCES.indexOf('repriced');

/** A trade no older than this came with the tick that shows it; trade times are whole seconds and arrive late. */
const TRADE_AGE_MS_MAX = 5000;
/** The share of the index's next step, if it comes so soon, that quotes were ahead of it. Source: at-the-money minutes of 2026, both halves of the sessions. */
const INDEX_LAG_MS = 3000;
const INDEX_LAG_SHARE = 0.3;
/** So many strikes where but one leg ticked must agree on a forward: a lone tick may be news of its leg alone. */
const LONE_VOTES_MIN = 3;
/** How often the share of the model's moves that quotes follow is looked up anew. */
const RESPONSE_MS = 1000;

/** Black-76 on implied volatilities of the chain. */
export const black76Model: PriceModel = {
  name: 'black76',
  createPricer: (chain) => new Black76Pricer(chain),
};

/** What all strikes share at one moment. */
interface Moment {
  readonly forward: number;
  /** Years of variance, see VarianceClock. */
  readonly varianceYears: number;
  readonly discount: number;
  readonly atMs: number;
}

/** Lives as long as its chain. Columns are per strike or per leg, like the chain's own. */
class Black76Pricer implements ChainPricer {
  readonly findings: PricingFindings = noPricingFindings();
  readonly #chain: ExpiryChain;
  readonly #ticksInRupee: number;
  readonly #clock: VarianceClock;
  #basis = new BasisFilter(0);
  #average: SettlementAverage;
  #response = new QuoteResponse();
  readonly #anchors: LegAnchors;
  readonly #votes = new ParityVotes();
  /** Per strike: what the kernel prices from, volatilities on calendar time. */
  readonly #columns: StrikeColumns;
  readonly #smile: StrikeSmile;
  /** Per strike: the smile's volatilities. */
  readonly #volatilities: Float64Array;
  /** Per leg: how far bid and ask stand from its price, rupees. */
  readonly #bidBelow: Float64Array;
  readonly #askAbove: Float64Array;
  /** Per leg: the quote last read or written here; a quote that differs from it came with the leg's own tick. */
  readonly #seenBid: Float64Array;
  readonly #seenAsk: Float64Array;
  /** Per leg: model prices of one reprice, rupees. */
  readonly #prices: Float64Array;
  /** Spot and moment of the own ticks that were not yet taken in. */
  #anchorSpot = 0;
  #anchorMs = 0;
  /** Spot and moment of the last basis, until the next spot has amended it. */
  #basisSpot = 0;
  #basisAtMs = Number.NEGATIVE_INFINITY;
  #respondedAtMs = Number.NEGATIVE_INFINITY;

  constructor(chain: ExpiryChain) {
    const legCount = chain.strikes.length * 2;
    this.#chain = chain;
    this.#ticksInRupee = ticksPerRupee(chain.tickSize);
    this.#clock = new VarianceClock(chain.expiresAtMs);
    this.#average = new SettlementAverage(chain.expiresAtMs);
    this.#anchors = new LegAnchors(legCount);
    this.#columns = createStrikeColumns(chain.strikes);
    this.#smile = new StrikeSmile(this.#columns.logStrikes);
    this.#volatilities = this.#smile.volatilities;
    this.#bidBelow = new Float64Array(legCount);
    this.#askAbove = new Float64Array(legCount);
    this.#seenBid = new Float64Array(legCount);
    this.#seenAsk = new Float64Array(legCount);
    this.#prices = new Float64Array(legCount);
  }

  calibrate(spot: number, nowMs: number): void {
    const chain = this.#chain;
    this.#anchors.clearFresh();
    const forward = parityForward(chain, isPrice(spot) ? spot : 0, nowMs);
    this.#basis = new BasisFilter(forward);
    if (isPrice(spot)) {
      this.#average.observe(spot, nowMs);
      this.#observeForward(forward, spot, nowMs);
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
      if (price > 0) this.#anchors.anchor(leg, { price, model: this.#modelPrice(leg, moment), atMs: nowMs });
      else this.#anchors.release(leg);
      this.#readQuote(leg, price || this.#modelPrice(leg, moment));
    }
    this.#respondedAtMs = Number.NEGATIVE_INFINITY;
  }

  anchorLeg(leg: number, spot: number, nowMs: number): void {
    const chain = this.#chain;
    if (!isPrice(spot)) {
      this.findings.spotsRefused += 1;
      return;
    }
    if (this.#anchors.freshCount > 0 && (spot !== this.#anchorSpot || nowMs !== this.#anchorMs))
      this.#settle();
    this.#anchorSpot = spot;
    this.#anchorMs = nowMs;
    const isQuoteNew = chain.bid[leg] !== this.#seenBid[leg] || chain.ask[leg] !== this.#seenAsk[leg];
    const price = isQuoteNew ? legPrice(chain, leg) : this.#tradedPrice(leg, nowMs);
    if (price > 0) this.#anchors.note(leg, price);
    if (isQuoteNew) this.#readQuote(leg, price);
  }

  reprice(spot: number, nowMs: number): number {
    if (!isPrice(spot)) {
      this.findings.spotsRefused += 1;
      return 0;
    }
    if (this.#anchors.freshCount > 0) this.#settle();
    this.#average.observe(spot, nowMs);
    this.#amendBasis(spot, nowMs);
    const moment = this.#momentAt(this.#forwardOf(spot, nowMs), nowMs);
    if (!(moment.forward > 0)) return 0;
    if (Math.abs(nowMs - this.#respondedAtMs) >= RESPONSE_MS) this.#respond(moment);
    this.#priceLegs(moment);
    const repriced = this.#writeLegs();
    if (repriced > 0) this.#chain.updatedAtMs = nowMs;
    return repriced;
  }

  fork(chain: ExpiryChain): ChainPricer {
    if (this.#anchors.freshCount > 0) this.#settle();
    const twin = new Black76Pricer(chain);
    twin.#basis = this.#basis.copy();
    twin.#average = this.#average.copy();
    twin.#response = this.#response.copy();
    twin.#anchors.copyFrom(this.#anchors);
    twin.#smile.copyFrom(this.#smile);
    twin.#bidBelow.set(this.#bidBelow);
    twin.#askAbove.set(this.#askAbove);
    twin.#seenBid.set(this.#seenBid);
    twin.#seenAsk.set(this.#seenAsk);
    twin.#basisSpot = this.#basisSpot;
    twin.#basisAtMs = this.#basisAtMs;
    twin.#respondedAtMs = this.#respondedAtMs;
    return twin;
  }

  /** Takes in the own ticks noted since the last time: first the forward they agree on, then what each says of its strike and leg. */
  #settle(): void {
    const { freshLegs, freshCount } = this.#anchors;
    const spot = this.#anchorSpot;
    const nowMs = this.#anchorMs;
    this.#average.observe(spot, nowMs);
    const before = this.#momentAt(this.#forwardOf(spot, nowMs), nowMs);
    const forward = this.#votedForward(before);
    if (forward > 0) this.#observeForward(forward, spot, nowMs);
    const moment = forward > 0 ? this.#momentAt(forward, nowMs) : before;
    for (let index = 0; index < freshCount; index += 1) this.#calibrateStrike(freshLegs[index]!, moment);
    for (let index = 0; index < freshCount; index += 1) this.#anchorFresh(freshLegs[index]!, moment);
    this.#anchors.clearFresh();
  }

  /** The median of the strikes where call and put ticked; where none did, of those where one ticked and the other is carried on. */
  #votedForward(before: Moment): number {
    const { freshLegs, freshCount, isFresh } = this.#anchors;
    const votes = this.#votes;
    votes.clear();
    for (const both of [true, false]) {
      for (let index = 0; index < freshCount; index += 1) {
        const leg = freshLegs[index]!;
        const twinFresh = isFresh[leg ^ 1] === 1;
        if (twinFresh !== both || (both && leg % 2 === 1)) continue;
        const call = this.#presentPrice(leg & ~1, before);
        const put = this.#presentPrice(leg | 1, before);
        if (call > 0 && put > 0) votes.add(this.#chain.strikes[leg >>> 1]!, (call - put) / before.discount);
      }
      if (votes.count >= (both ? 1 : LONE_VOTES_MIN)) return votes.median();
      votes.clear();
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

  #anchorFresh(leg: number, moment: Moment): void {
    const anchors = this.#anchors;
    const volatility = this.#volatilities[leg >>> 1]!;
    const price = anchors.price[leg]!;
    const model = this.#modelPrice(leg, moment);
    for (let age = 0; age < LegAnchors.pastCount; age += 1) {
      if (!anchors.isPastDue(leg, age, moment.atMs)) continue;
      const past = anchors.past(leg, age);
      if (past.price > 0) {
        const then = this.#modelPriceAt(leg, past.volatility, moment);
        const group = this.#groupOf(leg, volatility, moment);
        this.#response.learn(group, past.minutes(moment.atMs), {
          quoted: price - past.price,
          modelled: then - past.model,
          offset: past.price - past.model,
        });
      }
      anchors.setPast(leg, age, { price, model, volatility, atMs: moment.atMs });
    }
    anchors.anchor(leg, { price, model, atMs: moment.atMs });
  }

  #groupOf(leg: number, volatility: number, { forward, varianceYears }: Moment): number {
    const side = leg % 2;
    const gap = this.#columns.logStrikes[leg >>> 1]! - Math.log(forward);
    const distance = (side === 0 ? gap : -gap) / (volatility * Math.sqrt(varianceYears) || 1);
    return QuoteResponse.group(side, distance);
  }

  #respond(moment: Moment): void {
    this.#smile.refresh(moment);
    const anchors = this.#anchors;
    for (let leg = 0; leg < this.#prices.length; leg += 1) {
      if (anchors.hasPrice[leg] === 0) continue;
      const group = this.#groupOf(leg, this.#volatilities[leg >>> 1]!, moment);
      const minutes = (moment.atMs - anchors.atMs[leg]!) / 60_000;
      anchors.respond(
        leg,
        this.#response.moveShare(group, minutes),
        this.#response.keptShare(group, minutes),
      );
    }
    this.#respondedAtMs = moment.atMs;
  }

  /**
   * What the leg is worth by a tick that brought no new quote: its last price if that was traded just now. A full packet repeats
   * the last price whatever its age, and deep in the money that may be hours.
   */
  #tradedPrice(leg: number, nowMs: number): number {
    const ltp = this.#chain.ltp[leg]!;
    const isFresh = nowMs - this.#chain.lastTradeAtMs[leg]! <= TRADE_AGE_MS_MAX;
    return isPrice(ltp) && isFresh ? ltp : legPrice(this.#chain, leg);
  }

  /** Model prices of every leg, into `#prices`. */
  #priceLegs({ forward, varianceYears, discount, atMs }: Moment): void {
    const years = yearsToExpiry(this.#chain.expiresAtMs, atMs);
    const toCalendar = Math.sqrt(varianceYears / years);
    const clockVolatilities = this.#volatilities;
    const { volatilities } = this.#columns;
    for (let index = 0; index < volatilities.length; index += 1)
      volatilities[index] = clockVolatilities[index]! * toCalendar;
    priceStrikePairs(this.#columns, { forward, years, discount }, this.#prices);
  }

  /** Writes `#prices` to the chain; returns how many legs could be priced. */
  #writeLegs(): number {
    const { ltp, bid, ask, source } = this.#chain;
    const { gain, offset, hasPrice } = this.#anchors;
    const volatilities = this.#volatilities;
    const prices = this.#prices;
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

  #momentAt(forward: number, nowMs: number): Moment {
    return {
      forward,
      varianceYears: this.#clock.years(nowMs),
      discount: discountFactor(yearsToExpiry(this.#chain.expiresAtMs, nowMs)),
      atMs: nowMs,
    };
  }

  #forwardOf(spot: number, nowMs: number): number {
    const open = this.#average.openShare(nowMs);
    const future = spot + this.#basis.at(nowMs);
    return open === 1 ? future : this.#average.knownPart + open * future;
  }

  #observeForward(forward: number, spot: number, nowMs: number): void {
    const open = this.#average.openShare(nowMs);
    if (open < 0.1) return;
    const future = open === 1 ? forward : (forward - this.#average.knownPart) / open;
    this.#basis.observe(future - spot, nowMs);
    this.#basisSpot = spot;
    this.#basisAtMs = nowMs;
  }

  /** The index is printed a little behind the options: part of its next step was in the quotes already. */
  #amendBasis(spot: number, nowMs: number): void {
    if (nowMs === this.#basisAtMs) return;
    if (nowMs - this.#basisAtMs <= INDEX_LAG_MS)
      this.#basis.amend(INDEX_LAG_SHARE * (this.#basisSpot - spot));
    this.#basisAtMs = Number.NEGATIVE_INFINITY;
  }

  /** Volatility that `price` implies for the leg's strike, 0 where it implies none; the strike's present one is the first guess. */
  #volatilityAt(leg: number, price: number, moment: Moment): number {
    const strikeIndex = leg >>> 1;
    const volatility = impliedVolatility({
      price,
      forward: moment.forward,
      strike: this.#chain.strikes[strikeIndex]!,
      yearsToExpiry: moment.varianceYears,
      discount: moment.discount,
      optionType: leg % 2 === 0 ? 'CE' : 'PE',
      guess: this.#volatilities[strikeIndex]!,
    });
    if (volatility > 0) return volatility;
    if (price > 0) this.findings.pricesUnexplained += 1;
    return 0;
  }

  /** Keeps the distances of bid and ask from the leg's price; a side that is absent (0) stays absent when repriced. */
  #readQuote(leg: number, price: number): void {
    const bid = (this.#chain.bid[leg] = zeroUnlessPrice(this.#chain.bid[leg]!));
    const ask = (this.#chain.ask[leg] = zeroUnlessPrice(this.#chain.ask[leg]!));
    if (bid > 0 && ask > 0 && bid >= ask) this.findings.quotesRefused += 1;
    this.#seenBid[leg] = bid;
    this.#seenAsk[leg] = ask;
    this.#bidBelow[leg] = Math.max(0, price - bid);
    this.#askAbove[leg] = Math.max(0, ask - price);
  }

  #modelPrice(leg: number, moment: Moment): number {
    return this.#modelPriceAt(leg, this.#volatilities[leg >>> 1]!, moment);
  }

  #modelPriceAt(leg: number, volatility: number, { forward, varianceYears, discount }: Moment): number {
    const strike = this.#chain.strikes[leg >>> 1]!;
    const low = Math.min(forward, strike);
    const logGap = Math.abs(Math.log(forward) - this.#columns.logStrikes[leg >>> 1]!);
    const timeValue = timeValueOf(low, logGap, volatility * Math.sqrt(varianceYears));
    return discount * (timeValue + (leg % 2 === 0 ? forward : strike) - low);
  }
}

function zeroUnlessPrice(value: number): number {
  return isPrice(value) ? value : 0;
}

/** Leg of the strike that has no intrinsic value at `forward`: the call above it, the put below. */
function outOfTheMoneyLeg(chain: ExpiryChain, strikeIndex: number, forward: number): number {
  return strikeIndex * 2 + (chain.strikes[strikeIndex]! >= forward ? 0 : 1);
}
