/** Plays recorded sessions to a price model in order of time and compares what it says of later moments with what was then quoted. */
import { underlyingBySymbol } from '#engine/market/instrument.ts';
import { copyExpiryChain, createExpiryChain } from '#engine/market/option-chain.ts';
import type { ExpiryChain } from '#engine/market/option-chain.ts';
import type { ChainPricer, PriceModel } from '#engine/pricing/price-model.ts';
import { bucketOf } from '#engine/replay/moneyness-buckets.ts';
import { marketPrice, pricedMoment, stickyMoneynessPrice, stickyStrikePrice } from './baselines.ts';
import type { PricedMoment } from './baselines.ts';
import type { Horizon, JudgedRun, JudgedSet } from './judged-sets.ts';
import type { ExpirySession, MarketMoment } from './recorded-market.ts';

/** One leg at one later moment, rupees: what it was worth, and how far every rule and the model were from it. */
export interface PriceMiss {
  readonly horizonSeconds: number;
  /** Index into BUCKET_NAMES, by where the leg stood at the earlier moment. */
  readonly bucket: number;
  readonly price: number;
  readonly stale: number;
  readonly stickyStrike: number;
  readonly stickyMoneyness: number;
  readonly model: number;
}

/** Cheaper options move by ticks, not by prices. Rupees. */
const PRICE_MIN = 1;

/** Every miss of a set, in order of session, moment, horizon and leg. */
export function priceMisses(set: JudgedSet, model: PriceModel): PriceMiss[] {
  return set.runs.flatMap((run) => missesOf(run, set, model));
}

function missesOf(run: JudgedRun, set: JudgedSet, model: PriceModel): PriceMiss[] {
  const { session, driver } = run;
  const priced = session.moments.map((moment) => pricedMoment(session, moment, set.quote));
  return predictionsOf(run, set, model).flatMap((prediction) => {
    const { from, to } = prediction;
    const driverMove = driver[to]! - driver[from]!;
    return missesAt({ session, from: priced[from]!, to: priced[to]!, driverMove, set, prediction });
  });
}

/** What the model says at one moment of a later one. */
export interface Prediction {
  readonly horizon: Horizon;
  /** Indexes of the two moments. */
  readonly from: number;
  readonly to: number;
  /** The chain as it would be served then. */
  readonly chain: ExpiryChain;
  /** Strikes that tick at the earlier moment; undefined: all. */
  readonly ticking: ReadonlySet<number> | undefined;
}

/** Feeds a session in order of time and asks at every moment what would be at each horizon. */
export function predictionsOf(run: JudgedRun, set: JudgedSet, model: PriceModel): Prediction[] {
  const { session, driver } = run;
  const chain = chainOf(session);
  const pricer = model.createPricer(chain);
  const predictions: Prediction[] = [];
  let isCalibrated = false;
  for (const [from, moment] of session.moments.entries()) {
    const spot = driver[from]!;
    if (!(spot > 0 && moment.forward > 0)) continue;
    const ticking =
      set.tickingStrikes === undefined ? undefined : nearStrikes(session, moment, set.tickingStrikes);
    if (isCalibrated) feedMoment({ run, chain, pricer, moment, spot, ticking });
    else {
      for (let leg = 0; leg < chain.ltp.length; leg += 1) writeLeg(chain, moment, leg);
      pricer.calibrate(spot, moment.atMs);
    }
    isCalibrated = true;
    for (const horizon of set.horizons) {
      const to = momentAfter(horizon, from, run);
      if (to < 0) continue;
      predictions.push({
        horizon,
        from,
        to,
        ticking,
        chain: predictedChain({ chain, pricer, run, from, to }),
      });
    }
  }
  return predictions;
}

/** A moment as the feed would bring it: where the driver is the index, the looks within its candle first. */
function feedMoment(at: {
  readonly run: JudgedRun;
  readonly chain: ExpiryChain;
  readonly pricer: ChainPricer;
  readonly moment: MarketMoment;
  readonly spot: number;
  readonly ticking: ReadonlySet<number> | undefined;
}): void {
  const { run, pricer, moment, spot } = at;
  if (run.isIndexDriven)
    for (const look of moment.earlier) {
      pricer.reprice(look.spot, look.atMs);
      tickLegs({ ...at, moment: look, spot: look.spot });
    }
  pricer.reprice(spot, moment.atMs);
  tickLegs(at);
}

function chainOf(session: ExpirySession): ExpiryChain {
  const contract = underlyingBySymbol(session.underlying);
  if (!contract) throw new Error(`accuracy: expected a known index, was "${session.underlying}"`);
  return createExpiryChain({
    underlying: session.underlying,
    expiry: session.expiry,
    expiresAtMs: session.expiresAtMs,
    lotSize: contract.lotSize,
    strikeInterval: contract.strikeInterval,
    tickSize: contract.tickSize,
    strikes: Array.from(session.strikes),
  });
}

function writeLeg(chain: ExpiryChain, moment: MarketMoment, leg: number): boolean {
  const { bid, ask, ltp } = moment;
  if (!(bid[leg]! > 0 || ask[leg]! > 0 || ltp[leg]! > 0)) return false;
  const isTraded = ltp[leg]! > 0 && bid[leg] === 0 && ask[leg] === 0;
  chain.bid[leg] = bid[leg]!;
  chain.ask[leg] = ask[leg]!;
  if (ltp[leg]! > 0) chain.ltp[leg] = ltp[leg]!;
  if (isTraded) chain.lastTradeAtMs[leg] = moment.atMs;
  chain.ownTickAtMs[leg] = moment.atMs;
  return true;
}

/** A later moment as the feed would bring it: leg by leg. Files of candles know the last trade's time, files of chains do not. */
function tickLegs(at: {
  readonly chain: ExpiryChain;
  readonly pricer: ChainPricer;
  readonly moment: MarketMoment;
  readonly spot: number;
  readonly ticking: ReadonlySet<number> | undefined;
}): void {
  const { chain, pricer, moment, spot, ticking } = at;
  for (let leg = 0; leg < chain.ltp.length; leg += 1) {
    if (ticking && !ticking.has(leg >>> 1)) continue;
    if (writeLeg(chain, moment, leg)) pricer.anchorLeg(leg, spot, moment.atMs);
  }
}

function nearStrikes(
  { strikes }: ExpirySession,
  { forward }: MarketMoment,
  reach: number,
): ReadonlySet<number> {
  let nearest = 0;
  for (const [index, strike] of strikes.entries())
    if (Math.abs(strike - forward) < Math.abs(strikes[nearest]! - forward)) nearest = index;
  return new Set(Array.from({ length: reach * 2 + 1 }, (_, offset) => nearest - reach + offset));
}

/** What a copy of the pricer makes of the chain when it is told nothing but the driver, up to the later moment. */
function predictedChain(at: {
  readonly chain: ExpiryChain;
  readonly pricer: ChainPricer;
  readonly run: JudgedRun;
  readonly from: number;
  readonly to: number;
}): ExpiryChain {
  const { run, from, to } = at;
  const chain = copyExpiryChain(at.chain);
  const pricer = at.pricer.fork(chain);
  for (let index = from; index <= to; index += 1) {
    const spot = run.driver[index]!;
    const { atMs, earlier } = run.session.moments[index]!;
    if (run.isIndexDriven && index > from) for (const look of earlier) pricer.reprice(look.spot, look.atMs);
    if (spot > 0) pricer.reprice(spot, atMs);
  }
  return chain;
}

function missesAt(at: {
  readonly session: ExpirySession;
  readonly from: PricedMoment;
  readonly to: PricedMoment;
  readonly driverMove: number;
  readonly set: JudgedSet;
  readonly prediction: Prediction;
}): PriceMiss[] {
  const { session, from, to, set } = at;
  const { horizon, ticking, chain: predicted } = at.prediction;
  const target = { forward: from.moment.forward + at.driverMove, atMs: to.moment.atMs };
  const misses: PriceMiss[] = [];
  for (let leg = 0; leg < from.prices.length; leg += 1) {
    const before = from.prices[leg]!;
    const price = to.prices[leg]!;
    if (Number.isNaN(before) || !(price >= PRICE_MIN) || ticking?.has(leg >>> 1)) continue;
    const stickyStrike = stickyStrikePrice(session, from, leg, target);
    if (Number.isNaN(stickyStrike)) continue;
    misses.push({
      horizonSeconds: horizon.seconds,
      bucket: bucketOf(session.strikes[leg >>> 1]!, from.moment.forward, leg),
      price,
      stale: Math.abs(before - price),
      stickyStrike: Math.abs(stickyStrike - price),
      stickyMoneyness: Math.abs(stickyMoneynessPrice(session, from, leg, target) - price),
      model: Math.abs(predictedPrice(predicted, leg, set.quote) - price),
    });
  }
  return misses;
}

/** On the tick grid, as clients see it: the middle of the served bid and ask, or the served last price. */
function predictedPrice(chain: ExpiryChain, leg: number, quote: 'mid' | 'last'): number {
  const middle = marketPrice(
    { ...MOMENT_OF_CHAIN, bid: chain.bid, ask: chain.ask, ltp: chain.ltp },
    leg,
    quote,
  );
  return Number.isNaN(middle) ? chain.ltp[leg]! : middle;
}

const MOMENT_OF_CHAIN = { atMs: 0, spot: 0, forward: 0, earlier: [] } as const;

/** The moment nearest to the horizon after `from`, the earlier of two equally near; -1 when none is near enough. */
function momentAfter(horizon: Horizon, from: number, { session: { moments }, driver }: JudgedRun): number {
  const targetMs = moments[from]!.atMs + horizon.seconds * 1000;
  let nearest = -1;
  for (let index = from + 1; index < moments.length; index += 1) {
    const late = moments[index]!.atMs - targetMs;
    if (late > horizon.later * 1000) break;
    if (late < -horizon.earlier * 1000 || !(driver[index]! > 0)) continue;
    if (nearest < 0 || Math.abs(late) < Math.abs(moments[nearest]!.atMs - targetMs)) nearest = index;
  }
  return nearest;
}
