/** What a replay does with a tick, without an exchange between: a leg's own is taken and anchored, the underlying's reprices every chain. */
import { LEG_SOURCES } from '#engine/market/option-chain.ts';
import type { ExpiryChain } from '#engine/market/option-chain.ts';
import type { Journal } from '#engine/ports.ts';
import { black76Model } from '#engine/pricing/black76-model.ts';
import type { TickChunk } from '#engine/replay/tape/tick-chunk.ts';
import { NOW_MS, SPOT } from '../reprice.ts';
import { UNDERLYING, openingChains } from './option-day.ts';

const SOURCE_FEED = LEG_SOURCES.indexOf('feed');
const SYMBOL = 'NIFTY';

/** Plays the ticks of an option day, in order. */
export class ChainPlayer {
  readonly #books = openingChains().map((chain) => ({ chain, pricer: black76Model.createPricer(chain) }));
  readonly #legsPerChain: number;
  readonly #journal: Journal | undefined;
  #spot = SPOT;

  constructor(journal?: Journal) {
    this.#journal = journal;
    this.#legsPerChain = this.#books[0]!.chain.ltp.length;
    for (const { pricer } of this.#books) pricer.calibrate(SPOT, NOW_MS);
  }

  get chains(): readonly ExpiryChain[] {
    return this.#books.map(({ chain }) => chain);
  }

  /** The ticks `from` to `to` (exclusive) of a chunk. */
  play(chunk: TickChunk, from: number, to: number): void {
    const { instrument, atMs, paise } = chunk;
    for (let tick = from; tick < to; tick += 1) {
      const whose = instrument[tick]!;
      const nowMs = NOW_MS + atMs[tick]!;
      const price = paise[tick]! / 100;
      if (whose === UNDERLYING) this.#moveUnderlying(price, nowMs);
      else this.#takeLeg(whose - 1, price, nowMs);
    }
  }

  #moveUnderlying(price: number, nowMs: number): void {
    this.#spot = price;
    this.#journal?.underlyingTick(nowMs, SYMBOL, price);
    for (const { chain, pricer } of this.#books) {
      pricer.reprice(price, nowMs);
      chain.version += 1;
      this.#journal?.chainRepriced(nowMs, chain);
    }
  }

  #takeLeg(number: number, price: number, nowMs: number): void {
    const { chain, pricer } = this.#books[Math.floor(number / this.#legsPerChain)]!;
    const leg = number % this.#legsPerChain;
    chain.ltp[leg] = price;
    chain.lastTradeAtMs[leg] = nowMs;
    chain.ownTickAtMs[leg] = nowMs;
    chain.source[leg] = SOURCE_FEED;
    chain.updatedAtMs = nowMs;
    chain.version += 1;
    pricer.anchorLeg(leg, this.#spot, nowMs);
    this.#journal?.legTick(nowMs, chain, leg);
  }
}
