import { MS_PER_MINUTE } from '../market/ist-time.ts';
import { copyExpiryChain } from '../market/option-chain.ts';
import type { ExpiryChain } from '../market/option-chain.ts';
import { legPrice } from '../pricing/leg-price.ts';
import { parityForward } from '../pricing/parity-forward.ts';
import type { ChainPricer, PriceModel } from '../pricing/price-model.ts';
import type { PricingFindings } from '../pricing/pricing-findings.ts';
import { bucketOf } from './moneyness-buckets.ts';

/** How many minutes old the models' knowledge is, give or take half a minute: 0 is what they show just before the tick. */
export const HORIZON_MINUTES = [0, 1, 5, 15] as const;
const MARKS_KEPT = HORIZON_MINUTES.at(-1)! + 1;

/** Cheaper options move by ticks, not by prices. Rupees. */
const PRICE_MIN = 1;

/** How far the two models and the unchanged old price (in this order) were from what a leg's own tick told, rupees. */
export interface ModelMisses {
  /** Index into HORIZON_MINUTES. */
  readonly horizon: number;
  /** Index into BUCKET_NAMES. */
  readonly bucket: number;
  readonly price: number;
  readonly misses: readonly [number, number, number];
}

export type MissSink = (misses: ModelMisses) => void;

/** A model over a chain of its own. */
interface Player {
  readonly chain: ExpiryChain;
  readonly pricer: ChainPricer;
}

/** What both models knew when a minute began: copies that hear of no leg any more. */
interface Mark {
  readonly players: readonly [Player, Player];
  /** Per leg, the last price that its own tick told; 0 before the first. */
  readonly own: Float64Array;
  readonly forward: number;
  spot: number;
  atMs: number;
}

/**
 * The first model's pricer of a chain, as the engine uses it, with the second model beside it over a copy that hears the same ticks. A leg is judged at its
 * first own tick of a minute, so that one which ticks all the time weighs no more than another.
 */
export class ComparedChain implements ChainPricer {
  readonly #chain: ExpiryChain;
  readonly #pricer: ChainPricer;
  readonly #models: readonly [PriceModel, PriceModel];
  readonly #sink: MissSink;
  #other: Player;
  /** What the first model shows: the engine writes a leg's tick over it before it calls. */
  readonly #shown: Pick<ExpiryChain, 'ltp' | 'bid' | 'ask'>;
  readonly #own: Float64Array;
  readonly #judgedMinute: Float64Array;
  /** By minute; the oldest goes when another comes. */
  readonly #marks = new Map<number, Mark>();
  #spot = 0;

  constructor(chain: ExpiryChain, models: readonly [PriceModel, PriceModel], sink: MissSink) {
    const legs = chain.ltp.length;
    this.#chain = chain;
    this.#models = models;
    this.#sink = sink;
    this.#pricer = models[0].createPricer(chain);
    this.#other = playerOf(models[1], chain);
    this.#shown = {
      ltp: new Float64Array(legs),
      bid: new Float64Array(legs),
      ask: new Float64Array(legs),
    };
    this.#own = new Float64Array(legs);
    this.#judgedMinute = new Float64Array(legs);
  }

  get findings(): Readonly<PricingFindings> {
    return this.#pricer.findings;
  }

  calibrate(spot: number, nowMs: number): void {
    this.#other = playerOf(this.#models[1], this.#chain);
    this.#other.pricer.calibrate(spot, nowMs);
    for (let leg = 0; leg < this.#own.length; leg += 1) this.#own[leg] = legPrice(this.#chain, leg);
    this.#pricer.calibrate(spot, nowMs);
    this.#marks.clear();
    this.#spot = spot;
    this.#show();
  }

  reprice(spot: number, nowMs: number): number {
    this.#mark(nowMs);
    this.#spot = spot;
    this.#other.pricer.reprice(spot, nowMs);
    const repriced = this.#pricer.reprice(spot, nowMs);
    this.#show();
    return repriced;
  }

  anchorLeg(leg: number, spot: number, nowMs: number): void {
    this.#mark(nowMs);
    // A leg that was carried over to a moved window is anchored too, and that is no tick.
    if (this.#chain.ownTickAtMs[leg] === nowMs) this.#judge(leg, spot, nowMs);
    this.#spot = spot;
    this.#tellOther(leg);
    this.#other.pricer.anchorLeg(leg, spot, nowMs);
    this.#pricer.anchorLeg(leg, spot, nowMs);
    this.#showLeg(leg);
  }

  fork(chain: ExpiryChain): ChainPricer {
    return this.#pricer.fork(chain);
  }

  /** The first event of a minute finds both models as they were when it began. */
  #mark(nowMs: number): void {
    const minute = Math.floor(nowMs / MS_PER_MINUTE);
    if (this.#marks.has(minute)) return;
    this.#keepUp(nowMs);
    for (const old of this.#marks.keys()) if (old <= minute - MARKS_KEPT) this.#marks.delete(old);
    const first = copyExpiryChain(this.#chain);
    for (const column of ['ltp', 'bid', 'ask'] as const) first[column].set(this.#shown[column]);
    this.#marks.set(minute, {
      players: [{ chain: first, pricer: this.#pricer.fork(first) }, forkOf(this.#other)],
      own: this.#own.slice(),
      forward: parityForward(first, this.#spot, nowMs),
      spot: Number.NaN,
      atMs: nowMs,
    });
  }

  /** Older copies go on hearing of the underlying, once a minute: on the last afternoon its path is part of the price. */
  #keepUp(nowMs: number): void {
    if (!(this.#spot > 0)) return;
    for (const mark of this.#marks.values()) movedTo(mark, this.#spot, nowMs);
  }

  #judge(leg: number, spot: number, nowMs: number): void {
    const price = legPrice(this.#chain, leg);
    const minute = Math.floor(nowMs / MS_PER_MINUTE);
    if (price >= PRICE_MIN && this.#judgedMinute[leg] !== minute) {
      this.#judgedMinute[leg] = minute;
      for (const [horizon, minutes] of HORIZON_MINUTES.entries()) {
        const isShown = minutes === 0;
        const mark = this.#marks.get(isShown ? minute : Math.round(nowMs / MS_PER_MINUTE) - minutes);
        if (!mark || !(mark.forward > 0)) continue;
        const told = isShown ? this.#justBefore(leg) : toldBy(movedTo(mark, spot, nowMs), leg);
        if (!told) continue;
        const bucket = bucketOf(this.#chain.strikes[leg >>> 1]!, mark.forward, leg);
        const misses = told.map((value) => Math.abs(value - price)) as [number, number, number];
        this.#sink({ horizon, bucket, price, misses });
      }
    }
    this.#own[leg] = price;
  }

  /** Both models and the leg's last own price; undefined where one of them has none. */
  #justBefore(leg: number): readonly [number, number, number] | undefined {
    const { bid, ask, ltp } = this.#shown;
    const told = [
      shownPrice(bid[leg]!, ask[leg]!, ltp[leg]!),
      legPrice(this.#other.chain, leg),
      this.#own[leg]!,
    ];
    return told.every((value) => value > 0) ? (told as [number, number, number]) : undefined;
  }

  /** The tick, but for a last price that the engine kept because the tick brought no new trade: that one is the first model's. */
  #tellOther(leg: number): void {
    const { chain } = this.#other;
    for (const column of ['bid', 'ask', 'volume', 'oi', 'lastTradeAtMs', 'ownTickAtMs', 'source'] as const)
      chain[column][leg] = this.#chain[column][leg]!;
    if (this.#chain.ltp[leg] !== this.#shown.ltp[leg]) chain.ltp[leg] = this.#chain.ltp[leg]!;
  }

  #show(): void {
    for (const column of ['ltp', 'bid', 'ask'] as const) this.#shown[column].set(this.#chain[column]);
  }

  #showLeg(leg: number): void {
    for (const column of ['ltp', 'bid', 'ask'] as const) this.#shown[column][leg] = this.#chain[column][leg]!;
  }
}

function playerOf(model: PriceModel, like: ExpiryChain): Player {
  const chain = copyExpiryChain(like);
  return { chain, pricer: model.createPricer(chain) };
}

function forkOf({ chain, pricer }: Player): Player {
  const copy = copyExpiryChain(chain);
  return { chain: copy, pricer: pricer.fork(copy) };
}

/** The mark's copies after the underlying alone has moved. */
function movedTo(mark: Mark, spot: number, nowMs: number): Mark {
  if (mark.spot === spot && mark.atMs === nowMs) return mark;
  for (const { pricer } of mark.players) pricer.reprice(spot, nowMs);
  mark.spot = spot;
  mark.atMs = nowMs;
  return mark;
}

function toldBy({ players, own }: Mark, leg: number): readonly [number, number, number] | undefined {
  const told = [legPrice(players[0].chain, leg), legPrice(players[1].chain, leg), own[leg]!];
  return told.every((value) => value > 0) ? (told as [number, number, number]) : undefined;
}

function shownPrice(bid: number, ask: number, ltp: number): number {
  return bid > 0 && bid < ask ? (bid + ask) / 2 : ltp;
}
